// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/networks/checkpoint.h"
#include "handsight/training/run_state.h"

#include "command.h"
#include "export_onnx.h"
#include "models.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string source;
  std::string output;
  std::string precision{};
  OnnxExportOptions onnx;
};

void print_written(const fs::path& output) {
  std::printf("%s: %ju bytes\n", output.string().c_str(),
              static_cast<std::uintmax_t>(fs::file_size(output)));
}

void run_safetensors(const ExportArguments& arguments, const Checkpoint& checkpoint) {
  if (arguments.precision == "int8" || !arguments.onnx.check.empty()) {
    fail("export: int8 and --check are for .onnx; name the output so");
  }
  save_checkpoint(arguments.output, *checkpoint.network, checkpoint.info,
                  arguments.precision == "fp16" ? Storage::kFloat16 : Storage::kFloat32);
  print_written(arguments.output);
}

void run(ExportArguments arguments) {
  const fs::path output = arguments.output;
  const bool for_opencv = arguments.onnx.for_opencv;
  if (for_opencv && !arguments.precision.empty() && arguments.precision != "fp32") {
    fail("export --for-opencv: found --precision ", arguments.precision,
         "; OpenCV 4.6 reads weights of 32 bits only, expected fp32");
  }
  if (arguments.precision.empty()) arguments.precision = for_opencv ? "fp32" : "fp16";
  const bool is_onnx = output.extension() == ".onnx";
  if (!is_onnx && output.extension() != ".safetensors") {
    fail("export: ", output.string(), ": expected a name that ends with .onnx or .safetensors");
  }
  const bool is_run = fs::is_directory(arguments.source);
  auto checkpoint =
      load_checkpoint(is_run ? fs::path(arguments.source) / "checkpoints" / "best.safetensors"
                             : find_model(arguments.source));
  if (is_run) checkpoint.info = completed_by_run(checkpoint.info, arguments.source);
  if (!is_onnx) return run_safetensors(arguments, checkpoint);
  arguments.onnx.precision = arguments.precision;
  export_onnx(checkpoint, output, arguments.onnx);
  print_written(output);
}

}  // namespace

void add_export_command(CLI::App& app) {
  auto* command = app.add_subcommand("export", "Write a trained network as a model to ship");
  const auto arguments = std::make_shared<ExportArguments>();
  command
      ->add_option("-m,--model,SOURCE", arguments->source,
                   "a run folder (its best) or a checkpoint")
      ->required();
  command->add_option("-o,--out", arguments->output, "the .onnx or .safetensors file to write")
      ->required();
  command
      ->add_option(
          "--precision", arguments->precision,
          "of the stored weights: fp16 (default) | fp32; int8: weights and arithmetic, .onnx only")
      ->check(CLI::IsMember({"fp16", "fp32", "int8"}));
  command->add_flag("--for-opencv", arguments->onnx.for_opencv,
                    "as OpenCV 4.6 reads it: weights in 32 bits, ReLU6 made of ReLUs (slower "
                    "elsewhere)");
  command->add_option("--calibrate", arguments->onnx.calibrate,
                      "typical pictures for int8: files, folders, patterns");
  command->add_option("--check", arguments->onnx.check,
                      "pictures on which libtorch, the engine and ONNX Runtime ($HANDSIGHT_ORT) "
                      "have to agree");
  command->add_option("--tolerance", arguments->onnx.tolerance,
                      "of --check: difference of logits, root mean square, as a share of them "
                      "(fp32 1e-4, fp16 0.01, int8 0.2)");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace handsight
