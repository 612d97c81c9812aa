// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/seed.h"
#include "handsight/tensors/batch.h"

namespace handsight {

/// Changes a batch on its own device. `seeds` holds one seed a sample, so that a sample's change
/// does not depend on its neighbours or on the batch size. Images are float N 3 H W in [0, 1];
/// labels change with them by nearest neighbour, and what comes from outside the picture is
/// labelled kIgnore.
using Augmentation = std::function<Batch(Batch batch, std::span<const Seed> seeds)>;

/// What an augmentation file offers to the rest of the toolkit.
struct AugmentationEntry {
  std::string_view name;
  std::string_view summary;
  Augmentation (*make)(const Json& options);
  std::vector<FieldInfo> (*options)();
};

[[nodiscard]] std::vector<AugmentationEntry> augmentation_catalog();
/// Throws InvalidArgument, with the known names, when there is no augmentation `name`.
[[nodiscard]] Augmentation make_augmentation(std::string_view name, const Json& options);

}  // namespace handsight
