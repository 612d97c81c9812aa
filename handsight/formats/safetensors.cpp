// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/json.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/mapped_file.h"
#include "handsight/formats/safetensors_header.h"

namespace handsight {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are stored little-endian");

std::uint64_t header_length(std::span<const std::byte> file, std::string_view source) {
  if (file.size() < detail::kLengthBytes) {
    fail<FileError>(source, ": ", file.size(), " bytes, expected a safetensors file, which ",
                    "begins with 8 bytes for the length of its header; it is truncated");
  }
  std::uint64_t length = 0;
  for (std::size_t i = detail::kLengthBytes; i-- > 0;) {
    length = length << 8U | std::to_integer<std::uint64_t>(file[i]);
  }
  if (length > detail::kMostHeaderBytes) {
    fail<FileError>(source, ": a header of ", length, " bytes, expected at most ",
                    detail::kMostHeaderBytes, "; this is no safetensors file");
  }
  if (length > file.size() - detail::kLengthBytes) {
    fail<FileError>(source, ": a header of ", length, " bytes, but only ",
                    file.size() - detail::kLengthBytes, " bytes follow; it is truncated");
  }
  return length;
}

/// JSON of the header, padded with blanks so that the data begin at a multiple of 8.
std::string header_text(const Metadata& metadata, std::span<const NamedTensor* const> order) {
  std::string text = "{";
  const auto add = [&text](std::string_view key, const Json& value) {
    text.append(text.size() > 1 ? "," : "").append(Json(key).dump()).append(":");
    text.append(value.dump());
  };
  if (!metadata.empty()) add(detail::kMetadataKey, metadata);
  std::uint64_t at = 0;
  for (const auto* const named : order) {
    const auto& tensor = named->tensor;
    add(named->name, {{"dtype", name_of(tensor.dtype)},
                      {"shape", tensor.shape},
                      {"data_offsets", {at, at + tensor.bytes.size()}}});
    at += tensor.bytes.size();
  }
  text += "}";
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

/// The writer's order: the widest elements first, so that every tensor is aligned to its own.
std::vector<const NamedTensor*> ordered(std::span<const NamedTensor> tensors) {
  std::vector<const NamedTensor*> order;
  order.reserve(tensors.size());
  for (const auto& named : tensors) order.push_back(&named);
  std::sort(order.begin(), order.end(), [](const NamedTensor* a, const NamedTensor* b) {
    const auto a_size = size_of(a->tensor.dtype);
    const auto b_size = size_of(b->tensor.dtype);
    return std::tie(b_size, a->name) < std::tie(a_size, b->name);
  });
  return order;
}

void check_tensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors) {
  std::set<std::string_view> names;
  for (const auto& [name, tensor] : tensors) {
    if (name == detail::kMetadataKey || !names.insert(name).second) {
      fail("cannot write '", path.string(), "': tensor name '", detail::printable(name), "' is ",
           name == detail::kMetadataKey ? "reserved" : "given twice");
    }
    const auto expected = detail::bytes_of(tensor.shape, tensor.dtype);
    if (!expected || *expected != tensor.bytes.size()) {
      fail("cannot write '", path.string(), "': tensor '", detail::printable(name), "' has ",
           tensor.bytes.size(), " bytes, its shape needs ",
           expected ? std::to_string(*expected) : "more than 64 bits can count");
    }
  }
}

}  // namespace

struct Safetensors::Impl {
  std::filesystem::path path;
  detail::MappedFile mapping;
  Metadata metadata{};
  std::vector<std::string> names{};
  std::map<std::string, TensorView, std::less<>> tensors{};

  explicit Impl(const std::filesystem::path& file) : path(file), mapping(file) {
    const auto source = path.string();
    const auto bytes = mapping.bytes();
    const auto length = static_cast<std::size_t>(header_length(bytes, source));
    const auto text = bytes.subspan(detail::kLengthBytes, length);
    const auto data = bytes.subspan(detail::kLengthBytes + length);
    auto header = detail::parse_safetensors_header(
        {reinterpret_cast<const char*>(text.data()), text.size()}, data.size(), source);
    metadata = std::move(header.metadata);
    names.reserve(header.tensors.size());
    for (auto& entry : header.tensors) {
      tensors.emplace(entry.name,
                      TensorView{.dtype = entry.dtype,
                                 .shape = std::move(entry.shape),
                                 .bytes = data.subspan(entry.begin, entry.end - entry.begin)});
      names.push_back(std::move(entry.name));
    }
  }
};

Safetensors::Safetensors(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
Safetensors::~Safetensors() = default;
Safetensors::Safetensors(Safetensors&&) noexcept = default;
Safetensors& Safetensors::operator=(Safetensors&&) noexcept = default;

const std::filesystem::path& Safetensors::path() const { return impl_->path; }
const Metadata& Safetensors::metadata() const { return impl_->metadata; }
const std::vector<std::string>& Safetensors::names() const { return impl_->names; }
bool Safetensors::contains(std::string_view name) const {
  return impl_->tensors.find(name) != impl_->tensors.end();
}
const TensorView& Safetensors::tensor(std::string_view name) const {
  const auto found = impl_->tensors.find(name);
  if (found == impl_->tensors.end()) {
    fail<FileError>(impl_->path.string(), ": no tensor '", detail::printable(name), "' among its ",
                    impl_->tensors.size());
  }
  return found->second;
}

void write_safetensors(const std::filesystem::path& path, const Metadata& metadata,
                       std::span<const NamedTensor> tensors) {
  check_tensors(path, tensors);
  const auto order = ordered(tensors);
  std::string header;
  try {
    header = header_text(metadata, order);
  } catch (const Json::type_error&) {
    fail("cannot write '", path.string(), "': a tensor name or an entry of its metadata is not ",
         "UTF-8");
  }
  if (header.size() > detail::kMostHeaderBytes) {
    fail("cannot write '", path.string(), "': its header would have ", header.size(),
         " bytes, allowed are ", detail::kMostHeaderBytes);
  }
  std::array<std::byte, detail::kLengthBytes> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<std::byte>(header.size() >> (8U * i) & 0xFFU);
  }
  AtomicFile file(path);
  file.write(length);
  file.write(header);
  for (const auto* const named : order) file.write(named->tensor.bytes);
  file.commit();
}

}  // namespace handsight
