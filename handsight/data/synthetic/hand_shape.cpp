// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/hand_shape.h"

#include <algorithm>

#include "handsight/core/error.h"

namespace handsight::synthetic {
namespace {

constexpr float kMeanLength_mm = 189.0F;
constexpr float kMeanBreadth_mm = 87.0F;

// Of a hand of the lengths above. Little, ring and index knuckles lie behind that of the middle
// finger, and the row of knuckles is an arch.
constexpr std::array<Vec3, kFingerCount> kBases_mm{{{22.0F, 20.0F, 9.0F},
                                                    {27.0F, 92.0F, 0.0F},
                                                    {5.5F, 94.0F, -2.0F},
                                                    {-15.0F, 88.0F, -1.0F},
                                                    {-33.5F, 78.0F, 3.0F}}};
constexpr std::array<std::array<float, 3>, kFingerCount> kPhalanges_mm{{{47.0F, 32.5F, 22.5F},
                                                                        {41.0F, 23.0F, 16.3F},
                                                                        {46.0F, 27.1F, 17.9F},
                                                                        {42.6F, 26.4F, 17.8F},
                                                                        {33.7F, 18.7F, 16.4F}}};
constexpr std::array<float, kFingerCount> kJointBreadths_mm{23.0F, 21.0F, 21.0F, 19.8F, 17.6F};
constexpr std::array<float, kFingerCount> kJointDepths_mm{21.0F, 19.2F, 19.6F, 18.4F, 16.4F};
constexpr std::array<float, kFingerCount> kSoftTips_mm{5.7F, 3.9F, 4.0F, 4.0F, 3.8F};

/// A factor around 1, within 2.5 deviations of it.
float varied(Random& random, double deviation) {
  return static_cast<float>(1.0 + deviation * std::clamp(random.normal(), -2.5, 2.5));
}

struct Frame {
  float length_mm;
  float breadth_mm;
};

Frame draw_frame(const HandShapeOptions& options, Random& random) {
  const double who = random.uniform();
  const double size = options.variation * std::clamp(random.normal(), -2.5, 2.5);
  const float slim = varied(random, 0.035 * options.variation);
  if (who < options.men) {
    const auto length = static_cast<float>(189.0 + 10.0 * size);
    return {length, length * (87.0F / 189.0F) * slim};
  }
  if (who < options.men + options.women) {
    const auto length = static_cast<float>(174.0 + 9.0 * size);
    return {length, length * (76.0F / 174.0F) * slim};
  }
  const auto length =
      static_cast<float>(137.5 + std::min(options.variation, 1.0) * random.uniform(-22.5, 22.5));
  return {length, length * 0.455F * slim};
}

}  // namespace

HandShape mean_hand_shape(float length_mm, float breadth_mm) {
  const float along = length_mm / kMeanLength_mm;
  const float across = breadth_mm / kMeanBreadth_mm;
  HandShape shape{.length_mm = length_mm,
                  .breadth_mm = breadth_mm,
                  .thickness_mm = 33.0F * across,
                  .wrist_breadth_mm = 59.0F * across,
                  .forearm_length_mm = 400.0F * along};
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    const Vec3 base = kBases_mm[finger];
    shape.base_mm[finger] = {base.x * across, base.y * along, base.z * across};
    for (std::size_t i = 0; i < 3; ++i) {
      shape.phalanx_mm[finger][i] = kPhalanges_mm[finger][i] * along;
    }
    shape.breadth_at_joint_mm[finger] = kJointBreadths_mm[finger] * across;
    shape.depth_at_joint_mm[finger] = kJointDepths_mm[finger] * across;
    shape.soft_tip_mm[finger] = kSoftTips_mm[finger] * across;
  }
  return shape;
}

HandShape draw_hand_shape(const HandShapeOptions& options, Seed seed) {
  if (options.men + options.women > 1.0) {
    fail("hand shape: shares of men ", options.men, " and women ", options.women,
         " exceed 1 together; lower one of them");
  }
  Random random(seed.split("hand shape"));
  const Frame frame = draw_frame(options, random);
  HandShape shape = mean_hand_shape(frame.length_mm, frame.breadth_mm);
  const double spread = options.variation;
  const float fingers = varied(random, 0.025 * spread);
  const float stout = varied(random, 0.05 * spread);
  shape.thickness_mm *= varied(random, 0.05 * spread);
  shape.wrist_breadth_mm *= varied(random, 0.04 * spread);
  shape.flesh = varied(random, 0.12 * spread);
  for (std::size_t finger = 0; finger < kFingerCount; ++finger) {
    const float own = fingers * varied(random, 0.015 * spread);
    for (float& phalanx : shape.phalanx_mm[finger]) {
      phalanx *= own * varied(random, 0.015 * spread);
    }
    shape.breadth_at_joint_mm[finger] *= stout * varied(random, 0.01 * spread);
    shape.depth_at_joint_mm[finger] *= stout * varied(random, 0.01 * spread);
  }
  return shape;
}

}  // namespace handsight::synthetic
