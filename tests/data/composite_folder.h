// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/core/image.h"
#include "handsight/data/dataset.h"

#include "data/temp_folder.h"

namespace handsight::test {

inline constexpr int kSide = 64;

/// A made-up palm of `colour` with four fingers, on black.
inline void draw_palm(Image& picture, Image& mask, std::uint8_t colour) {
  for (int y = 0; y < kSide; ++y) {
    for (int x = 16; x < 48; ++x) {
      const bool palm = y >= 32 && y < 60;
      const bool finger = y >= 6 && y < 32 && (x - 16) % 8 < 6;
      if (!palm && !finger) continue;
      std::fill_n(picture.at(x, y), 3, colour);
      *mask.at(x, y) = 1;
    }
  }
}

/// A folder like the real one with a few generated cut-outs and photographs.
class CompositeFolder : public ::testing::Test {
 protected:
  CompositeFolder() {
    std::string table = "file,mask,hand,split\n";
    for (int i = 0; i < 4; ++i) {
      const std::string stem = std::string("hand").append(std::to_string(i));
      Image picture(kSide, kSide, 3);
      Image mask(kSide, kSide, 1);
      draw_palm(picture, mask, static_cast<std::uint8_t>(120 + 30 * i));
      save_png(folder_.file("cut/images/" + stem + ".png"), picture);
      save_png(folder_.file("cut/masks/" + stem + ".png"), mask);
      table += "images/" + stem + ".png,masks/" + stem + ".png,right," +
               (i == 3 ? "val" : "train") + "\n";
    }
    folder_.write("cut/cut.csv", table);
    for (int i = 0; i < 30; ++i) {
      save_png(folder_.file(std::string("photos/p").append(std::to_string(i)) + ".png"),
               pattern(40, 30, 3, i + 1));
    }
  }

  [[nodiscard]] Json options(const std::string& more = "{}") const {
    Json all{{"cutouts", {"cut"}}, {"backgrounds", "photos"}, {"size", 64}, {"count", 40}};
    all.update(Json::parse(more));
    return all;
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& more = "{}",
                                              const std::string& split = "train") const {
    return open_dataset({.name = "composite",
                         .root = folder_.path(),
                         .split = split,
                         .options = std::make_shared<const Json>(options(more))});
  }
  /// Keypoints of the palms: the wrist below, the knuckles above.
  void add_keypoints() const {
    Json points = Json::array();
    for (int i = 0; i < 21; ++i) points.push_back({32, i == 0 ? 56 : 28});
    Json files = Json::object();
    for (int i = 0; i < 4; ++i) {
      files[std::string("hand").append(std::to_string(i))] = {{"keypoints", points}};
    }
    folder_.write("pseudo_keypoints/cut.json", Json{{"files", files}}.dump());
  }

  TempFolder folder_;
};

// one large upright hand in the middle of nothing else
inline constexpr const char* kOneHand =
    R"({"hands_min": 1, "hands_max": 1, "empty": 0, "distractors": 0, "at_edge": 0, "shadow": 0,
        "scale_min": 0.5, "scale_max": 0.5, "rotation_deg": 0, "arm": 0})";

inline std::size_t count(const Image& mask, std::uint8_t value) {
  return static_cast<std::size_t>(std::ranges::count(mask.pixels, value));
}

}  // namespace handsight::test
