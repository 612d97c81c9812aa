// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/formats/safetensors.h"
#include "handsight/formats/toml.h"
#ifdef HANDSIGHT_HAS_DATA
#include "handsight/data/dataset.h"
#endif
#ifdef HANDSIGHT_HAS_METRICS
#include "handsight/metrics/protocol.h"
#endif
#ifdef HANDSIGHT_HAS_LOSSES
#include "handsight/losses/loss.h"
#endif
#ifdef HANDSIGHT_HAS_TENSORS
#include "handsight/tensors/augmentation.h"
#endif
#ifdef HANDSIGHT_HAS_NETWORKS
#include "handsight/networks/cost.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/head.h"
#include "handsight/networks/network.h"
#endif

#include "command.h"
#include "console.h"
#include "listing.h"
#include "models.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct Catalog {
  std::string_view name;
  Json (*items)();
};

[[maybe_unused]] Json to_json(const std::vector<FieldInfo>& fields) {
  auto list = Json::array();
  for (const auto& field : fields) {
    list.push_back({{"name", field.name},
                    {"type", field.type},
                    {"default", Json::parse(field.default_value)},
                    {"allowed", field.allowed},
                    {"help", field.help}});
  }
  return list;
}

/// Name, reference and options of every entry of a catalogue.
template <class Entry>
[[maybe_unused]] Json with_references(const std::vector<Entry>& catalog) {
  auto items = Json::array();
  for (const auto& entry : catalog) {
    items.push_back({{"name", entry.name},
                     {"reference", entry.reference},
                     {"options", to_json(entry.options())}});
  }
  return items;
}

#ifdef HANDSIGHT_HAS_NETWORKS
/// An entry whose cost at `input` is shown.
template <class Entry>
Json with_cost(const Entry& entry, const InputSize& input) {
  const auto cost = measure_cost(entry, input, Json());
  return {{"name", entry.name},
          {"parameters", cost.parameters},
          {"buffers", cost.buffers},
          {"macs", cost.macs},
          {"input", {input.channels, input.height, input.width}},
          {"reference", entry.reference},
          {"options", to_json(entry.options())}};
}

Json to_json(const std::vector<OutputMap>& outputs) {
  auto list = Json::array();
  for (const auto& output : outputs) {
    list.push_back({{"name", output.name},
                    {"kind", name_of(output.kind)},
                    {"first", output.first},
                    {"channels", output.channels}});
  }
  return list;
}

Json list_networks() {
  auto items = Json::array();
  for (const auto& entry : network_catalog()) items.push_back(with_cost(entry, entry.input));
  return items;
}

Json list_encoders() {
  constexpr InputSize kInput{.channels = 3, .height = 224, .width = 224};
  auto items = Json::array();
  for (const auto& entry : encoder_catalog()) items.push_back(with_cost(entry, kInput));
  return items;
}

Json list_decoders() { return with_references(decoder_catalog()); }

Json list_heads() {
  auto items = Json::array();
  for (const auto& entry : head_catalog()) {
    items.push_back({{"name", entry.name},
                     {"summary", entry.summary},
                     {"outputs", to_json(entry.make(16, Json())->outputs())},
                     {"options", to_json(entry.options())}});
  }
  return items;
}

Json list_discriminators() {
  auto items = Json::array();
  for (const auto& entry : discriminator_catalog()) items.push_back(with_cost(entry, entry.input));
  return items;
}
#else
constexpr Json (*list_networks)() = nullptr;
constexpr Json (*list_encoders)() = nullptr;
constexpr Json (*list_decoders)() = nullptr;
constexpr Json (*list_heads)() = nullptr;
constexpr Json (*list_discriminators)() = nullptr;
#endif

#ifdef HANDSIGHT_HAS_LOSSES
Json list_losses() { return with_references(loss_catalog()); }
#else
constexpr Json (*list_losses)() = nullptr;
#endif

#ifdef HANDSIGHT_HAS_TENSORS
Json list_augmentations() {
  auto items = Json::array();
  for (const auto& entry : augmentation_catalog()) {
    items.push_back(
        {{"name", entry.name}, {"summary", entry.summary}, {"options", to_json(entry.options())}});
  }
  return items;
}
#else
constexpr Json (*list_augmentations)() = nullptr;
#endif

#ifdef HANDSIGHT_HAS_METRICS
Json list_protocols() {
  auto items = Json::array();
  for (const auto& entry : protocol_catalog()) {
    items.push_back({{"name", entry.name},
                     {"task", name_of(entry.task)},
                     {"summary", entry.summary},
                     {"reference", entry.reference}});
  }
  return items;
}

