// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/segment_answer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/imaging/depth_file.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/hands_json.h"
#include "handsight/perception/layer_grids.h"
#include "handsight/perception/matte.h"
#include "handsight/visualisation/overlay.h"

namespace handsight {
namespace {

constexpr std::size_t kMaxStreamName = 64;
// Cells a row of the layers in JSON: depth is smooth, edges of parts are not.
constexpr int kDepthCells = 32;
constexpr int kPartCells = 64;
constexpr std::array<std::pair<const char*, AnswerFormat>, 5> kFormats{
    {{"json", AnswerFormat::kJson},
     {"mask", AnswerFormat::kMask},
     {"overlay", AnswerFormat::kOverlay},
     {"cutout", AnswerFormat::kCutout},
     {"depth", AnswerFormat::kDepth}}};

AnswerFormat parse_format(const std::string& text) {
  for (const auto& [name, format] : kFormats) {
    if (text == name) return format;
  }
  fail("format: found '", text, "', expected json, mask, overlay, cutout or depth");
}

double parse_number(const std::string& name, const std::string& text, double low, double high) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    fail(name, ": found '", text, "', expected a number from ", low, " to ", high);
  }
  return value;
}

bool parse_yes_or_no(const std::string& name, const std::string& text) {
  if (text != "yes" && text != "no") fail(name, ": found '", text, "', expected yes or no");
  return text == "yes";
}

std::string parse_stream(const std::string& text) {
  constexpr auto kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  if (text.empty() || text.size() > kMaxStreamName ||
      text.find_first_not_of(kAllowed) != std::string::npos) {
    fail("stream: expected 1 to ", kMaxStreamName, " letters, digits, - or _");
  }
  return text;
}

Image mask_of(const std::vector<Hand>& hands, int width, int height, std::uint8_t value) {
  Image mask(width, height, 1, 0);
  for (const Hand& hand : hands) {
    for (int y = 0; y < hand.mask.height; ++y) {
      for (int x = 0; x < hand.mask.width; ++x) {
        if (*hand.mask.at(x, y) != 0) *mask.at(hand.box.x + x, hand.box.y + y) = value;
      }
    }
  }
  return mask;
}

AnswerBody png(const std::vector<std::byte>& bytes) {
  return {"image/png", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())};
}

AnswerBody depth_png(const Image& picture, const SegmentResult& result) {
  const auto depth = depth_map(result.hands, result.layers, picture.width, picture.height);
  return png(
      encode_png16({.width = depth.width, .height = depth.height, .pixels = whole_mm(depth)}));
}

/// {"square": [x, y, side], "size", `cells`: numbers}.
Json grid_json(const LayerGrid& grid, const char* cells) {
  const auto rounded = [](double value) { return std::round(100.0 * value) / 100.0; };
  return {{"square", {rounded(grid.square.x), rounded(grid.square.y), rounded(grid.square.width)}},
          {"size", grid.size},
          {cells, grid.cells}};
}

/// The record of the hands with the layers that the query asks for.
Json layered_json(const Image& picture, SegmentResult result, const LayerSet& wanted,
                  const Json& model) {
  auto& hands = result.hands;
  for (std::size_t i = 0; i < hands.size() && !wanted.empty(); ++i) {
    hands[i] = with_layers(std::move(hands[i]), result.layers.at(i), picture.width, picture.height);
    if (!wanted.depth) hands[i].depth_mm.reset();
  }
  Json json =
      hands_json({.path = "", .width = picture.width, .height = picture.height}, model, hands);
  if (wanted.empty()) return json;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const auto& layers = result.layers.at(i);
    Json& hand = json["hands"][i];
    if (wanted.depth) hand["depth"] = grid_json(depth_grid(hands[i], layers, kDepthCells), "mm");
    // hands that are too small for keypoints may have none
    if (wanted.parts && !layers.parts.empty()) {
      hand["parts"] = grid_json(part_grid(layers, kPartCells), "ids");
    }
  }
  return json;
}

}  // namespace

SegmentQuery parse_segment_query(const std::multimap<std::string, std::string>& query) {
  SegmentQuery parsed;
  bool timed = false;
  for (const auto& [name, value] : query) {
    if (name == "format") {
      parsed.format = parse_format(value);
    } else if (name == "model") {
      parsed.model = value;
    } else if (name == "threshold") {
      parsed.threshold = parse_number(name, value, 0.05, 0.95);
    } else if (name == "stream") {
      parsed.stream = parse_stream(value);
    } else if (name == "time") {
      parsed.time_s = parse_number(name, value, 0.0, 1e9);
      timed = true;
    } else if (name == "mirror") {
      parsed.mirrored = parse_yes_or_no(name, value);
    } else if (name == "layers") {
      parsed.layers = parse_layers(value);
    } else {
      fail("unknown parameter '", name,
           "'; known: format, layers, mirror, model, stream, threshold, time");
    }
  }
  if (!parsed.layers.empty() && parsed.format != AnswerFormat::kJson) {
    fail("layers: expected format json, which alone can hold them");
  }
  parsed.layers.depth |= parsed.format == AnswerFormat::kDepth;
  if (!parsed.stream.empty() && !timed) {
    fail("stream: time is missing; expected the frame's seconds from the stream's beginning");
  }
  return parsed;
}

AnswerBody segment_answer(const Image& picture, SegmentResult result, const SegmentQuery& query,
                          const Json& model, const Timing& timing_ms) {
  const auto& hands = result.hands;
  switch (query.format) {
    case AnswerFormat::kMask:
      return png(encode_png(mask_of(hands, picture.width, picture.height, 255)));
    case AnswerFormat::kOverlay:
      return png(encode_png(
          draw_overlay(picture, mask_of(hands, picture.width, picture.height, kHand), hands)));
    case AnswerFormat::kCutout:
      return png(encode_png(
          keyed_out(picture, alpha_matte(kept_probability(result.found), picture.width,
                                         picture.height, {.threshold = query.threshold}))));
    case AnswerFormat::kDepth:
      return depth_png(picture, result);
    case AnswerFormat::kJson:
      break;
  }
  Json json = layered_json(picture, std::move(result), query.layers, model);
  json.erase("image");
  json["timing_ms"] = timing_ms;
  return {"application/json", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace handsight
