// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "handsight/core/json.h"
#include "handsight/metrics/measurement.h"

namespace handsight {

/// One protocol's numbers for one bin of hand sizes.
struct SizeResult {
  std::string bin;
  Measurement measurement;
};

/// What one model scored on one data set.
struct DataResult {
  std::string model;
  std::string data;
  std::vector<PictureRecord> pictures{};
  std::vector<Measurement> measurements{};
  std::vector<SizeResult> sizes{};  ///< of the first protocol, where pictures have masks
  std::vector<std::filesystem::path> gallery{};
};

/// "0.8312", or a dash for what is not defined.
[[nodiscard]] std::string number_text(double value);
/// "0.8100 to 0.8500", or a dash.
[[nodiscard]] std::string interval_text(const MeasuredValue& value);

/// A table for people.
[[nodiscard]] std::string text_of(const DataResult& result);
/// What `after` gained over `before`, as a table. Throws InvalidArgument when they are not alike.
[[nodiscard]] std::string gains_text(const Measurement& before, const Measurement& after);

/// Models in rows, data in columns, one number in the cells: "PROTOCOL.VALUE", NaN where the model
/// or the pictures have no such number.
struct CrossMatrix {
  std::string metric;
  std::vector<std::string> models{};
  std::vector<std::string> data{};
  std::vector<std::vector<MeasuredValue>> cells{};
};
[[nodiscard]] CrossMatrix cross_matrix(const std::vector<DataResult>& results,
                                       const std::string& metric);
[[nodiscard]] std::string text_of(const CrossMatrix& matrix);

[[nodiscard]] Json to_json(const std::vector<DataResult>& results);
/// The measurements in what to_json() wrote. Throws FileError naming `source` when it did not.
[[nodiscard]] std::vector<Measurement> measurements_from_json(const Json& json,
                                                              const std::string& source);

}  // namespace handsight
