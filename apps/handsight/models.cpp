// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "models.h"

#include <array>
#include <cctype>
#include <cstdlib>
#include <system_error>

#include "handsight/core/error.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kSuffix = ".safetensors";
#ifdef HANDSIGHT_HAS_ENGINE
constexpr std::array kInferenceSuffixes{".onnx", kSuffix};
#else
constexpr std::array kInferenceSuffixes{kSuffix};
#endif
constexpr int kMaxLevels = 6;  // a build tree lies at most that deep in the repository

std::string join(const std::vector<fs::path>& folders) {
  std::string text;
  for (const auto& folder : folders) text += (text.empty() ? "" : ", ") + folder.string();
  return text.empty() ? "no folder" : text;
}

bool looks_like_path(const fs::path& model) {
  return model.has_parent_path() || model.extension() == kSuffix || model.extension() == ".onnx";
}

}  // namespace

std::vector<fs::path> resource_folders(std::string_view kind) {
  std::string variable = "HANDSIGHT_";
  for (const char c : kind) {
    variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  std::vector<fs::path> folders;
  const char* chosen = std::getenv(variable.c_str());
  if (chosen != nullptr && *chosen != '\0') folders.emplace_back(chosen);
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (error) return folders;
  folders.push_back(folder.parent_path() / "share" / "handsight" / kind);
  for (int level = 0; level < kMaxLevels; ++level) {
    if (fs::is_directory(folder / kind, error)) folders.push_back(folder / kind);
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  return folders;
}

std::optional<fs::path> shipped_model(std::string_view name, std::string_view precision) {
  std::error_code error;
  if (precision == "int8") {
    if (auto small = shipped_model(std::string(name) + "-int8", "auto")) return small;
  }
  for (const auto& folder : resource_folders("models")) {
    for (const auto* const suffix : kInferenceSuffixes) {
      const fs::path path = folder / (std::string(name) + suffix);
      if (fs::is_regular_file(path, error)) return path;
    }
  }
  return std::nullopt;
}

fs::path find_model(const std::string& model) {
  std::error_code error;
  if (fs::is_regular_file(model, error)) return model;
  if (looks_like_path(model)) {
    if (fs::is_directory(model, error)) {
      fail<FileError>("model ", model, ": is a folder; expected a ", kSuffix,
                      " file, e.g. checkpoints/best.safetensors of a run");
    }
    fail<FileError>("model ", model, ": no such file; check the path");
  }
  const auto folders = resource_folders("models");
  for (const auto& folder : folders) {
    const fs::path path = folder / (model + kSuffix);
    if (fs::is_regular_file(path, error)) return path;
  }
  fail<FileError>("model ", model, ": found neither a file of that name nor ", model, kSuffix,
                  " in ", join(folders),
                  "; give the path of a checkpoint with -m, or set HANDSIGHT_MODELS");
}

fs::path find_inference_model(const std::string& model, std::string_view precision) {
  std::error_code error;
  if (fs::is_regular_file(model, error) || looks_like_path(model)) return find_model(model);
  const auto shipped = shipped_model(model, precision);
  return shipped ? *shipped : find_model(model);
}

std::optional<fs::path> find_pose_model(const std::string& pose, std::string_view precision) {
  if (pose == "none") return std::nullopt;
  return pose == "auto" ? shipped_model(kDefaultPoseModel, precision)
                        : find_inference_model(pose, precision);
}

NetworkOptions beside_another(NetworkOptions options, const fs::path& model) {
  if (options.precision == "int8") options.precision = "auto";
  if (model.extension() == ".onnx") options.device = "cpu";
  return options;
}

fs::path find_recipe(const std::string& name) {
  if (fs::exists(name)) return name;
  std::string places;
  for (const auto& folder : resource_folders("recipes")) {
    for (const auto& candidate : {folder / name, folder / (name + ".toml")}) {
      if (fs::is_regular_file(candidate)) return candidate;
    }
    places += (places.empty() ? "" : ", ") + folder.string();
  }
  fail<FileError>("recipe '", name, "': no such file, and none of that name in ",
                  places.empty() ? "a recipes folder" : places, "; see handsight list recipes");
}

}  // namespace handsight
