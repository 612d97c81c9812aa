// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/engine/model.h"
#include "handsight/inference/picture_network.h"

namespace handsight {
namespace {

using engine::Precision;

Precision precision_of(const std::string& word) {
  for (const auto precision :
       {Precision::kAuto, Precision::kFp32, Precision::kBf16, Precision::kInt8}) {
    if (engine::name_of(precision) == word) return precision;
  }
  fail("precision: found '", word, "'; expected auto, fp32, bf16 or int8");
}

int thread_count(int asked) {
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  return asked > 0 ? asked : std::max(1, processors);
}

/// Nothing where the entry makes no sense.
std::optional<NetworkOutput> output_of(const Json& entry) {
  constexpr std::uint64_t kMost = 4096;
  if (!entry.is_object()) return std::nullopt;
  const auto name = entry.value("name", Json());
  const auto first = entry.value("first", Json()), channels = entry.value("channels", Json());
  const auto fits = [](const Json& number) {
    return number.is_number_unsigned() && number.get<std::uint64_t>() <= kMost;
  };
  if (!name.is_string() || !fits(first) || !fits(channels)) return std::nullopt;
  return NetworkOutput{
      .name = name.get<std::string>(), .first = first.get<int>(), .channels = channels.get<int>()};
}

/// As the model's metadata say; one mask of all logits where these say nothing that makes sense.
std::vector<NetworkOutput> outputs_of(const Metadata& metadata) {
  constexpr std::size_t kMostOutputs = 64;
  const auto found = metadata.find("handsight.outputs");
  const auto entries =
      found == metadata.end() ? Json() : Json::parse(found->second, nullptr, false);
  std::vector<NetworkOutput> outputs;
  for (const auto& entry : entries.is_array() ? entries : Json::array()) {
    const auto output = output_of(entry);
    if (output && outputs.size() < kMostOutputs) outputs.push_back(*output);
  }
  if (outputs.empty()) outputs.emplace_back();
  return outputs;
}

std::int64_t size_multiple_of(const Metadata& metadata) {
  constexpr std::int64_t kLargest = 1024;
  std::int64_t multiple = 1;
  if (const auto found = metadata.find("handsight.size_multiple"); found != metadata.end()) {
    const auto& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), multiple);
  }
  return std::clamp<std::int64_t>(multiple, 1, kLargest);
}

/// Zeros around the picture up to the size that the model takes, the odd one right and below, as
/// networks pad in training.
struct Margins {
  std::size_t top = 0;
  std::size_t left = 0;
};

/// Sessions that wait for their next run: one for each thread that has been here at a time.
class SessionPool {
 public:
  SessionPool(engine::Model model, int threads) : model_(std::move(model)), threads_(threads) {}

  [[nodiscard]] engine::Session take() {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        auto session = std::move(idle_.back());
        idle_.pop_back();
        return session;
      }
    }
    return engine::Session(model_, {.threads = threads_});
  }
  void give(engine::Session session) {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(session));
  }
  [[nodiscard]] const engine::Model& model() const { return model_; }

 private:
  engine::Model model_;
  int threads_;
  std::mutex mutex_{};
  std::vector<engine::Session> idle_{};
};

