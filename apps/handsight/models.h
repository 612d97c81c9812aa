// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace handsight {

/// Used where the command line names no model.
inline constexpr std::string_view kDefaultModel = "hand-mask-small";

/// Where hands get their keypoints from unless the command line says otherwise.
inline constexpr std::string_view kDefaultPoseModel = "hand-pose";

/// Folders that hold what comes with the program, the first to look in first; `kind` is "models" or
/// "recipes". $HANDSIGHT_MODELS (or $HANDSIGHT_RECIPES) when it is set, ../share/handsight/KIND
/// beside the program's folder, and a folder KIND there or further up (a build tree).
[[nodiscard]] std::vector<std::filesystem::path> resource_folders(std::string_view kind);

/// The file that `model` stands for: a path, or a name looked up as NAME.safetensors in
/// resource_folders("models"). Throws FileError that lists the places.
[[nodiscard]] std::filesystem::path find_model(const std::string& model);

/// The same for a command that only runs the model: NAME.onnx where this build has the engine, then
/// NAME.safetensors.
[[nodiscard]] std::filesystem::path find_inference_model(const std::string& model);

/// The keypoint model that `--pose` stands for: none for "none", kDefaultPoseModel for "auto" where
/// it comes with the program and else none, otherwise as find_inference_model().
[[nodiscard]] std::optional<std::filesystem::path> find_pose_model(const std::string& pose);

/// A file, or the name of a recipe that comes with the program. Throws FileError that lists the
/// places.
[[nodiscard]] std::filesystem::path find_recipe(const std::string& name);

}  // namespace handsight
