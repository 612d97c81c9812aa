// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/torch_zip.h"

#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/mapped_file.h"
#include "handsight/formats/pickle.h"
#include "handsight/formats/safetensors_header.h"
#include "handsight/formats/zip_archive.h"

namespace handsight {
namespace {

using Bytes = std::span<const std::byte>;
using Records = std::map<std::string, Bytes, std::less<>>;

std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[noreturn]] void refuse_format(Bytes file, const std::string& source) {
  // a pickled number that torch.save put first before version 1.6
  constexpr std::string_view kLegacy{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19",
                                     14};
  if (text_of(file).starts_with(kLegacy)) {
    fail<FileError>(source,
                    ": written by torch.save before PyTorch 1.6, expected its zip form; "
                    "load it with a newer PyTorch and save it again");
  }
  fail<FileError>(source,
                  ": expected a zip archive written by torch.save, found something else; "
                  "check that it is a .pth file and complete");
}

/// The record data.pkl and the folder that it and the data are in.
std::pair<std::string, Bytes> find_pickle(const Records& records, const std::string& source) {
  constexpr std::string_view kName = "data.pkl";
  for (const auto& [name, bytes] : records) {
    if (!name.ends_with(kName)) continue;
    const auto folder = name.substr(0, name.size() - kName.size());
    if (!folder.empty() && !folder.ends_with('/')) continue;
    if (records.contains(folder + "constants.pkl")) {
      fail<FileError>(source,
                      ": a TorchScript program, expected a state_dict; save "
                      "model.state_dict() with torch.save");
    }
    const auto order = records.find(folder + "byteorder");
    if (order != records.end() && text_of(order->second) != "little") {
      fail<FileError>(source,
                      ": its numbers are big-endian, expected little-endian; save it on "
                      "an ordinary computer");
    }
    return {folder, bytes};
  }
  fail<FileError>(source, ": a zip archive without data.pkl, expected one written by torch.save");
}

bool holds_tensors(const PickleValue& value) {
  const auto* dict = value.get_if<PickleDict>();
  if (dict == nullptr) return false;
  for (const auto& [key, item] : dict->entries) {
    if (item->get_if<TorchTensor>() != nullptr) return true;
  }
  return false;
}

const PickleDict& find_state_dict(const PickleValue& root, const std::string& source) {
  constexpr std::array<std::string_view, 8> kNames{
      "state_dict", "model_state_dict", "model",  "network",
      "net",        "params_ema",       "params", "module"};
  if (holds_tensors(root)) return *root.get_if<PickleDict>();
  for (const auto name : kNames) {
    const auto* inner = root.find(name);
    if (inner != nullptr && holds_tensors(*inner)) return *inner->get_if<PickleDict>();
  }
  const PickleDict* only = nullptr;
  std::string keys;
  std::size_t candidates = 0;
  if (const auto* dict = root.get_if<PickleDict>()) {
    for (const auto& [key, item] : dict->entries) {
      const auto* text = key->get_if<std::string>();
      if (text != nullptr && keys.size() < 80) keys += (keys.empty() ? "" : ", ") + *text;
      if (!holds_tensors(*item)) continue;
      only = item->get_if<PickleDict>();
      ++candidates;
    }
  }
  if (candidates != 1) {
    fail<FileError>(source, ": holds a ", root.kind(), " with ", candidates,
                    " dicts of tensors (keys: ", detail::printable(keys),
                    "), expected a state_dict; save model.state_dict() alone");
  }
  return *only;
}

/// Number of elements that lie between the first and the last of a tensor, both included; 0 for an
/// empty one; nothing when sizes or strides make no sense.
std::optional<std::uint64_t> extent(const TorchTensor& tensor) {
  unsigned __int128 last = 0;
  bool empty = false;
  for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
    if (tensor.shape[d] < 0 || tensor.strides[d] < 0) return std::nullopt;
    if (tensor.shape[d] == 0) empty = true;
    if (tensor.shape[d] > 1) {
      last += static_cast<unsigned __int128>(tensor.shape[d] - 1) *
              static_cast<unsigned __int128>(tensor.strides[d]);
    }
    if (last >> 62U != 0) return std::nullopt;
  }
  return empty ? 0 : static_cast<std::uint64_t>(last) + 1;
}

bool is_contiguous(const TorchTensor& tensor) {
  std::int64_t expected = 1;
  for (std::size_t d = tensor.shape.size(); d-- > 0;) {
    if (tensor.shape[d] != 1 && tensor.strides[d] != expected) return false;
    expected *= tensor.shape[d];
  }
  return true;
}

