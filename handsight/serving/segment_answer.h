// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/perception/frame_perception.h"

namespace handsight {

enum class AnswerFormat { kJson, kMask, kOverlay, kCutout };

/// The parameters of POST /v1/segment.
struct SegmentQuery {
  AnswerFormat format = AnswerFormat::kJson;
  std::string model{};  ///< empty = the first one
  double threshold = 0.5;
  std::string stream{};  ///< empty = a picture by itself
  double time_s = 0.0;
  bool mirrored = false;  ///< the pictures are mirror images: left hands look right
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

/// picture    RGB, as it was sent
/// found      at the network's resolution
[[nodiscard]] AnswerBody segment_answer(const Image& picture, const FrameHands& found,
                                        const SegmentQuery& query, const Json& model,
                                        const Timing& timing_ms);

}  // namespace handsight
