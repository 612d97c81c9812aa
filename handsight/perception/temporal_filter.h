// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"

namespace handsight {

/// Brightness (BT.601 luma) of an RGB picture, one channel. Throws InvalidArgument on another one.
[[nodiscard]] Image luma_of(const Image& rgb);

struct TemporalFilterOptions {
  bool enabled = true;
  double memory = 0.4;
  double still = 4.0;
  double moving = 14.0;
  double forget_s = 0.5;
};

template <class Field>
void visit_fields(TemporalFilterOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "average probabilities over time");
  field("memory", o.memory, Range{0.0, 0.999}, "weight of what was 1/30 s ago");
  field("still", o.still, Range{0.0, 255.0}, "change of brightness up to which nothing moves");
  field("moving", o.moving, Range{0.0, 255.0}, "change from which only the new frame counts");
  field("forget_s", o.forget_s, Range{0.0, 60.0}, "gap between frames after which all is new");
}

/// Exponential average of probability maps, gated by motion: where the picture changes, the past
/// does not count, so that nothing is dragged behind a moving hand.
///
/// The weight of the past is memory ^ (30 dt) * (1 - gate); the gate rises from 0 to 1 between
/// `still` and `moving` with the 3 x 3 mean of the change in brightness. It starts anew after a
/// gap, when time goes back and when the size changes.
class TemporalFilter {
 public:
  explicit TemporalFilter(const TemporalFilterOptions& options = {}) : options_(options) {}

  /// luma  1 channel, the size of the map. Throws InvalidArgument when the sizes differ.
  [[nodiscard]] ProbabilityMap update(ProbabilityMap probability, const Image& luma, double time_s);
  /// After a cut: the next frame stands for itself.
  void reset() { past_.reset(); }

 private:
  struct Past {
    ProbabilityMap probability{};
    Image luma{};
    double time_s = 0.0;
  };
  TemporalFilterOptions options_;
  std::optional<Past> past_{};
};

struct CutOptions {
  bool enabled = true;
  double change = 20.0;
  double overlap = 0.7;
};

template <class Field>
void visit_fields(CutOptions& o, Field&& field) {
  field("enabled", o.enabled, Any{}, "look for cuts");
  field("change", o.change, Range{0.0, 255.0}, "least mean change of brightness");
  field("overlap", o.overlap, Range{0.0, 1.0}, "most that the histograms may have in common");
}

/// Tells a cut from motion: most pixels change, and so does how often each brightness occurs.
class CutDetector {
 public:
  explicit CutDetector(const CutOptions& options = {}) : options_(options) {}
  /// Whether `luma` shows another scene than the frame before; a change of size is one, the first
  /// frame is not.
  [[nodiscard]] bool is_cut(const Image& luma);

 private:
  CutOptions options_;
  Image past_{};
};

}  // namespace handsight
