// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/pickle_writer.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

constexpr std::size_t kPoints = 2 * kKeypointCount;

/// Left hand first; wrist, then every finger from its tip to its base.
std::size_t stored_point(Side side, std::size_t keypoint) {
  const std::size_t first = side == Side::kLeft ? 0 : kKeypointCount;
  if (keypoint == kWrist) return first;
  const std::size_t finger = (keypoint - 1) / 4;
  const std::size_t joint = (keypoint - 1) % 4;
  return first + 1 + 4 * finger + (3 - joint);
}

/// Ids 2 to 17 of the left, 18 to 33 of the right hand: three a finger from the tip, then the palm.
std::uint8_t stored_part(Side side, std::uint8_t part) {
  const std::uint8_t first = side == Side::kLeft ? 2 : 18;
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    for (std::size_t phalanx = 0; phalanx < 3; ++phalanx) {
      if (kPhalanxParts[finger][phalanx] != part) continue;
      return static_cast<std::uint8_t>(first + 3 * finger + (2 - phalanx));
    }
  }
  return static_cast<std::uint8_t>(first + 15);
}

class RhdLayout final : public LayoutWriter {
 public:
  explicit RhdLayout(const LayoutOptions& options)
      : root_(options.root / "RHD_published_v2"), splits_(options) {
    for (const auto* part : {"training", "evaluation"}) {
      for (const auto* kind : {"color", "mask", "depth"}) make_folder(root_ / part / kind);
      pickles_[part].begin_dict();
    }
  }

  void add(const Sample& sample) override {
    require_label(sample.sides, sample, "rhd", "sides");
    const std::string part = splits_.of(sample, index_++) == "test" ? "evaluation" : "training";
    const auto number = numbers_[part]++;
    const std::string name = zero_padded(number, 5) + ".png";
    write_png(root_ / part / "color" / name, sample.image);
    write_png(root_ / part / "mask" / name, ids_of(sample));
    write_png(root_ / part / "depth" / name, coded_depth(sample));
    annotate(sample, static_cast<std::int32_t>(number), pickles_[part]);
  }

  void finish() override {
    for (auto& [part, pickle] : pickles_) {
      pickle.end_dict();
      write_file(root_ / part / ("anno_" + part + ".pickle"), pickle.finish());
    }
  }

 private:
  static Image ids_of(const Sample& sample) {
    Image ids(sample.image.width, sample.image.height, 1);
    for (const Side side : {Side::kLeft, Side::kRight}) {
      const Image shown = side_mask(sample.sides, side);
      const Image parts = visible_parts(sample, side);
      for (std::size_t i = 0; i < ids.pixels.size(); ++i) {
        if (shown.pixels[i] == 0) continue;
        ids.pixels[i] = stored_part(side, parts.empty() ? kPalmPart : parts.pixels[i]);
      }
    }
    return ids;
  }

  /// Metres are (256 R + G) / 65535 * 5.
  static Image coded_depth(const Sample& sample) {
    Image coded(sample.image.width, sample.image.height, 3);
    for (std::size_t i = 0; i < sample.depth.values.size(); ++i) {
      const float metres = sample.depth.values[i] / 1000.0F;
      const auto steps = static_cast<unsigned>(
          std::lround(std::min(std::max(metres / 5.0F, 0.0F), 1.0F) * 65535.0F));
      coded.pixels[3 * i] = static_cast<std::uint8_t>(steps >> 8U);
      coded.pixels[3 * i + 1] = static_cast<std::uint8_t>(steps & 0xFFU);
    }
    return coded;
  }

  static void annotate(const Sample& sample, std::int32_t number, PickleWriter& pickle) {
    std::vector<double> uv(kPoints * 3);
    std::vector<double> xyz(kPoints * 3);
    for (const auto& hand : sample.hands) {
      if (!hand.side || !hand.keypoints) continue;
      for (std::size_t k = 0; k < kKeypointCount; ++k) {
        const auto row = 3 * stored_point(*hand.side, k);
        const auto& point = (*hand.keypoints)[k];
        uv[row] = point.x;
        uv[row + 1] = point.y;
        uv[row + 2] = point.visibility == Visibility::kVisible ? 1.0 : 0.0;
        if (!hand.joints_mm) continue;
        const auto& joint = (*hand.joints_mm)[k];
        xyz[row] = joint.x / 1000.0;
        xyz[row + 1] = joint.y / 1000.0;
        xyz[row + 2] = joint.z / 1000.0;
      }
    }
    const Camera camera = sample.camera.value_or(Camera{});
    const std::array<double, 9> k{camera.focal_x_px,
                                  0,
                                  camera.centre_x_px,
                                  0,
                                  camera.focal_y_px,
                                  camera.centre_y_px,
                                  0,
                                  0,
                                  1};
    pickle.integer(number);
    pickle.begin_dict();
    pickle.text("uv_vis");
    pickle.matrix(uv, static_cast<int>(kPoints), 3);
    pickle.text("xyz");
    pickle.matrix(xyz, static_cast<int>(kPoints), 3);
    pickle.text("K");
    pickle.matrix(k, 3, 3);
    pickle.end_dict();
  }

  std::filesystem::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, std::size_t> numbers_{};
  std::map<std::string, PickleWriter> pickles_{};
};

}  // namespace

LayoutEntry rhd_layout() {
  return {.name = "rhd",
          .summary = "Rendered Hand Pose: pickled keypoints, 33 mask ids, depth in two channels",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<RhdLayout>(options);
          }};
}

}  // namespace handsight
