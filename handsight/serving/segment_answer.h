// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/perception/frame_perception.h"
#include "handsight/perception/hand_layers.h"
#include "handsight/serving/layer_set.h"

namespace handsight {

enum class AnswerFormat { kJson, kMask, kOverlay, kCutout, kDepth };

/// The parameters of POST /v1/segment.
struct SegmentQuery {
  AnswerFormat format = AnswerFormat::kJson;
  std::string model{};  ///< empty = the first one
  double threshold = 0.5;
  std::string stream{};  ///< empty = a picture by itself
  double time_s = 0.0;
  bool mirrored = false;  ///< the pictures are mirror images: left hands look right
  LayerSet layers{};      ///< what the answer needs
};

/// Throws InvalidArgument that says which parameter is wrong and what is expected.
[[nodiscard]] SegmentQuery parse_segment_query(
    const std::multimap<std::string, std::string>& query);

struct AnswerBody {
  std::string type{};
  std::string bytes{};
};

/// Milliseconds of each part of the work, by its name.
using Timing = Json;

/// What was found in a picture.
struct SegmentResult {
  FrameHands found{};                ///< at the network's resolution
  std::vector<Hand> hands{};         ///< in pixels of the picture
  std::vector<HandLayers> layers{};  ///< of each of `hands` where the query asks for any
};

/// picture  RGB, as it was sent
[[nodiscard]] AnswerBody segment_answer(const Image& picture, SegmentResult result,
                                        const SegmentQuery& query, const Json& model,
                                        const Timing& timing_ms);

}  // namespace handsight
