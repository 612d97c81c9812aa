// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "handsight/core/fields.h"
#include "handsight/geometry/hand_skeleton.h"

namespace handsight {

struct HandednessOptions {
  bool enabled = true;
  bool mirrored = false;
  double average_s = 0.25;
  double certainty = 0.65;
};

template <class Field>
void visit_fields(HandednessOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "average over time; false: each frame for itself");
  field("mirrored", o.mirrored, Any{}, "the pictures are mirror images: left hands look right");
  field("average_s", o.average_s, Range{0.0, 60.0}, "time over which the model's word is averaged");
  field("certainty", o.certainty, Range{0.5, 1.0},
        "average that the other side needs to take over");
}

/// Which side one tracked hand is, without flickering: it changes only when the average of what the
/// model says is certain of the other side.
class Handedness {
 public:
  explicit Handedness(const HandednessOptions& options = {}) : options_(options) {}

  /// right_probability  what the model says of the picture as it is, in [0, 1]
  [[nodiscard]] Side update(double right_probability, double time_s);

 private:
  HandednessOptions options_;
  std::optional<Side> side_{};
  double average_ = 0.5;
  double time_s_ = 0.0;
};

}  // namespace handsight
