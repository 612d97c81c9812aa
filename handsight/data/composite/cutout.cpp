// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/composite/cutout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/mask_values.h"
#include "handsight/imaging/picture_file.h"
#include "handsight/imaging/transform.h"

namespace handsight::composite {
namespace {

constexpr int kMargin = 6;          // room for the soft edge
constexpr double kEdgeSigma = 0.7;  // of the alpha, takes the steps out of binary masks

struct Box {
  int left = 0;
  int top = 0;
  int right = -1;
  int bottom = -1;
};

Box box_of(const Image& mask) {
  Box box{mask.width, mask.height, -1, -1};
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (*mask.at(x, y) == 0) continue;
      box.left = std::min(box.left, x);
      box.right = std::max(box.right, x);
      box.top = std::min(box.top, y);
      box.bottom = std::max(box.bottom, y);
    }
  }
  return box;
}

/// The part of `image` in `box` with `kMargin` around it, zero where the image ends.
Image cut(const Image& image, const Box& box) {
  Image part(box.right - box.left + 1 + 2 * kMargin, box.bottom - box.top + 1 + 2 * kMargin,
             image.channels);
  for (int y = 0; y < part.height; ++y) {
    for (int x = 0; x < part.width; ++x) {
      const int source_x = x + box.left - kMargin;
      const int source_y = y + box.top - kMargin;
      if (source_x < 0 || source_y < 0 || source_x >= image.width || source_y >= image.height) {
        continue;
      }
      std::copy_n(image.at(source_x, source_y), image.channels, part.at(x, y));
    }
  }
  return part;
}

template <class Visit>
void each_neighbour(const Image& image, int x, int y, Visit visit) {
  for (int v = std::max(0, y - 1); v <= std::min(image.height - 1, y + 1); ++v) {
    for (int u = std::max(0, x - 1); u <= std::min(image.width - 1, x + 1); ++u) visit(u, v);
  }
}

/// Takes off the outermost pixel, whose colour is mixed with the background it was cut from; not
/// along the border of the picture, where the arm was cut by the camera.
Image eroded(const Image& mask) {
  Image inner = mask;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      each_neighbour(mask, x, y, [&](int u, int v) {
        if (*mask.at(u, v) == 0) *inner.at(x, y) = 0;
      });
    }
  }
  return inner;
}

/// Paints pixels outside `known` with the mean of their known neighbours, ring by ring, so that
/// interpolation near the edge finds skin.
void extend_inside(Image& image, Image known) {
  for (int ring = 0; ring < kMargin; ++ring) {
    const Image before = known;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        if (*before.at(x, y) != 0) continue;
        int count = 0;
        std::array<int, 4> sum{};
        each_neighbour(before, x, y, [&](int u, int v) {
          if (*before.at(u, v) == 0) return;
          ++count;
          for (int c = 0; c < image.channels; ++c) sum[c] += image.at(u, v)[c];
        });
        if (count == 0) continue;
        for (int c = 0; c < image.channels; ++c) {
          image.at(x, y)[c] = static_cast<std::uint8_t>(sum[c] / count);
        }
        *known.at(x, y) = 255;
      }
    }
  }
}

Image binary(const Image& label, std::uint8_t value) {
  Image plane(label.width, label.height, 1);
  std::ranges::transform(label.pixels, plane.pixels.begin(), [value](std::uint8_t pixel) {
    return static_cast<std::uint8_t>(pixel == value ? 255 : 0);
  });
  return plane;
}

Image with_alpha(const Image& rgb, const Image& alpha) {
  Image rgba(rgb.width, rgb.height, 4);
  for (std::size_t i = 0; i < rgb.pixel_count(); ++i) {
    std::copy_n(rgb.pixels.data() + 3 * i, 3, rgba.pixels.data() + 4 * i);
    rgba.pixels[4 * i + 3] = alpha.pixels[i];
  }
  return rgba;
}

void measure_hand(Cutout& cutout, const Image& hand) {
  const Box box = box_of(hand);
  cutout.extent_px = std::max(box.right - box.left, box.bottom - box.top) + 1;
  double count = 0.0;
  for (int y = 0; y < hand.height; ++y) {
    for (int x = 0; x < hand.width; ++x) {
      if (*hand.at(x, y) == 0) continue;
      const auto* pixel = cutout.rgba.at(x, y);
      cutout.centre.x += x;
      cutout.centre.y += y;
      cutout.mean.r += pixel[0];
      cutout.mean.g += pixel[1];
      cutout.mean.b += pixel[2];
      ++count;
    }
  }
  for (double* sum :
       {&cutout.centre.x, &cutout.centre.y, &cutout.mean.r, &cutout.mean.g, &cutout.mean.b}) {
    *sum /= count;
  }
}

