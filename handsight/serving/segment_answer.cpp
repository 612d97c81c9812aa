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
#include "handsight/imaging/picture_file.h"
#include "handsight/perception/hands_json.h"
#include "handsight/perception/matte.h"
#include "handsight/visualisation/overlay.h"

namespace handsight {
namespace {

constexpr std::size_t kMaxStreamName = 64;
constexpr std::array<std::pair<const char*, AnswerFormat>, 4> kFormats{
    {{"json", AnswerFormat::kJson},
     {"mask", AnswerFormat::kMask},
     {"overlay", AnswerFormat::kOverlay},
     {"cutout", AnswerFormat::kCutout}}};

AnswerFormat parse_format(const std::string& text) {
  for (const auto& [name, format] : kFormats) {
    if (text == name) return format;
  }
  fail("format: found '", text, "', expected json, mask, overlay or cutout");
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

AnswerBody png(const Image& image) {
  const auto bytes = encode_png(image);
  return {"image/png", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())};
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
    } else {
      fail("unknown parameter '", name, "'; known: format, mirror, model, stream, threshold, time");
    }
  }
  if (!parsed.stream.empty() && !timed) {
    fail("stream: time is missing; expected the frame's seconds from the stream's beginning");
  }
  return parsed;
}

AnswerBody segment_answer(const Image& picture, const FrameHands& found, const SegmentQuery& query,
                          const Json& model, const Timing& timing_ms) {
  const auto hands = hands_in_frame(found, picture.width, picture.height, query.threshold);
  switch (query.format) {
    case AnswerFormat::kMask:
      return png(mask_of(hands, picture.width, picture.height, 255));
    case AnswerFormat::kOverlay:
      return png(
          draw_overlay(picture, mask_of(hands, picture.width, picture.height, kHand), hands));
    case AnswerFormat::kCutout:
      return png(keyed_out(picture, alpha_matte(kept_probability(found), picture.width,
                                                picture.height, {.threshold = query.threshold})));
    case AnswerFormat::kJson:
      break;
  }
  Json json =
      hands_json({.path = "", .width = picture.width, .height = picture.height}, model, hands);
  json.erase("image");
  json["timing_ms"] = timing_ms;
  return {"application/json", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace handsight
