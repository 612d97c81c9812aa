// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "handsight/core/error.h"
#include "handsight/networks/checkpoint.h"

#include "command.h"
#include "models.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string source;
  std::string output;
  std::string precision = "fp16";
};

void run(const ExportArguments& arguments) {
  const fs::path output = arguments.output;
  if (output.extension() != ".safetensors") {
    fail("export: ", output.string(), ": this version writes .safetensors only; name it so");
  }
  const auto source = fs::is_directory(arguments.source)
                          ? fs::path(arguments.source) / "checkpoints" / "best.safetensors"
                          : find_model(arguments.source);
  const auto checkpoint = load_checkpoint(source);
  save_checkpoint(output, *checkpoint.network, checkpoint.info,
                  arguments.precision == "fp16" ? Storage::kFloat16 : Storage::kFloat32);
  std::printf("%s: %ju bytes\n", output.string().c_str(),
              static_cast<std::uintmax_t>(fs::file_size(output)));
}

}  // namespace

void add_export_command(CLI::App& app) {
  auto* command = app.add_subcommand("export", "Write a trained network as a model to ship");
  const auto arguments = std::make_shared<ExportArguments>();
  command->add_option("SOURCE", arguments->source, "a run folder (its best) or a checkpoint")
      ->required();
  command->add_option("-o,--out", arguments->output, "the .safetensors file to write")->required();
  command->add_option("--precision", arguments->precision, "of the stored weights: fp16 | fp32")
      ->check(CLI::IsMember({"fp16", "fp32"}));
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
