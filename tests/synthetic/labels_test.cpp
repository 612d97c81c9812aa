// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/synthetic/labels.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/data/synthetic/arrangement.h"
#include "handsight/data/synthetic/scene_layout.h"

namespace handsight::synthetic {
namespace {

constexpr std::uint64_t kScenes = 40;
constexpr int kSize_px = 128;

const HandMesh& mesh() {
  static const HandMesh made = make_hand_mesh(mean_hand_shape(189.0F, 87.0F), MeshDetail::kLight);
  return made;
}

SceneLayout layout(std::uint64_t index, const LayoutOptions& options = {.two_hands = 0.7}) {
  return draw_layout(options, mesh().shape, kSize_px, kSize_px, Seed(17).split(index));
}

HandScene scene(std::uint64_t index) { return scene_at(layout(index), mesh(), 0.0); }

/// A square at a depth, across the whole picture.
PosedSurface board(float depth_mm) {
  auto square = std::make_shared<TriangleMesh>();
  square->positions_mm = {{-999, -999, 0}, {999, -999, 0}, {999, 999, 0}, {-999, 999, 0}};
  square->normals.assign(4, {0, 0, -1});
  square->triangles = {{0, 1, 2}, {0, 2, 3}};
  return place(square, {.translation = {0, 0, depth_mm}}, 9);
}

std::size_t area(const Image& mask) {
  return mask.pixels.size() -
         static_cast<std::size_t>(std::count(mask.pixels.begin(), mask.pixels.end(), 0));
}

TEST(Labels, HaveVisibleKeypointsOnTheirOwnHandNearItsSurface) {
  std::size_t visible = 0;
  for (std::uint64_t i = 0; i < kScenes; ++i) {
    const HandScene shown = scene(i);
    const SceneLabels labels = label(shown, kSize_px, kSize_px);
    for (std::size_t h = 0; h < labels.hands.size(); ++h) {
      const RenderedHandLabels& hand = labels.hands[h];
      for (std::size_t k = 1; k < kKeypointCount; ++k) {
        const Keypoint& point = (*hand.label.keypoints)[k];
        if (point.visibility != Visibility::kVisible) continue;
        ++visible;
        const int x = std::clamp(static_cast<int>(std::lround(point.x)), 0, kSize_px - 1);
        const int y = std::clamp(static_cast<int>(std::lround(point.y)), 0, kSize_px - 1);
        ASSERT_EQ(*hand.mask.at(x, y), kHand);
        const float depth = labels.depth.values[static_cast<std::size_t>(y * kSize_px + x)];
        ASSERT_LE(std::abs((*hand.label.joints_mm)[k].z - depth), shown.hands[h].flesh_mm[k]);
      }
    }
  }
  EXPECT_GT(visible, 300U);
}

TEST(Labels, ContainTheVisibleInTheWholeAndDivideItIntoParts) {
  for (std::uint64_t i = 0; i < kScenes; ++i) {
    for (const RenderedHandLabels& hand : label(scene(i), kSize_px, kSize_px).hands) {
      for (std::size_t p = 0; p < hand.mask.pixels.size(); ++p) {
        ASSERT_LE(hand.mask.pixels[p], hand.amodal_mask.pixels[p]);
        ASSERT_EQ(hand.mask.pixels[p] == kHand, hand.parts.pixels[p] != 0);
        ASSERT_EQ(hand.amodal_mask.pixels[p] == kHand, hand.amodal_parts.pixels[p] != 0);
        ASSERT_LE(hand.amodal_parts.pixels[p], kPartCount);
        ASSERT_EQ(hand.amodal_mask.pixels[p] == kHand, hand.amodal_depth.values[p] > 0.0F);
      }
    }
  }
}

TEST(Labels, GiveEachPixelToOneHandAtMostAndKnowTheForemost) {
  for (std::uint64_t i = 0; i < kScenes; ++i) {
    const SceneLabels labels = label(scene(i), kSize_px, kSize_px);
    if (labels.hands.size() < 2) continue;
    for (std::size_t p = 0; p < labels.depth.values.size(); ++p) {
      const RenderedHandLabels& first = labels.hands[0];
      const RenderedHandLabels& second = labels.hands[1];
      ASSERT_LE(first.mask.pixels[p] + second.mask.pixels[p], kHand);
      if (labels.foremost.pixels[p] == 0) continue;
      const bool first_is_nearer = first.amodal_depth.values[p] <= second.amodal_depth.values[p];
      ASSERT_EQ(labels.foremost.pixels[p], first_is_nearer ? 1 : 2);
    }
  }
}

TEST(Labels, OfAnOpenHandShowAllParts) {
  const HandScene shown{
      .width_px = 256,
      .height_px = 256,
      .camera = {300.0F, 300.0F, 127.5F, 127.5F},
      .hands = {pose_hand(
          mesh(), gesture("five"),
          {Side::kRight, {Mat3{{{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}}}, {0, 90, 350}}, 1})}};
  const SceneLabels labels = label(shown, 256, 256);
  const auto& parts = labels.hands[0].parts.pixels;
  EXPECT_EQ(std::set<int>(parts.begin(), parts.end()).size(), kPartCount + 1);
  for (const Keypoint& point : *labels.hands[0].label.keypoints) {
    EXPECT_EQ(point.visibility, Visibility::kVisible);
  }
}

TEST(Labels, KeepTheWholeHandBehindAnObject) {
  HandScene shown = scene(0);
  const SceneLabels before = label(shown, kSize_px, kSize_px);
  shown.objects.push_back(board(60.0F));
  const SceneLabels after = label(shown, kSize_px, kSize_px);
  EXPECT_GT(area(before.hands[0].mask), 0U);
  EXPECT_EQ(area(after.hands[0].mask), 0U);
  EXPECT_FALSE(after.hands[0].label.box.has_value());
  EXPECT_EQ(after.hands[0].amodal_mask, before.hands[0].amodal_mask);
  for (const Keypoint& point : *after.hands[0].label.keypoints) {
    EXPECT_NE(point.visibility, Visibility::kVisible);
  }
}

TEST(Labels, HaveASizeOfTheirOwn) {
  const HandScene shown = scene(3);
  const SceneLabels small = label(shown, 64, 64);
  const SceneLabels large = label(shown, 256, 256);
  EXPECT_EQ(small.hands[0].mask.width, 64);
  EXPECT_EQ(large.depth.width, 256);
  const double small_share = static_cast<double>(area(small.hands[0].amodal_mask)) / (64 * 64);
  const double large_share = static_cast<double>(area(large.hands[0].amodal_mask)) / (256 * 256);
  EXPECT_NEAR(small_share / large_share, 1.0, 0.1);
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    const Keypoint& a = (*small.hands[0].label.keypoints)[k];
    const Keypoint& b = (*large.hands[0].label.keypoints)[k];
    if (a.visibility == Visibility::kOutside) continue;
    EXPECT_NEAR((a.x + 0.5F) * 4.0F - 0.5F, b.x, 0.01F);
  }
}

TEST(Labels, OfTheMirroredSceneAreMirrored) {
  const SceneLayout start = layout(5);
  SceneLayout turned = start;
  for (HandTrack& track : turned.hands) {
    track.side = other(track.side);
    for (HandKey& key : track.keys) key.camera_from_hand = mirrored(key.camera_from_hand);
  }
  const Image one = label(scene_at(start, mesh(), 0.0), kSize_px, kSize_px).hands[0].parts;
  const Image two = label(scene_at(turned, mesh(), 0.0), kSize_px, kSize_px).hands[0].parts;
  std::size_t differing = 0;
  for (int y = 0; y < kSize_px; ++y) {
    for (int x = 0; x < kSize_px; ++x) {
      if (*one.at(x, y) != *two.at(kSize_px - 1 - x, y)) ++differing;
    }
  }
  EXPECT_LE(differing, area(one) / 200);  // pixels whose centre an edge just touches
}

TEST(Scene, IsTheSameForAnyNumberOfThreads) {
  std::vector<std::vector<std::uint8_t>> alone;
  for (std::uint64_t i = 0; i < 8; ++i) {
    alone.push_back(label(scene(i), kSize_px, kSize_px).hands[0].parts.pixels);
  }
  std::vector<std::vector<std::uint8_t>> together(8);
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < 8; ++i) {
    threads.emplace_back([&together, i] {
      together[i] = label(scene(i), kSize_px, kSize_px).hands[0].parts.pixels;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(alone, together);
}

TEST(SceneLayout, ShowsTheHandsAskedFor) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    const SceneLayout left = layout(i, {.hands = "left"});
    ASSERT_EQ(left.hands.size(), 1U);
    EXPECT_EQ(left.hands[0].side, Side::kLeft);
    const SceneLayout both = layout(i, {.hands = "both"});
    ASSERT_EQ(both.hands.size(), 2U);
    EXPECT_NE(both.hands[0].side, both.hands[1].side);
  }
}

TEST(SceneLayout, KeepsSeparateHandsApart) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    const SceneLayout drawn = layout(i, {.hands = "both"});
    if (drawn.arrangement == Arrangement::kInterlocked) continue;
    std::vector<PlacedSkeleton> placed;
    for (const HandTrack& track : drawn.hands) {
      const HandKey& key = track.keys.front();
      placed.push_back({track.side, bend(mesh().shape, key.pose), key.camera_from_hand});
    }
    EXPECT_LE(penetration_mm(mesh().shape, placed[0], placed[1]), 2.1F) << i;
  }
}

TEST(SceneLayout, OfAClipMovesWithoutAJump) {
  const SceneLayout clip = layout(2, {.hands = "both", .clip_s = 3.0});
  constexpr double kFrame_s = 1.0 / 60.0;
  for (const HandTrack& track : clip.hands) {
    EXPECT_NE(track.keys.front().pose, track.keys[1].pose);
    for (double time = 0.0; time < 3.0; time += kFrame_s) {
      const HandKey now = key_at(track, time);
      const HandKey next = key_at(track, time + kFrame_s);
      ASSERT_TRUE(within_limits(now.pose));
      ASSERT_LT(length(next.camera_from_hand.translation - now.camera_from_hand.translation), 8.0F);
      for (std::size_t i = 0; i < kJointAngleCount; ++i) {
        ASSERT_LT(std::abs(next.pose.deg[i] - now.pose.deg[i]), 6.0F);
      }
    }
  }
}

TEST(SceneLayout, RefusesRangesThatAreUpsideDown) {
  EXPECT_THROW((void)layout(0, {.least_fov_deg = 90.0, .most_fov_deg = 40.0}), InvalidArgument);
}

}  // namespace
}  // namespace handsight::synthetic
