// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/exporting/check.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "handsight/core/error.h"
#include "handsight/engine/model.h"
#include "handsight/engine/onnx_file.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/text.h"
#include "handsight/networks/recurrent.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

using Tensors = std::vector<at::Tensor>;
using Run = std::function<at::Tensor(const Tensors&)>;

/// The picture, and zeros for the state.
Tensors inputs_of(Network& network, const at::Tensor& image) {
  Tensors inputs{image.to(at::kFloat).contiguous()};
  if (auto* const recurrent = dynamic_cast<RecurrentNetwork*>(&network)) {
    for (const auto& state : recurrent->step(image, {}).state) {
      inputs.push_back(at::zeros_like(state).contiguous());
    }
  }
  return inputs;
}

std::span<const std::byte> bytes_of(const at::Tensor& tensor) {
  return {static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()};
}

Run in_engine(const fs::path& file) {
  const auto graph = engine::read_onnx(file);
  const bool is_quantized =
      std::any_of(graph.nodes.begin(), graph.nodes.end(),
                  [](const auto& node) { return node.op == "QuantizeLinear"; });
  const auto precision = is_quantized ? engine::Precision::kInt8 : engine::Precision::kFp32;
  const auto session =
      std::make_shared<engine::Session>(engine::Model(graph, {.precision = precision}));
  return [session](const Tensors& inputs) {
    std::vector<TensorView> views;
    for (const auto& input : inputs) {
      views.push_back(
          {.dtype = DType::kF32, .shape = input.sizes().vec(), .bytes = bytes_of(input)});
    }
    const auto& logits = session->run(views).front();
    auto result = at::empty(logits.shape, at::kFloat);
    std::memcpy(result.data_ptr(), logits.bytes.data(), logits.bytes.size());
    return result;
  };
}

constexpr auto kOnnxRuntimeScript = R"(
const fs = require('fs');
const ort = require('module').createRequire(process.env.HANDSIGHT_ORT + '/')('onnxruntime-node');
const [model, folder, ...shapes] = process.argv.slice(1);
(async () => {
  const session = await ort.InferenceSession.create(model);
  const feeds = {};
  shapes.forEach((shape, i) => {
    const bytes = fs.readFileSync(`${folder}/input_${i}`);
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    feeds[session.inputNames[i]] = new ort.Tensor('float32', values, shape.split('x').map(Number));
  });
  const logits = (await session.run(feeds))[session.outputNames[0]].data;
  fs.writeFileSync(`${folder}/logits`, Buffer.from(logits.buffer, logits.byteOffset, logits.byteLength));
})().catch((error) => { console.error(error.message); process.exit(1); });
)";

/// A folder that goes with its owner.
class ScratchFolder {
 public:
  ScratchFolder() {
    auto name = (fs::temp_directory_path() / "handsight-export-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) fail<FileError>(name, ": no temporary folder");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_{};
};

/// A word of a shell's command.
void append_quoted(std::string& command, const std::string& word) {
  command.append(" '");
  for (const char c : word) c == '\'' ? command.append("'\\''") : command.append(1, c);
  command.append("'");
}

Run in_onnxruntime(const fs::path& file, const engine::Shape& logits_shape) {
  return [file, logits_shape](const Tensors& inputs) {
    const ScratchFolder scratch;
    std::string command = "node -e";
    for (const auto& word :
         {std::string(kOnnxRuntimeScript), fs::absolute(file).string(), scratch.path().string()}) {
      append_quoted(command, word);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto bytes = bytes_of(inputs[i]);
      write_file(scratch.path() / std::string("input_").append(std::to_string(i)),
                 std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
      command.append(" ").append(engine::text_of(inputs[i].sizes().vec()));
    }
    if (std::system(command.c_str()) != 0) {
      fail<ModelError>("export --check: ONNX Runtime in $HANDSIGHT_ORT does not run ",
                       file.string(), "; it says why above");
    }
    const auto bytes = read_text(scratch.path() / "logits", engine::kMaxElements * sizeof(float));
    auto result = at::empty(logits_shape, at::kFloat);
    if (bytes.size() != result.nbytes()) {
      fail<ModelError>("export --check: ONNX Runtime gave ", bytes.size(),
                       " bytes of logits, expected ", result.nbytes());
    }
    std::memcpy(result.data_ptr(), bytes.data(), bytes.size());
    return result;
  };
}

/// Sums over pictures.
struct Sums {
  double error = 0.0, square = 0.0, changed = 0.0, count = 0.0;

  void add(const at::Tensor& found, const at::Tensor& expected) {
    error += (found - expected).square().sum().item<double>();
    square += expected.square().sum().item<double>();
    changed += (found > 0).ne(expected > 0).sum().item<double>();
    count += static_cast<double>(expected.numel());
  }
  [[nodiscard]] ExportAgreement agreement(const std::string& runtime) const {
    return {.runtime = runtime,
            .difference = std::sqrt(error / std::max(square, 1e-30)),
            .changed = changed / std::max(count, 1.0)};
  }
};

}  // namespace

std::vector<ExportAgreement> check_export(Network& network, const fs::path& file,
                                          const std::vector<at::Tensor>& images) {
  const torch::NoGradGuard no_grad;
  network.eval();
  const auto engine_run = in_engine(file);
  const bool has_onnxruntime = std::getenv("HANDSIGHT_ORT") != nullptr;
  Sums engine_sums, onnxruntime_sums;
  for (const auto& image : images) {
    const auto inputs = inputs_of(network, image);
    const auto expected = network.forward(image).to(at::kFloat);
    engine_sums.add(engine_run(inputs), expected);
    if (has_onnxruntime) {
      onnxruntime_sums.add(in_onnxruntime(file, expected.sizes().vec())(inputs), expected);
    }
  }
  std::vector<ExportAgreement> agreements{engine_sums.agreement("engine")};
  if (has_onnxruntime) agreements.push_back(onnxruntime_sums.agreement("onnxruntime"));
  return agreements;
}

}  // namespace handsight
