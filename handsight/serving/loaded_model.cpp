// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/loaded_model.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/serving/stopwatch.h"

namespace handsight {
namespace {

PerceptionOptions perception_of(const SegmentQuery& query, double pose_margin) {
  PerceptionOptions options;
  options.hysteresis.grow = 0.7 * query.threshold;
  options.hysteresis.seed = std::min(1.0, 1.2 * query.threshold);
  options.handedness.mirrored = query.mirrored;
  options.pose.crop.margin = pose_margin;
  return options;
}

/// Frames of one name that are looked at in another way are another stream.
std::string stream_name(const SegmentQuery& query, const std::string& model) {
  return model + "/" + std::to_string(query.threshold) + (query.mirrored ? "/mirrored/" : "/") +
         query.stream;
}

/// A network that looks at single hands, for one request after the other: its threads would be in
/// each other's way.
template <class Network>
auto in_turn(const Network& network, std::timed_mutex& turn, double timeout_s) {
  return [&network, &turn, timeout_s](const Image& frame, std::span<const HandView> hands) {
    const std::unique_lock lock(turn, std::chrono::duration<double>(timeout_s));
    if (!lock) throw TimedOut("the network did not come to the hands in time; try again later");
    return network(frame, hands);
  };
}

}  // namespace

LoadedModel::LoadedModel(ServedModel model, const ServerOptions& options)
    : model_(std::move(model)),
      timeout_s_(options.timeout_s),
      batcher_(std::make_unique<Batcher>(model_.network, options.batch)) {}

LayerSet LoadedModel::told() const {
  LayerSet told{.parts = static_cast<bool>(model_.keypoints)};
  for (const auto& layers : model_.layers) {
    told.depth = told.depth || layers.told.depth;
    told.parts = told.parts || layers.told.parts;
  }
  return told;
}

FrameHands LoadedModel::find_hands(const Image& picture, const SegmentQuery& query,
                                   Streams& streams, Timing& timing_ms) const {
  Stopwatch watch;
  const auto observation =
      observe(picture, query.time_s, model_.longest_px,
              [&](const Image& shown) { return batcher_->run(shown, timeout_s_); });
  timing_ms["network"] = watch.lap_ms();
  const auto perception = perception_of(query, model_.pose_margin);
  const auto stream = query.stream.empty()
                          ? std::make_shared<Stream>(without_time(perception))
                          : streams.find_or_make(stream_name(query, model_.name), perception);
  const std::lock_guard lock(stream->mutex);
  watch = Stopwatch();
  auto found = stream->perception.update(observation);
  timing_ms["perception"] = watch.lap_ms();
  if (!model_.keypoints) return found;
  found =
      stream->pose.update(std::move(found), picture, in_turn(model_.keypoints, *turn_, timeout_s_));
  timing_ms["pose"] = watch.lap_ms();
  return found;
}

std::vector<HandLayers> LoadedModel::find_layers(const Image& picture,
                                                 const std::vector<Hand>& hands,
                                                 const SegmentQuery& query,
                                                 Timing& timing_ms) const {
  Stopwatch watch;
  CropOptions crop;
  std::vector<LayerNetwork> networks;
  auto missing = query.layers;
  for (const auto& [network, told, margin] : model_.layers) {
    if (!(missing.depth && told.depth) && !(missing.parts && told.parts)) continue;
    missing = {.depth = missing.depth && !told.depth, .parts = missing.parts && !told.parts};
    networks.push_back(in_turn(network, *turn_, timeout_s_));
    crop.margin = margin;
  }
  auto layers = layers_of(picture, hands, networks, crop, query.mirrored);
  // a network of parts may tell a depth that another tells better
  if (!query.layers.depth) {
    for (auto& each : layers) each.depth_mm.clear();
  }
  timing_ms["layers"] = watch.lap_ms();
  return layers;
}

SegmentResult LoadedModel::find(const Image& picture, const SegmentQuery& query, Streams& streams,
                                Timing& timing_ms) const {
  if (const auto missing = names_of(missing_layers(query.layers, told())); !missing.empty()) {
    fail("layers: model ", model_.name, " is served without ", missing.front(),
         "; /v1/models lists what each model tells");
  }
  SegmentResult result;
  result.found = find_hands(picture, query, streams, timing_ms);
  result.hands = hands_in_frame(result.found, picture.width, picture.height, query.threshold);
  if (!query.layers.empty()) {
    result.layers = find_layers(picture, result.hands, query, timing_ms);
  }
  return result;
}

}  // namespace handsight
