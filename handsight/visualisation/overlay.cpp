// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/visualisation/overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "handsight/core/error.h"
#include "handsight/imaging/mat.h"
#include "handsight/imaging/transform.h"
#include "handsight/visualisation/drawing.h"
#include "handsight/visualisation/skeleton.h"

namespace handsight {
namespace {

// Colours that stand out from skin and from each other, also for the colour-blind: after Okabe and
// Ito, Color Universal Design, 2008; brightened.
constexpr std::array<std::array<double, 3>, 6> kColours{{{40, 190, 255},
                                                         {0, 220, 130},
                                                         {240, 90, 220},
                                                         {250, 235, 50},
                                                         {130, 120, 255},
                                                         {255, 130, 40}}};
constexpr int kSmallestLabelled = 96;  // px; below, letters would hide the hand

constexpr std::size_t kRightColour = 0;
constexpr std::size_t kLeftColour = 5;

/// By its side where that is known, else by its number.
cv::Scalar colour_of(std::span<const Hand> hands, std::size_t index) {
  const auto& side = hands[index].side;
  const std::size_t by_side = side == "left" ? kLeftColour : kRightColour;
  const auto& c = kColours[side ? by_side : index % kColours.size()];
  return {c[0], c[1], c[2]};
}

void check(const Image& picture, const Image& mask, std::span<const Hand> hands) {
  if (picture.channels != 3 || picture.empty()) {
    fail("overlay: expected an RGB picture, found ", picture.width, " x ", picture.height, " with ",
         picture.channels, " channels");
  }
  if (mask.channels != 1 || mask.width != picture.width || mask.height != picture.height) {
    fail("overlay: expected a mask of ", picture.width, " x ", picture.height,
         " and 1 channel, found ", mask.width, " x ", mask.height, " and ", mask.channels,
         " channels");
  }
  for (const Hand& hand : hands) {
    const Box& box = hand.box;
    if (box.x < 0 || box.y < 0 || box.width < 1 || box.height < 1 ||
        box.x > picture.width - box.width || box.y > picture.height - box.height ||
        hand.mask.channels != 1 || hand.mask.width != box.width || hand.mask.height != box.height) {
      fail("overlay: a hand's box ", box.x, ", ", box.y, ", ", box.width, ", ", box.height,
           " or its mask does not fit ", picture.width, " x ", picture.height, " pixels");
    }
  }
}

void blend(std::uint8_t* pixel, const cv::Scalar& colour, double opacity) {
  for (int c = 0; c < 3; ++c) {
    pixel[c] = cv::saturate_cast<std::uint8_t>((1.0 - opacity) * pixel[c] + opacity * colour[c]);
  }
}

/// 0 = background, 1 = of no hand, i + 2 = of hands[i].
std::vector<std::uint16_t> owners(const Image& mask, std::span<const Hand> hands) {
  std::vector<std::uint16_t> owner(mask.pixels.size());
  std::transform(mask.pixels.begin(), mask.pixels.end(), owner.begin(),
                 [](std::uint8_t value) -> std::uint16_t { return value != 0 ? 1 : 0; });
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const Box& box = hands[i].box;
    for (int y = 0; y < box.height; ++y) {
      auto* row = owner.data() +
                  static_cast<std::size_t>(box.y + y) * static_cast<std::size_t>(mask.width) +
                  box.x;
      for (int x = 0; x < box.width; ++x) {
        if (*hands[i].mask.at(x, y) != 0) row[x] = static_cast<std::uint16_t>(i + 2);
      }
    }
  }
  return owner;
}

void fill(Image& picture, const Image& mask, std::span<const Hand> hands, double opacity) {
  const auto owner = owners(mask, hands);
  const cv::Scalar grey = cv::Scalar::all(200);
  std::vector<cv::Scalar> colours;
  for (std::size_t i = 0; i < hands.size(); ++i) colours.push_back(colour_of(hands, i));
  for (std::size_t i = 0; i < owner.size(); ++i) {
    if (owner[i] == 0) continue;
    blend(picture.pixels.data() + i * 3, owner[i] == 1 ? grey : colours[owner[i] - 2U], opacity);
  }
}

using Contours = std::vector<std::vector<cv::Point>>;

Contours outline(const Hand& hand) {
  // findContours sees nothing beyond the border; a frame of background closes the line there.
  cv::Mat framed;
  cv::copyMakeBorder(as_mat(hand.mask), framed, 1, 1, 1, 1, cv::BORDER_CONSTANT,
                     cv::Scalar::all(0));
  Contours contours;
  cv::findContours(framed, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE,
                   cv::Point(hand.box.x - 1, hand.box.y - 1));
  return contours;
}

// A dark rim under a bright line: one of the two is seen on any ground.
void draw_outline(cv::Mat& rgb, const Contours& contours, const cv::Scalar& colour, int line_px) {
  cv::drawContours(rgb, contours, -1, cv::Scalar::all(20), line_px + 2, cv::LINE_AA);
  cv::drawContours(rgb, contours, -1, colour, line_px, cv::LINE_AA);
}

std::string label_of(const Hand& hand) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%s %.2f", hand.side ? hand.side->c_str() : "hand",
                hand.score);
  return text.data();
}

