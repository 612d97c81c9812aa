// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "handsight/formats/safetensors.h"

namespace handsight {

struct PickleValue;
using PicklePtr = std::shared_ptr<const PickleValue>;

struct PickleBytes {
  std::string bytes{};
};
struct PickleList {
  std::vector<PicklePtr> items{};
};
struct PickleTuple {
  std::vector<PicklePtr> items{};
};
struct PickleSet {
  std::vector<PicklePtr> items{};
};
/// dict and OrderedDict, in the order of the file; a key may come twice, the later one counts.
struct PickleDict {
  std::vector<std::pair<PicklePtr, PicklePtr>> entries{};
};

/// Row-major, little-endian, whatever the file had.
struct NumpyArray {
  DType dtype = DType::kF64;
  std::vector<std::int64_t> shape{};
  std::string bytes{};

  [[nodiscard]] std::size_t size() const { return bytes.size() / size_of(dtype); }
};
struct NumpyDType {
  DType dtype = DType::kF64;
  bool big_endian = false;
};

/// Where a tensor's elements lie; the bytes are in another record of the archive.
struct TorchStorage {
  DType dtype = DType::kF32;
  std::string key{};
  std::int64_t elements = 0;
};
/// Sizes, strides and offset count elements; nothing is checked against the storage.
struct TorchTensor {
  TorchStorage storage{};
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape{};
  std::vector<std::int64_t> strides{};
};
/// A name that is on the list of what may be asked for, e.g. numpy.ndarray; nothing was called.
struct PickleGlobal {
  std::string name{};
};

/// One value of a pickle. Values may be shared between containers, but never hold themselves.
struct PickleValue {
  using Content = std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleBytes,
                               PickleList, PickleTuple, PickleSet, PickleDict, NumpyArray,
                               NumpyDType, TorchStorage, TorchTensor, PickleGlobal>;
  Content content{};  ///< monostate = None

  template <class Kind>
  [[nodiscard]] const Kind* get_if() const {
    return std::get_if<Kind>(&content);
  }
  /// "int", "numpy array" ..., for messages.
  [[nodiscard]] std::string_view kind() const;
  /// The entry of a dict with this text as its key; null when there is none or this is no dict.
  [[nodiscard]] const PickleValue* find(std::string_view key) const;
};

/// Reads one pickle of protocol 0 to 4 as data: None, bool, int (64 bits), float, str, bytes, list,
/// tuple, dict, OrderedDict, set, numpy arrays and scalars of bool, signed integers, bytes and
/// floats, references to PyTorch tensors. No code in it is run: whatever else it asks for is
/// refused by its name.
///
/// source  stands for the file in messages
///
/// Throws FileError on anything refused, damaged or cut short, on values that hold themselves, on
/// nesting beyond 64 levels and on more than 2^20 values at a time.
[[nodiscard]] PicklePtr parse_pickle(std::span<const std::byte> bytes, std::string_view source);

/// As parse_pickle(), for a pickle that is one large dict: hands out its entries one by one, so
/// that memory is taken for one batch of the writer (1000 entries) at a time. Throws FileError also
/// when the outermost value is no dict.
void visit_pickle_dict(
    std::span<const std::byte> bytes, std::string_view source,
    const std::function<void(const PickleValue& key, const PickleValue& value)>& visit);

/// All elements as doubles, in order.
[[nodiscard]] std::vector<double> doubles_of(const NumpyArray& array);

}  // namespace handsight
