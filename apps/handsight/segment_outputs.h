// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/core/json.h"
#include "handsight/perception/hand.h"

#include "backdrop.h"
#include "inputs.h"
#include "layer_model.h"

namespace handsight {

/// What `segment` can write about a picture.
enum class OutputKind { kMask, kOverlay, kJson, kCutout, kParts, kDepth, kBackdrop };

/// As the command line spells them, in the order above.
[[nodiscard]] std::vector<std::string> output_kind_names();

/// Throws InvalidArgument with the known names.
[[nodiscard]] std::vector<OutputKind> parse_output_kinds(const std::vector<std::string>& names);

[[nodiscard]] bool wants(std::span<const OutputKind> kinds, OutputKind kind);
/// Whether `kinds` has one that is made of hands' parts or depth.
[[nodiscard]] bool wants_layers(std::span<const OutputKind> kinds);

/// Throws ModelError when one of `kinds` is depth and the model does not tell it, or parts and
/// neither the model tells them nor do keypoints.
void check_layers(std::span<const OutputKind> kinds, std::span<const LayerModel> models,
                  bool has_keypoints);

/// Everything found in one picture.
struct SegmentedPicture {
  Image image{};  ///< RGB, oriented
  ProbabilityMap probability{};
  std::vector<Hand> hands{};
  PartMaps parts{};   ///< where parts are written
  HandDepth depth{};  ///< where depth is
};

/// Writes FOLDER/mask/STEM.png, FOLDER/overlay/STEM.jpg, FOLDER/json/STEM.json,
/// FOLDER/cutout/STEM.png, FOLDER/background/STEM.jpg, FOLDER/parts/STEM_left.png and _right.png
/// (ids 0 to 16), and FOLDER/depth/STEM.png (16 bits, mm, 0 = no hand).
class SegmentOutputs {
 public:
  /// Creates the folders. Throws FileError when it cannot, or when an output would take the place
  /// of one of `inputs`.
  /// backdrop  of OutputKind::kBackdrop
  SegmentOutputs(std::filesystem::path folder, std::vector<OutputKind> kinds, double threshold,
                 std::span<const PictureInput> inputs, std::optional<Backdrop> backdrop = {});

  /// Each file appears when it is complete. Throws FileError when the disk does not take it.
  void write(const std::string& stem, const SegmentedPicture& picture, const Json& record) const;

 private:
  [[nodiscard]] std::vector<std::filesystem::path> paths_of(OutputKind kind,
                                                            const std::string& stem) const;

  std::filesystem::path folder_;
  std::vector<OutputKind> kinds_;
  double threshold_;
  std::optional<Backdrop> backdrop_;
};

/// The record as one line. Bytes of a path that are not UTF-8 are replaced.
[[nodiscard]] std::string json_line(const Json& record);

}  // namespace handsight
