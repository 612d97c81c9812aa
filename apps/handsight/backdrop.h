// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "handsight/core/image.h"

namespace handsight {

/// What stands behind the hands instead of the picture's own background.
class Backdrop {
 public:
  /// text  "blur", "green", a colour "#RRGGBB", or a picture file
  ///
  /// Throws InvalidArgument when it is none of these, FileError when the picture cannot be read.
  explicit Backdrop(const std::string& text);

  /// RGB, the size of the frame. A picture covers it wholly, cut at its longer sides; what is
  /// blurred is the frame without its hands, so that they have no halo.
  ///
  /// alpha  as alpha_matte() gives it, of the frame's size
  [[nodiscard]] Image behind(const Image& frame, const Image& alpha) const;

 private:
  enum class Kind { kBlur, kColour, kPicture };
  Kind kind_ = Kind::kBlur;
  std::array<std::uint8_t, 3> colour_{};
  Image picture_{};
};

}  // namespace handsight