/// Coordinates along and across the arm, from the wrist.
struct ArmFrame {
  Point origin{};
  Point along{};  ///< unit vector towards the elbow
  double palm_px = 0.0;
  [[nodiscard]] double t(double x, double y) const {
    return (x - origin.x) * along.x + (y - origin.y) * along.y;
  }
  [[nodiscard]] double u(double x, double y) const {
    return (y - origin.y) * along.x - (x - origin.x) * along.y;
  }
  [[nodiscard]] Point point(double at_t, double at_u) const {
    return {origin.x + along.x * at_t - along.y * at_u, origin.y + along.y * at_t + along.x * at_u};
  }
};

/// Nothing when the palm is too small, or seen end-on.
std::optional<ArmFrame> arm_frame(const HandPoints& joints) {
  const Point wrist{joints[0].x, joints[0].y};
  Point knuckles;
  for (const std::size_t knuckle : {5U, 9U, 13U, 17U}) {
    knuckles.x += joints[knuckle].x / 4.0;
    knuckles.y += joints[knuckle].y / 4.0;
  }
  const double palm_px = std::hypot(wrist.x - knuckles.x, wrist.y - knuckles.y);
  if (palm_px < 8.0) return std::nullopt;
  return ArmFrame{
      wrist, {(wrist.x - knuckles.x) / palm_px, (wrist.y - knuckles.y) / palm_px}, palm_px};
}

/// Farthest t of a set pixel near the axis.
double farthest(const Image& plane, const ArmFrame& frame, double reach_px) {
  double end = -1e9;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      if (*plane.at(x, y) < 128 || std::abs(frame.u(x, y)) > reach_px) continue;
      end = std::max(end, frame.t(x, y));
    }
  }
  return end;
}

bool is_set(const Image& plane, Point point) {
  const int x = static_cast<int>(std::lround(point.x));
  const int y = static_cast<int>(std::lround(point.y));
  return x >= 0 && y >= 0 && x < plane.width && y < plane.height && *plane.at(x, y) >= 128;
}

Colour mean_colour(const Image& rgba, const ArmFrame& frame, double t, double u, double depth_px) {
  Colour sum;
  constexpr int kRows = 5;
  for (int row = 0; row < kRows; ++row) {
    const Point point = frame.point(t - depth_px * row / kRows, u);
    const int x = std::clamp(static_cast<int>(std::lround(point.x)), 0, rgba.width - 1);
    const int y = std::clamp(static_cast<int>(std::lround(point.y)), 0, rgba.height - 1);
    sum.r += rgba.at(x, y)[0] / double{kRows};
    sum.g += rgba.at(x, y)[1] / double{kRows};
    sum.b += rgba.at(x, y)[2] / double{kRows};
  }
  return sum;
}

/// Weights 1, 2, 1: one crease of the skin would become a stripe along the whole arm.
void smooth(std::array<Colour, WristSection::kSamples>& profile) {
  const auto before = profile;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const Colour& left = before[i == 0 ? i : i - 1];
    const Colour& right = before[i + 1 == profile.size() ? i : i + 1];
    profile[i] = {(left.r + 2 * before[i].r + right.r) / 4,
                  (left.g + 2 * before[i].g + right.g) / 4,
                  (left.b + 2 * before[i].b + right.b) / 4};
  }
}