/// Every number that a protocol gives, under the name a recipe selects by.
Json list_metrics() {
  const auto blank = blank_record();
  const std::array<const PictureRecord*, 1> one_picture{&blank};
  auto items = Json::array();
  for (const auto& entry : protocol_catalog()) {
    for (const auto& value : entry.measure(one_picture)) {
      items.push_back({{"name", std::string(entry.name) + "." + value.name},
                       {"protocol", entry.name},
                       {"summary", entry.summary}});
    }
  }
  return items;
}
#else
constexpr Json (*list_protocols)() = nullptr;
constexpr Json (*list_metrics)() = nullptr;
#endif

#ifdef HANDSIGHT_HAS_DATA
Json list_datasets() {
  auto items = Json::array();
  for (const auto& entry : dataset_catalog()) {
    items.push_back({{"name", entry.name},
                     {"summary", entry.summary},
                     {"layout", entry.layout},
                     {"options", to_json(entry.options())}});
  }
  return items;
}
#else
constexpr Json (*list_datasets)() = nullptr;
#endif

/// A file that comes with the program, named by its path below the folder without the extension:
/// what `-m` and `train` take.
struct ShippedFile {
  std::string name;
  fs::path path;
};

/// Files of one kind, by name; of two with one name the first folder's.
std::vector<ShippedFile> shipped_files(std::string_view kind, std::string_view extension) {
  std::map<std::string, fs::path> files;
  for (const auto& folder : resource_folders(kind)) {
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
      if (!entry.is_regular_file(ignored) || entry.path().extension() != extension) continue;
      const auto below = entry.path().lexically_relative(folder);
      files.try_emplace(fs::path(below).replace_extension().generic_string(), entry.path());
    }
  }
  std::vector<ShippedFile> list;
  for (const auto& [name, path] : files) list.push_back({.name = name, .path = path});
  return list;
}

/// Reads one object a file; a bad file is reported and left out.
Json read_each(const std::vector<ShippedFile>& files, Json (*read)(const fs::path&)) {
  auto items = Json::array();
  for (const auto& [name, path] : files) {
    try {
      Json item{{"name", name}};
      item.update(read(path));
      item["file"] = path.string();
      items.push_back(std::move(item));
    } catch (const Error& error) {
      warn(error.what());
    }
  }
  return items;
}

Json list_recipes() {
  return read_each(shipped_files("recipes", ".toml"), [](const fs::path& path) {
    const auto tree = read_toml(path);
    auto item = Json::object();
    for (const auto* key : {"summary", "system", "reported", "goal"}) {
      item[key] = tree.contains(key) ? tree[key] : Json("");
    }
    return item;
  });
}

Json list_models() {
  return read_each(shipped_files("models", ".safetensors"), [](const fs::path& path) {
    const Safetensors file(path);
    auto item = Json::object();
    for (const auto* key : {"network", "task", "licence", "training_data"}) {
      const auto& metadata = file.metadata();
      auto found = metadata.find(std::string("handsight.") + key);
      if (found == metadata.end()) found = metadata.find(key);
      if (found != metadata.end()) item[key] = found->second;
    }
    item["bytes"] = fs::file_size(path);
    return item;
  });
}

constexpr std::array kCatalogs{Catalog{"networks", list_networks},
                               Catalog{"encoders", list_encoders},
                               Catalog{"decoders", list_decoders},
                               Catalog{"heads", list_heads},
                               Catalog{"discriminators", list_discriminators},
                               Catalog{"losses", list_losses},
                               Catalog{"metrics", list_metrics},
                               Catalog{"protocols", list_protocols},
                               Catalog{"datasets", list_datasets},
                               Catalog{"augmentations", list_augmentations},
                               Catalog{"recipes", list_recipes},
                               Catalog{"models", list_models}};

struct ListArguments {
  std::string what;
  bool json = false;
  bool markdown = false;
};

void run(const ListArguments& arguments) {
  std::string known;
  for (const auto& catalog : kCatalogs) {
    known.append(known.empty() ? "" : ", ").append(catalog.name);
    if (catalog.name != arguments.what) continue;
    if (catalog.items == nullptr) {
      fail("list ", catalog.name,
           ": this build of handsight has none; use one that was built with HANDSIGHT_TRAINING=ON");
    }
    const auto items = catalog.items();
    const auto text = arguments.json       ? json_text(items)
                      : arguments.markdown ? markdown_listing(catalog.name, items)
                                           : plain_listing(items);
    std::fputs(text.c_str(), stdout);
    return;
  }
  fail("list '", arguments.what, "': no such catalogue; known: ", known);
}

}  // namespace

void add_list_command(CLI::App& app) {
  auto* command = app.add_subcommand("list", "Show what this build offers");
  const auto arguments = std::make_shared<ListArguments>();
  std::string known;
  for (const auto& catalog : kCatalogs) {
    known.append(known.empty() ? "" : " | ").append(catalog.name);
  }
  command->add_option("WHAT", arguments->what, known)->required();
  auto* json = command->add_flag("--json", arguments->json, "an array of objects");
  command->add_flag("--markdown", arguments->markdown, "a page with tables")->excludes(json);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