// Above the box where there is room, else inside it; never outside the picture.
cv::Point label_corner(const Box& box, const cv::Size& label, const cv::Size& picture) {
  const int y = box.y >= label.height ? box.y - label.height : box.y;
  return {std::clamp(box.x, 0, std::max(0, picture.width - label.width)),
          std::clamp(y, 0, std::max(0, picture.height - label.height))};
}

}  // namespace

Image draw_overlay(const Image& picture, const Image& mask, std::span<const Hand> hands,
                   const OverlayOptions& options) {
  check(picture, mask, hands);
  Image drawn = picture;
  fill(drawn, mask, hands, options.opacity);
  cv::Mat rgb = as_mat(drawn);
  const auto scale = drawing_scale(picture.width, picture.height);
  for (std::size_t i = 0; i < hands.size(); ++i) {
    draw_outline(rgb, outline(hands[i]), colour_of(hands, i), scale.line_px);
  }
  for (const Hand& hand : hands) {
    if (!options.skeletons || !hand.keypoints) continue;
    draw_skeleton(rgb, *hand.keypoints, scale, std::max(hand.box.width, hand.box.height));
  }
  const bool room = std::min(picture.width, picture.height) >= kSmallestLabelled;
  for (std::size_t i = 0; i < hands.size(); ++i) {
    const Box& box = hands[i].box;
    if (options.boxes) {
      const cv::Rect rectangle(box.x, box.y, box.width, box.height);
      cv::rectangle(rgb, rectangle, cv::Scalar::all(20), scale.line_px + 2);
      cv::rectangle(rgb, rectangle, colour_of(hands, i), scale.line_px);
    }
    if (options.labels && room) {
      const auto text = label_of(hands[i]);
      draw_text(rgb, text, label_corner(box, text_size(text, scale), rgb.size()),
                colour_of(hands, i), scale);
    }
  }
  return drawn;
}

Image cut_out(const Image& picture, const ProbabilityMap& probability,
              const CutoutOptions& options) {
  if (picture.channels != 3 || picture.empty() || probability.width != picture.width ||
      probability.height != picture.height) {
    fail("cutout: expected an RGB picture and probabilities of one size, found ", picture.width,
         " x ", picture.height, " with ", picture.channels, " channels and ", probability.width,
         " x ", probability.height);
  }
  const auto smooth = gaussian_blur(probability, options.smoothing_px);
  const double width = std::max(2.0 * options.softness, 1e-6);
  Image cutout(picture.width, picture.height, 4);
  for (std::size_t i = 0; i < smooth.values.size(); ++i) {
    const double t = (static_cast<double>(smooth.values[i]) - options.threshold) / width + 0.5;
    const double s = t > 0.0 ? std::min(t, 1.0) : 0.0;  // also where it is no number
    const auto alpha = static_cast<std::uint8_t>(std::lround(255.0 * s * s * (3.0 - 2.0 * s)));
    if (alpha == 0) continue;
    std::copy_n(picture.pixels.data() + i * 3, 3, cutout.pixels.data() + i * 4);
    cutout.pixels[i * 4 + 3] = alpha;
  }
  return cutout;
}

}  // namespace handsight