class OnnxNetwork final : public PictureNetwork {
 public:
  OnnxNetwork(const std::filesystem::path& path, const NetworkOptions& options)
      : sessions_(engine::Model::load(path, {.precision = precision_of(options.precision)}),
                  thread_count(options.threads)),
        info_(parse_metadata(sessions_.model().metadata(), path.string())),
        outputs_(outputs_of(sessions_.model().metadata())),
        multiple_(size_multiple_of(sessions_.model().metadata())) {
    if (options.device != "cpu") {
      fail("device: .onnx models run on the cpu, not on '", options.device,
           "'; give the checkpoint instead");
    }
    check_task(info_, options.gives, path);
    check_inputs(sessions_.model().inputs(), path);
  }

  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }

  [[nodiscard]] std::vector<NetworkOutput> outputs() const override { return outputs_; }

  [[nodiscard]] NetworkMaps run(const NetworkInput& input) const override {
    const auto height = taken_size(2, input.height), width = taken_size(3, input.width);
    const Margins margins{.top = static_cast<std::size_t>(height - input.height) / 2,
                          .left = static_cast<std::size_t>(width - input.width) / 2};
    const auto padded = margins_added(input, height, width, margins);
    auto session = sessions_.take();
    const std::array image{TensorView{.dtype = DType::kF32,
                                      .shape = {input.count, 3, height, width},
                                      .bytes = std::as_bytes(std::span(padded))}};
    const auto& logits = session.run(image).front();
    auto cropped = margins_removed(logits, input, margins);
    sessions_.give(std::move(session));
    return cropped;
  }

 private:
  static void check_inputs(const std::vector<engine::ValueInfo>& inputs,
                           const std::filesystem::path& path) {
    constexpr std::int64_t kLongestSide = 4096;
    if (inputs.size() != 1 || inputs.front().shape.size() != 4) {
      fail<ModelError>(path.string(), ": found ", inputs.size(),
                       " inputs; expected one picture, N C H W");
    }
    const auto& shape = inputs.front().shape;
    if (std::max(shape[2], shape[3]) > kLongestSide) {
      fail<ModelError>(path.string(), ": takes pictures of ", engine::text_of(shape),
                       "; expected sides of at most ", kLongestSide);
    }
  }

  /// Height or width of the model's input for a picture of `size`.
  [[nodiscard]] std::int64_t taken_size(std::size_t axis, int size) const {
    const auto fixed = sessions_.model().inputs().front().shape[axis];
    if (fixed >= 0 && size > fixed) {
      fail<ModelError>("network: the model takes pictures of at most ", fixed, " pixels, found ",
                       size, "; use a smaller scale");
    }
    return fixed >= 0 ? fixed : (size + multiple_ - 1) / multiple_ * multiple_;
  }

  static std::vector<float> margins_added(const NetworkInput& input, std::int64_t height,
                                          std::int64_t width, const Margins& margins) {
    const auto planes = std::size_t{3} * static_cast<std::size_t>(input.count);
    std::vector<float> padded(planes * static_cast<std::size_t>(height * width), 0.0F);
    const auto columns = static_cast<std::size_t>(input.width);
    const auto rows = static_cast<std::size_t>(input.height);
    for (std::size_t plane = 0; plane < planes; ++plane) {
      for (std::size_t y = 0; y < rows; ++y) {
        const auto at = (plane * static_cast<std::size_t>(height) + y + margins.top) *
                            static_cast<std::size_t>(width) +
                        margins.left;
        std::copy_n(&input.values[(plane * rows + y) * columns], columns, &padded[at]);
      }
    }
    return padded;
  }

  static NetworkMaps margins_removed(const TensorView& logits, const NetworkInput& input,
                                     const Margins& margins) {
    const auto& shape = logits.shape;
    if (logits.dtype != DType::kF32 || shape.size() != 4 || shape[0] != input.count ||
        shape[1] < 1 || shape[2] < input.height || shape[3] < input.width) {
      fail<ModelError>("network: its logits are no maps of the pictures' size");
    }
    NetworkMaps maps{.count = input.count,
                     .channels = static_cast<int>(shape[1]),
                     .height = input.height,
                     .width = input.width};
    const auto* const values = reinterpret_cast<const float*>(logits.bytes.data());
    const auto rows = static_cast<std::size_t>(shape[2]),
               columns = static_cast<std::size_t>(shape[3]);
    const auto planes = static_cast<std::size_t>(shape[0] * shape[1]);
    maps.values.reserve(planes * static_cast<std::size_t>(input.height) *
                        static_cast<std::size_t>(input.width));
    for (std::size_t plane = 0; plane < planes; ++plane) {
      for (std::size_t y = 0; y < static_cast<std::size_t>(input.height); ++y) {
        const auto* const row = values + (plane * rows + y + margins.top) * columns + margins.left;
        maps.values.insert(maps.values.end(), row, row + input.width);
      }
    }
    return maps;
  }

  mutable SessionPool sessions_;
  CheckpointInfo info_;
  std::vector<NetworkOutput> outputs_;
  std::int64_t multiple_;
};

}  // namespace

std::unique_ptr<PictureNetwork> open_onnx(const std::filesystem::path& path,
                                          const NetworkOptions& options) {
  return std::make_unique<OnnxNetwork>(path, options);
}

}  // namespace handsight
