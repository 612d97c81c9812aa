// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/layouts/rendered_datasets.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/data/layouts/write_layout.h"
#include "handsight/data/listing.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "synthetic-";
constexpr const char* kNote = "rendered.json";
// Data sets of videos get clips.
constexpr int kVideoLength = 16;

struct RenderedOptions {
  int n = 200;
  std::int64_t seed = 1;
  int size = 256;
  std::string hands = "any";
};

template <class Field>
void visit_fields(RenderedOptions& o, Field&& field) {
  field("n", o.n, Range{1, 1e7}, "pictures to render");
  field("seed", o.seed, Range{0, 9e15}, "another seed gives other people and pictures");
  field("size", o.size, Range{16, 4096}, "side of the pictures");
  field("hands", o.hands, Choices{{"any", "left", "right", "both"}}, "which hands are there");
}

/// Removes a folder that is not complete, whatever ends the work on it.
class PartialFolder {
 public:
  explicit PartialFolder(fs::path path) : path_(std::move(path)) { clear(); }
  ~PartialFolder() { clear(); }
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  void clear() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
};

void render(const std::string& layout, const RenderedOptions& options, const Json& made_from,
            const fs::path& root) {
  const int clip = layout == "egogesture" ? kVideoLength : 1;
  const auto hands =
      open_dataset({.name = "synthetic",
                    .options = std::make_shared<const Json>(Json{{"n", options.n},
                                                                 {"seed", options.seed},
                                                                 {"size", options.size},
                                                                 {"hands", options.hands},
                                                                 {"clip_length", clip}})});
  const PartialFolder partial(root.string() + ".partial");
  SilentProgress progress;
  write_layout(*hands,
               {.layout = layout,
                .root = partial.path(),
                .clip_length = static_cast<std::size_t>(clip),
                .workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))},
               progress);
  write_file(partial.path() / kNote, made_from.dump(1) + "\n");
  std::error_code error;
  fs::remove(root, error);  // an empty folder
  fs::rename(partial.path(), root, error);
  if (error) {
    fail<FileError>(root.string(), ": cannot be put in place (", error.message(), ")");
  }
}

/// ShowMe's pictures are side-by-side pairs.
std::string reader_of(const std::string& layout) { return layout == "showme" ? "pairs" : layout; }

/// Whether the folder holds what these options give; throws InvalidArgument when it holds something
/// else.
bool is_rendered(const fs::path& root, const Json& made_from) {
  std::error_code error;
  if (!fs::exists(root, error) || (fs::is_directory(root, error) && fs::is_empty(root, error))) {
    return false;
  }
  constexpr std::uint64_t kMostBytes = 65536;
  if (is_file(root / kNote) &&
      Json::parse(read_text(root / kNote, kMostBytes), nullptr, false) == made_from) {
    return true;
  }
  fail("data set synthetic: ", root.string(), " holds something else than ", made_from.dump(),
       "; choose another folder or delete it");
}

std::unique_ptr<Dataset> open_rendered(const DatasetRequest& request) {
  const std::string layout = request.name.substr(kPrefix.size());
  if (request.root.empty()) {
    fail("data set ", request.name, ": where to? give ", request.name, "=FOLDER");
  }
  const Json settings = request.options ? *request.options : Json();
  const auto options = parse_fields<RenderedOptions>(settings, "data set " + request.name);
  auto made_from = record_fields(options);
  made_from["layout"] = layout;
  const fs::path root = request.root.has_filename() ? request.root : request.root.parent_path();
  if (const fs::path parent = fs::absolute(root).parent_path(); !is_folder(parent)) {
    fail<FileError>("data set ", request.name, ": ", root.string(),
                    " cannot be made, its parent is no folder; make it first");
  }
  if (!is_rendered(root, made_from)) render(layout, options, made_from, root);
  return open_dataset({.name = reader_of(layout), .root = root, .split = request.split});
}

}  // namespace

std::vector<DatasetEntry> rendered_datasets() {
  // a catalogue entry keeps only a view of its name
  static constexpr std::array<std::string_view, 11> kNames{
      "synthetic-folder",      "synthetic-coco", "synthetic-egogesture", "synthetic-egohands",
      "synthetic-eyth",        "synthetic-gtea", "synthetic-hof",        "synthetic-interhand",
      "synthetic-pascal_part", "synthetic-rhd",  "synthetic-showme"};
  std::vector<DatasetEntry> entries;
  for (const auto name : kNames) {
    entries.push_back({.name = name,
                       .summary = "rendered hands in the files of the data set of that name",
                       .layout = "none; the folder is filled when it is empty",
                       .open = open_rendered,
                       .options = describe_fields<RenderedOptions>,
                       .folder = FolderNeed::kMade});
  }
  return entries;
}

}  // namespace handsight
