// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/json_stream.h"

#include <fstream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"

namespace handsight {
namespace {

constexpr std::size_t kMostDepth = 64;
constexpr std::size_t kMostScalars = std::size_t{1} << 20U;

class ItemReader : public nlohmann::json_sax<Json> {
 public:
  ItemReader(std::string_view source, std::size_t depth, const JsonVisit& visit)
      : source_(source), depth_(depth), visit_(visit) {}

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(number_integer_t value) override { return scalar(value); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(value); }
  bool number_float(number_float_t value, const string_t&) override { return scalar(value); }
  bool string(string_t& value) override { return scalar(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    (open_.empty() ? keys_.at(keys_.size() - 1) : names_.back()) = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    fail<FileError>(source_, ": no valid JSON at byte ", position,
                    "; the file is cut short or damaged");
  }

 private:
  bool scalar(Json value) {
    if (open_.empty()) {
      if (keys_.size() == depth_) deliver(value);
      return true;
    }
    count();
    add(std::move(value));
    return true;
  }
  bool open(Json container) {
    if (keys_.size() + open_.size() >= kMostDepth) {
      fail<FileError>(source_, ": nested deeper than ", kMostDepth, " levels");
    }
    if (open_.empty() && keys_.size() < depth_) {
      keys_.emplace_back();
      return true;
    }
    count();
    open_.push_back(std::move(container));
    names_.emplace_back();
    return true;
  }
  bool close() {
    if (open_.empty()) {
      keys_.pop_back();
      return true;
    }
    Json done = std::move(open_.back());
    open_.pop_back();
    names_.pop_back();
    if (open_.empty()) {
      deliver(done);
    } else {
      add(std::move(done));
    }
    return true;
  }
  void add(Json value) {
    if (open_.back().is_array()) {
      open_.back().push_back(std::move(value));
    } else {
      // not operator[], which would look through all names before
      open_.back().get_ref<Json::object_t&>().push_back(
          {std::move(names_.back()), std::move(value)});
    }
  }
  void deliver(const Json& value) {
    scalars_ = 0;
    visit_(keys_, value);
  }
  void count() {
    if (++scalars_ > kMostScalars) {
      fail<FileError>(source_, ": one entry of more than ", kMostScalars, " values");
    }
  }

  std::string_view source_;
  std::size_t depth_;
  const JsonVisit& visit_;
  std::vector<std::string> keys_{};   // of the levels above the values that are handed out
  std::vector<Json> open_{};          // containers of the value that is being read
  std::vector<std::string> names_{};  // the last key in each of them
  std::size_t scalars_ = 0;
};

}  // namespace

void visit_json(std::istream& stream, std::string_view source, std::size_t depth,
                const JsonVisit& visit) {
  ItemReader reader(source, depth, visit);
  if (!Json::sax_parse(stream, &reader)) {
    fail<FileError>(source, ": no valid JSON; the file is cut short or damaged");
  }
}

void visit_json(const std::filesystem::path& path, std::size_t depth, const JsonVisit& visit) {
  (void)detail::open_regular_file(path);
  std::ifstream stream(path, std::ios::binary);
  visit_json(stream, path.string(), depth, visit);
}

Json read_json(const std::filesystem::path& path) {
  Json whole;
  visit_json(path, 0, [&whole](std::span<const std::string>, const Json& value) { whole = value; });
  return whole;
}

}  // namespace handsight
