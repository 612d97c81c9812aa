// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/inference/picture_network.h"

namespace handsight {

/// Used where the command line names no model.
inline constexpr std::string_view kDefaultModel = "hand-mask-small";

/// Where hands get their keypoints from unless the command line says otherwise.
inline constexpr std::string_view kDefaultPoseModel = "hand-pose";

/// Where depth and parts of hands come from unless the command line says otherwise.
inline constexpr std::string_view kDefaultDepthModel = "hand-depth";
inline constexpr std::string_view kDefaultPartsModel = "hand-parts";

/// Folders that hold what comes with the program, the first to look in first; `kind` is "models" or
/// "recipes". $HANDSIGHT_MODELS (or $HANDSIGHT_RECIPES) when it is set, ../share/handsight/KIND
/// beside the program's folder, and a folder KIND there or further up (a build tree).
[[nodiscard]] std::vector<std::filesystem::path> resource_folders(std::string_view kind);

/// A model that comes with the program, as what this build runs best; asked for 8 bits, NAME-int8
/// where there is one.
[[nodiscard]] std::optional<std::filesystem::path> shipped_model(std::string_view name,
                                                                 std::string_view precision);

/// The file that `model` stands for: a path, or a name looked up as NAME.safetensors in
/// resource_folders("models"). Throws FileError that lists the places.
[[nodiscard]] std::filesystem::path find_model(const std::string& model);

/// The same for a command that only runs the model: NAME.onnx where this build has the engine, then
/// NAME.safetensors. Where `precision` is "int8", the shipped NAME-int8 comes before both.
[[nodiscard]] std::filesystem::path find_inference_model(const std::string& model,
                                                         std::string_view precision = "auto");

/// The keypoint model that `--pose` stands for: none for "none", kDefaultPoseModel for "auto" where
/// it comes with the program and else none, otherwise as find_inference_model().
[[nodiscard]] std::optional<std::filesystem::path> find_pose_model(
    const std::string& pose, std::string_view precision = "auto");

/// How a network is opened that works beside another one with `options`: a model of 8 bits says
/// nothing of its neighbour, nor does a checkpoint on a GPU.
[[nodiscard]] NetworkOptions beside_another(NetworkOptions options,
                                            const std::filesystem::path& model);

/// A file, or the name of a recipe that comes with the program. Throws FileError that lists the
/// places.
[[nodiscard]] std::filesystem::path find_recipe(const std::string& name);

}  // namespace handsight
