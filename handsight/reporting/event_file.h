// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace handsight {

/// Numbers of one step of a run.
struct EventRow {
  std::int64_t step = 0;
  double wall_time_s = 0.0;  ///< since 1970
  std::vector<std::pair<std::string, double>> values{};
};

/// CRC-32C (Castagnoli; RFC 3720, appendix B.4) of `bytes`.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);
/// The same turned right by 15 bits plus a constant, as TFRecord files hold it.
[[nodiscard]] std::uint32_t masked_crc32c(std::string_view bytes);

/// One TFRecord: length (8 bytes, little endian), its masked CRC, the data, their masked CRC.
[[nodiscard]] std::string tf_record(std::string_view data);

/// A file of TensorBoard: an Event that names the version, then one Event a row with a simple_value
/// for each number that is finite (event.proto and summary.proto of TensorFlow).
[[nodiscard]] std::string event_file(std::span<const EventRow> rows);

/// Name under which TensorBoard looks for it in a run's folder.
inline constexpr std::string_view kEventFileName = "events.out.tfevents.1.handsight";

/// Adds `row` at the end of an event file, so that an open TensorBoard sees it. Throws FileError.
void append_event(const std::filesystem::path& path, const EventRow& row);

}  // namespace handsight