/// Row-major copy of a tensor whose elements have been checked to lie inside `storage`.
std::vector<std::byte> gathered(const TorchTensor& tensor, Bytes storage, std::size_t bytes) {
  std::vector<std::byte> copy(bytes);
  const std::size_t step = size_of(tensor.storage.dtype);
  const std::size_t dimensions = tensor.shape.size();
  std::vector<std::int64_t> index(dimensions, 0);
  auto from = tensor.offset;
  for (std::size_t to = 0; to < bytes; to += step) {
    std::memcpy(copy.data() + to, storage.data() + static_cast<std::size_t>(from) * step, step);
    for (std::size_t d = dimensions; d-- > 0;) {
      from += tensor.strides[d];
      if (++index[d] < tensor.shape[d]) break;
      from -= tensor.strides[d] * tensor.shape[d];
      index[d] = 0;
    }
  }
  return copy;
}

}  // namespace

struct TorchZip::Impl {
  std::filesystem::path path;
  detail::MappedFile file;
  std::vector<std::string> names{};
  std::map<std::string, TensorView, std::less<>> tensors{};
  std::vector<std::vector<std::byte>> copies{};
  std::size_t copied_bytes = 0;

  explicit Impl(const std::filesystem::path& from) : path(from), file(from) {
    const auto source = path.string();
    if (!detail::looks_like_zip(file.bytes())) refuse_format(file.bytes(), source);
    const Records records = detail::stored_zip_records(file.bytes(), source);
    const auto [folder, pickle] = find_pickle(records, source);
    const PicklePtr root = parse_pickle(pickle, source);
    for (const auto& [key, value] : find_state_dict(*root, source).entries) {
      const auto* name = key->get_if<std::string>();
      const auto* tensor = value->get_if<TorchTensor>();
      if (name == nullptr || tensor == nullptr) continue;
      const auto record = records.find(folder + "data/" + tensor->storage.key);
      if (record == records.end()) {
        fail<FileError>(source, ": tensor '", detail::printable(*name),
                        "' has no data in the archive; it is damaged");
      }
      if (tensors.insert_or_assign(*name, view(*name, *tensor, record->second)).second) {
        names.push_back(*name);
      }
    }
  }

  TensorView view(const std::string& name, const TorchTensor& tensor, Bytes storage) {
    const auto refuse = [&](std::string_view what) {
      fail<FileError>(path.string(), ": tensor '", detail::printable(name), "' ", what,
                      "; the file is damaged");
    };
    const std::size_t step = size_of(tensor.storage.dtype);
    const auto elements = storage.size() / step;
    const auto reach = extent(tensor);
    const auto bytes = detail::bytes_of(tensor.shape, tensor.storage.dtype);
    if (!reach || !bytes) refuse("has sizes or strides that make no sense");
    TensorView seen{.dtype = tensor.storage.dtype, .shape = tensor.shape};
    if (*reach == 0) return seen;
    const bool inside = tensor.offset >= 0 && *reach <= elements &&
                        static_cast<std::uint64_t>(tensor.offset) <= elements - *reach;
    if (!inside) refuse("reaches beyond its data");
    if (is_contiguous(tensor)) {
      seen.bytes = storage.subspan(static_cast<std::size_t>(tensor.offset) * step,
                                   static_cast<std::size_t>(*bytes));
      return seen;
    }
    // one element for many, or one storage for many copies: a small file must not grow large
    if (*bytes > storage.size() || (copied_bytes += *bytes) > file.bytes().size()) {
      refuse("repeats its data; save it with .contiguous()");
    }
    copies.push_back(gathered(tensor, storage, static_cast<std::size_t>(*bytes)));
    seen.bytes = copies.back();
    return seen;
  }
};

TorchZip::TorchZip(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
TorchZip::~TorchZip() = default;
TorchZip::TorchZip(TorchZip&&) noexcept = default;
TorchZip& TorchZip::operator=(TorchZip&&) noexcept = default;

const std::filesystem::path& TorchZip::path() const { return impl_->path; }
const std::vector<std::string>& TorchZip::names() const { return impl_->names; }
bool TorchZip::contains(std::string_view name) const {
  return impl_->tensors.find(name) != impl_->tensors.end();
}
const TensorView& TorchZip::tensor(std::string_view name) const {
  const auto found = impl_->tensors.find(name);
  if (found == impl_->tensors.end()) {
    fail<FileError>(impl_->path.string(), ": no tensor '", detail::printable(name), "' among its ",
                    impl_->tensors.size());
  }
  return found->second;
}

}  // namespace handsight