/// The line across the arm just before the cut-out ends; nothing when the cut looks like no wrist.
std::optional<WristSection> find_wrist(const Image& rgba, const Image& paste, const Image& hand,
                                       const HandPoints& joints) {
  const auto found = arm_frame(joints);
  if (!found) return std::nullopt;
  const ArmFrame& frame = *found;
  const double palm_px = frame.palm_px;
  const double end = farthest(paste, frame, 0.25 * palm_px);
  if (end < -0.1 * palm_px) return std::nullopt;

  // a little before the end, where the cross-section is whole
  const double t = end - 0.1 * palm_px;
  double low = 0.0;
  double high = 0.0;
  while (is_set(paste, frame.point(t, high + 1)) && high < palm_px) ++high;
  while (is_set(paste, frame.point(t, low - 1)) && low > -palm_px) --low;
  const double width = high - low;
  if (width < 0.35 * palm_px || width > 1.3 * palm_px) return std::nullopt;

  WristSection section{.centre = frame.point(t, (low + high) / 2),
                       .direction = frame.along,
                       .width_px = width,
                       .palm_px = palm_px,
                       .hand_end_px = farthest(hand, frame, 0.25 * palm_px) - t};
  for (std::size_t i = 0; i < WristSection::kSamples; ++i) {
    const double u = low + width * (static_cast<double>(i) + 0.5) / WristSection::kSamples;
    section.profile[i] = mean_colour(rgba, frame, t, u, 0.12 * palm_px);
  }
  for (int pass = 0; pass < 2; ++pass) smooth(section.profile);
  return section;
}

/// Which skin is hand, wrist or arm. What lies further along the arm than this many palm lengths
/// behind the hand is arm; without keypoints nothing tells where the arm goes, so all is wrist.
constexpr double kWristPalms = 0.4;

Image levels_of(const Image& hand, const std::optional<HandPoints>& joints) {
  Image levels(hand.width, hand.height, 1, kWristLevel);
  std::optional<ArmFrame> frame = joints ? arm_frame(*joints) : std::nullopt;
  const double end = frame ? farthest(hand, *frame, 0.25 * frame->palm_px) : 0.0;
  for (int y = 0; y < hand.height; ++y) {
    for (int x = 0; x < hand.width; ++x) {
      if (*hand.at(x, y) != 0) {
        *levels.at(x, y) = kHandLevel;
      } else if (frame && frame->t(x, y) > end + kWristPalms * frame->palm_px) {
        *levels.at(x, y) = kArmLevel;
      }
    }
  }
  return levels;
}

void check_size(const CutoutFiles& files, const Image& rgb, const Image& mask) {
  if (mask.width != rgb.width || mask.height != rgb.height) {
    fail<FileError>(files.mask.string(), ": the mask is ", mask.width, " x ", mask.height,
                    ", its picture ", rgb.width, " x ", rgb.height, "; expected equal sizes");
  }
}

}  // namespace

Cutout read_cutout(const CutoutFiles& files) {
  const Image picture = read_picture(files.image, {.exif = Exif::kSkip});
  const Image mask = hand_mask(read_label(files.mask), MaskValues::kIndex, files.mask);
  check_size(files, picture, mask);
  Image whole_hand = binary(mask, kHand);
  Image whole_paste = whole_hand;
  for (std::size_t i = 0; i < whole_paste.pixels.size(); ++i) {
    if (mask.pixels[i] == kIgnore) whole_paste.pixels[i] = 255;
  }
  if (!files.foreground.empty()) {
    const Image foreground =
        hand_mask(read_label(files.foreground), MaskValues::kIndex, files.foreground);
    check_size(files, picture, foreground);
    for (std::size_t i = 0; i < whole_paste.pixels.size(); ++i) {
      if (foreground.pixels[i] == kHand) whole_paste.pixels[i] = 255;
    }
  }
  const Box box = box_of(whole_paste);
  if (box_of(whole_hand).right < 0) {
    fail<FileError>(files.mask.string(), ": the mask holds no hand; take the row out of the table");
  }
  const Image inner = cut(eroded(whole_paste), box);
  Image rgb = cut(picture, box);
  extend_inside(rgb, inner);

  Cutout cutout;
  cutout.rgba = with_alpha(rgb, gaussian_blur(inner, kEdgeSigma));
  const Image hand = cut(whole_hand, box);
  measure_hand(cutout, hand);
  cutout.side = files.side;
  if (files.keypoints) {
    const Vec2 offset{static_cast<float>(kMargin - box.left),
                      static_cast<float>(kMargin - box.top)};
    cutout.keypoints = files.keypoints;
    for (auto& point : *cutout.keypoints) point = point + offset;
    cutout.wrist = find_wrist(cutout.rgba, inner, hand, *cutout.keypoints);
  }
  if (whole_paste != whole_hand) {
    cutout.hand = levels_of(hand, cutout.keypoints);
    extend_inside(cutout.hand, inner);
  }
  return cutout;
}

}  // namespace handsight::composite
