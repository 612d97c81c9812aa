// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handsight/core/seed.h"
#include "handsight/data/synthetic/linear_image.h"

namespace handsight::synthetic {

// Places, seen from some distance, as radiance.
[[nodiscard]] LinearImage room_scenery(int width, int height, Random& random);
[[nodiscard]] LinearImage shelf_scenery(int width, int height, Random& random);
[[nodiscard]] LinearImage desk_scenery(int width, int height, Random& random);
[[nodiscard]] LinearImage clutter_scenery(int width, int height, Random& random);
[[nodiscard]] LinearImage blinds_scenery(int width, int height, Random& random);

/// Draws boxes, balls, cables and papers over a picture.
void draw_clutter(LinearImage& picture, int count, Random& random);

/// Draws a person: head, hair, face, neck, shoulders; no hands.
void draw_person(LinearImage& picture, Random& random);

/// Draws a bare or half sleeved arm that leaves the picture at both ends.
void draw_arm(LinearImage& picture, Random& random);

}  // namespace handsight::synthetic
