// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/conversion.h"

namespace handsight::exporting {
namespace {

/// How many times larger the result is along an axis; 0 where that depends on the picture or is no
/// whole number.
std::int64_t factor(const Size& from, const Size& to) {
  const auto times = from.first > 0 ? to.first / from.first : 0;
  return times * from.first == to.first && times * from.second == to.second ? times : 0;
}

/// Scales where they are whole numbers, which every runtime takes; else the sizes of a tensor that
/// is as large as the result.
Names resize_inputs(Conversion& c) {
  const auto& from = c.shape(0);
  const auto& to = c.result_shape();
  const auto rows = factor(from.at(2), to.at(2)), columns = factor(from.at(3), to.at(3));
  if (rows > 0 && columns > 0) {
    return {c.name(0), "",
            c.constant({4}, {1.0F, 1.0F, static_cast<float>(rows), static_cast<float>(columns)})};
  }
  const std::string like = c.find_of_size(to[2], to[3]);
  if (like.empty()) c.refuse("no tensor tells the height and width of the result");
  return {c.name(0), "", "", c.sizes_from(c.name(0), like)};
}

/// upsample_bilinear2d(input, size, align_corners, ...)
void bilinear(Conversion& c) {
  const std::string corners = c.flag(2) ? "align_corners" : "half_pixel";
  c.give(c.add("Resize", resize_inputs(c),
               {{"mode", std::string("linear")}, {"coordinate_transformation_mode", corners}}));
}

/// upsample_nearest2d(input, size, ...)
void nearest(Conversion& c) {
  c.give(c.add("Resize", resize_inputs(c),
               {{"mode", std::string("nearest")},
                {"coordinate_transformation_mode", std::string("asymmetric")},
                {"nearest_mode", std::string("floor")}}));
}

void nearest_exact(Conversion& c) {
  c.give(c.add("Resize", resize_inputs(c),
               {{"mode", std::string("nearest")},
                {"coordinate_transformation_mode", std::string("half_pixel")},
                {"nearest_mode", std::string("round_prefer_ceil")}}));
}

}  // namespace

std::vector<Converter> resize_converters() {
  return {{.op = "aten::upsample_bilinear2d", .convert = bilinear},
          {.op = "aten::upsample_nearest2d", .convert = nearest},
          {.op = "aten::_upsample_nearest_exact2d", .convert = nearest_exact}};
}

}  // namespace handsight::exporting
