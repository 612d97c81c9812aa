// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/error.h"
#include "handsight/data/photographs.h"

namespace handsight {

std::vector<Image> read_photographs(const std::filesystem::path& folder, std::size_t /*limit*/,
                                    int /*longest_px*/) {
  fail<ModelError>("photographs: this build reads no pictures, so none of ", folder.string(),
                   "; build with HANDSIGHT_IMAGING=ON or leave the folder out");
}

}  // namespace handsight
