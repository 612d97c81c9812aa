// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/warp_kernels.h"

#include <limits>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace handsight {
namespace {

constexpr std::int64_t kHeight = 23;
constexpr std::int64_t kWidth = 37;
// turned by half a radian, shrunk, and partly beyond every edge
constexpr Affine kMove{
    .xx = 1.3017, .xy = -0.7013, .x0 = 4.3029, .yx = 0.7013, .yy = 1.3017, .y0 = -7.1031};

at::Tensor picture() {
  return at::rand({3, kHeight, kWidth}, at::detail::createCPUGenerator(1), at::kFloat);
}

/// The same by libtorch's sampler, whose axes run from -1 to 1 over the picture.
at::Tensor by_sampler(const at::Tensor& source, std::int64_t mode, std::int64_t padding) {
  auto grid = at::empty({1, kHeight, kWidth, 2}, at::kFloat);
  auto place = grid.accessor<float, 4>();
  for (std::int64_t y = 0; y < kHeight; ++y) {
    for (std::int64_t x = 0; x < kWidth; ++x) {
      const auto at = kMove * Vec2{static_cast<float>(x), static_cast<float>(y)};
      place[0][y][x][0] = (2 * at.x + 1) / static_cast<float>(kWidth) - 1;
      place[0][y][x][1] = (2 * at.y + 1) / static_cast<float>(kHeight) - 1;
    }
  }
  return at::grid_sampler(source.unsqueeze(0), grid, mode, padding, false).squeeze(0);
}

TEST(WarpBilinear, AgreesWithTheSamplerBeyondBlackEdges) {
  auto target = at::empty({3, kHeight, kWidth});
  warp_bilinear(picture(), kMove, false, target);
  EXPECT_TRUE(at::allclose(target, by_sampler(picture(), 0, 0), 0, 1e-4));
}

TEST(WarpBilinear, AgreesWithTheSamplerBeyondRepeatedEdges) {
  auto target = at::empty({3, kHeight, kWidth});
  warp_bilinear(picture(), kMove, true, target);
  EXPECT_TRUE(at::allclose(target, by_sampler(picture(), 0, 1), 0, 1e-4));
}

TEST(WarpNearest, AgreesWithTheSamplerButForPlacesBetweenTwoPixels) {
  auto target = at::empty({3, kHeight, kWidth});
  warp_nearest(picture(), kMove, 0, target);
  const auto differing = target.ne(by_sampler(picture(), 1, 0)).any(0).sum().item<std::int64_t>();
  EXPECT_LE(differing, 2) << "of " << kHeight * kWidth;
}

TEST(WarpNearest, WritesTheOutsideLabelWhereThereIsNoSource) {
  auto target = at::empty({1, 2, 4}, at::kByte);
  warp_nearest(at::full({1, 2, 4}, 7, at::kByte), {.x0 = 2}, 255, target);
  EXPECT_TRUE(at::equal(target[0][1], at::tensor({7, 7, 255, 255}, at::kByte)));
}

TEST(WarpBilinear, ReadsNothingOutsideForAMapThatIsNotANumber) {
  auto target = at::empty({3, kHeight, kWidth});
  warp_bilinear(picture(), {.xx = std::numeric_limits<double>::quiet_NaN()}, true, target);
  EXPECT_EQ(target.sizes(), picture().sizes());
}

TEST(WarpBilinear, RefusesPlanesThatAreNotContiguous) {
  auto target = at::empty({3, kWidth, kHeight});
  EXPECT_ANY_THROW(warp_bilinear(picture().transpose(1, 2), kMove, true, target));
}

}  // namespace
}  // namespace handsight
