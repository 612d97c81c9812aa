// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/core/seed.h"
#include "handsight/metrics/protocol.h"

namespace handsight {

/// What a predictor that looks at nothing scores on the same pictures, in the same order.
struct TrivialPredictor {
  std::string name;  ///< "all background", "coin flip" ...
  std::vector<PictureRecord> pictures;
};

/// One number with its uncertainty.
struct MeasuredValue {
  std::string name;  ///< "iou"
  double value = 0.0;
  double low = 0.0;  ///< of the interval; NaN when there is none
  double high = 0.0;
  std::vector<double> trivial{};  ///< of each trivial predictor; NaN where it does not apply
};

/// All numbers of one protocol over one set of pictures.
struct Measurement {
  std::string protocol;
  std::string data;          ///< which pictures
  std::size_t pictures = 0;  ///< with the protocol's task
  std::size_t clusters = 0;  ///< videos and single pictures, over which the intervals were drawn
  std::vector<std::string> trivial{};
  std::vector<MeasuredValue> values{};
};

struct IntervalOptions {
  int resamples = 1000;  ///< 0 = no intervals
  double confidence = 0.95;
  Seed seed{0};
};

/// Throws InvalidArgument when no picture has the protocol's task.
///
/// Intervals are percentiles of the bootstrap (Efron, 1979) over videos; a picture of no video is
/// one of its own. With fewer than two clusters there are none.
[[nodiscard]] Measurement measure(const ProtocolEntry& protocol,
                                  std::span<const PictureRecord> pictures,
                                  std::span<const TrivialPredictor> trivial,
                                  const IntervalOptions& options);

/// What `after` gained over `before`, value by value.
/// Throws InvalidArgument when protocols, data or the number of pictures differ: such numbers say
/// nothing about each other.
[[nodiscard]] std::vector<NamedValue> difference(const Measurement& before,
                                                 const Measurement& after);

/// NaN becomes null.
[[nodiscard]] Json to_json(const Measurement& measurement);
/// Throws FileError naming `source` when `json` is not what to_json() writes.
[[nodiscard]] Measurement measurement_from_json(const Json& json, const std::string& source);

}  // namespace handsight
