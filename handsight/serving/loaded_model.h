// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/serving/batcher.h"
#include "handsight/serving/layer_set.h"
#include "handsight/serving/segment_answer.h"
#include "handsight/serving/server.h"
#include "handsight/serving/streams.h"

namespace handsight {

/// A model with its worker: finds the hands of pictures that come from many threads.
class LoadedModel {
 public:
  LoadedModel(ServedModel model, const ServerOptions& options);

  [[nodiscard]] const ServedModel& model() const { return model_; }
  [[nodiscard]] const Batcher& batcher() const { return *batcher_; }
  /// By the network of layers or from the keypoints.
  [[nodiscard]] LayerSet told() const;

  /// Throws InvalidArgument when the model does not tell the layers that are asked for, Overloaded
  /// and TimedOut as Batcher does, and what the networks throw.
  ///
  /// picture    RGB
  /// timing_ms  takes the parts of the work
  [[nodiscard]] SegmentResult find(const Image& picture, const SegmentQuery& query,
                                   Streams& streams, Timing& timing_ms) const;

 private:
  [[nodiscard]] FrameHands find_hands(const Image& picture, const SegmentQuery& query,
                                      Streams& streams, Timing& timing_ms) const;
  [[nodiscard]] std::vector<HandLayers> find_layers(const Image& picture,
                                                    const std::vector<Hand>& hands,
                                                    const SegmentQuery& query,
                                                    Timing& timing_ms) const;

  ServedModel model_;
  double timeout_s_;
  std::unique_ptr<Batcher> batcher_;
  std::unique_ptr<std::timed_mutex> turn_ = std::make_unique<std::timed_mutex>();
};

}  // namespace handsight
