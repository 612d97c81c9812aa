// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "models.h"

namespace handsight {

/// What the command line of `segment` says.
struct SegmentArguments {
  std::vector<std::string> inputs;
  std::string model{kDefaultModel};
  std::string pose = "auto";
  std::string layers = "auto";
  double field_of_view_deg = 65.0;
  std::string folder = "handsight-out";
  std::vector<std::string> write{"mask", "overlay"};
  std::string json;
  std::string precision = "auto";
  std::string device = "cpu";
  std::string mirror = "auto";
  std::string closer = "auto";
  std::string background;
  std::vector<double> scales{1.0};
  double threshold = 0.5;
  int threads = 0;
  int pose_threads = 0;  ///< those of `threads` that keypoints get
  bool no_exif = false;
  bool smooth = true;
  std::vector<std::string> without{};
  bool quiet = false;
  bool verbose = false;
  bool writes_files = true;
};

/// The command with its options, which fill `arguments`.
CLI::App* add_segment_options(CLI::App& app, SegmentArguments& arguments);

}  // namespace handsight
