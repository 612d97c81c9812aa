// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/engine/model.h"
#include "handsight/inference/mask_network.h"

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

/// Which of the logits are the hand mask.
struct MaskChannels {
  std::int64_t first = 0;
  std::int64_t count = -1;  ///< -1: all
};

MaskChannels mask_channels_of(const Metadata& metadata) {
  const auto found = metadata.find("handsight.outputs");
  const auto outputs =
      found == metadata.end() ? Json() : Json::parse(found->second, nullptr, false);
  for (const auto& output : outputs.is_array() ? outputs : Json::array()) {
    if (!output.is_object() || output.value("name", Json()) != "mask") continue;
    const auto first = output.value("first", Json()), count = output.value("channels", Json());
    constexpr std::uint64_t kMost = 4096;
    const auto fits = [](const Json& number) {
      return number.is_number_unsigned() && number.get<std::uint64_t>() <= kMost;
    };
    if (fits(first) && fits(count)) {
      return {.first = first.get<std::int64_t>(), .count = count.get<std::int64_t>()};
    }
  }
  return {};
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

class OnnxNetwork final : public MaskNetwork {
 public:
  OnnxNetwork(const std::filesystem::path& path, const MaskNetworkOptions& options)
      : sessions_(engine::Model::load(path, {.precision = precision_of(options.precision)}),
                  thread_count(options.threads)),
        info_(parse_metadata(sessions_.model().metadata(), path.string())),
        mask_(mask_channels_of(sessions_.model().metadata())),
        multiple_(size_multiple_of(sessions_.model().metadata())) {
    if (options.device != "cpu") {
      fail("device: .onnx models run on the cpu, not on '", options.device,
           "'; give the checkpoint instead");
    }
    check_mask_task(info_, path);
    check_inputs(sessions_.model().inputs(), path);
  }

  [[nodiscard]] const CheckpointInfo& info() const override { return info_; }

  [[nodiscard]] MaskLogits run(const NetworkInput& input) const override {
    const auto height = taken_size(2, input.height), width = taken_size(3, input.width);
    const Margins margins{.top = static_cast<std::size_t>(height - input.height) / 2,
                          .left = static_cast<std::size_t>(width - input.width) / 2};
    const auto padded = margins_added(input, height, width, margins);
    auto session = sessions_.take();
    const std::array image{TensorView{.dtype = DType::kF32,
                                      .shape = {1, 3, height, width},
                                      .bytes = std::as_bytes(std::span(padded))}};
    const auto& logits = session.run(image).front();
    auto cropped = cropped_mask(logits, input, margins);
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
      fail<ModelError>("segment: the model takes pictures of at most ", fixed, " pixels, found ",
                       size, "; use a smaller scale");
    }
    return fixed >= 0 ? fixed : (size + multiple_ - 1) / multiple_ * multiple_;
  }

  static std::vector<float> margins_added(const NetworkInput& input, std::int64_t height,
                                          std::int64_t width, const Margins& margins) {
    std::vector<float> padded(static_cast<std::size_t>(3 * height * width), 0.0F);
    const auto columns = static_cast<std::size_t>(input.width);
    const auto rows = static_cast<std::size_t>(input.height);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t y = 0; y < rows; ++y) {
        const auto at = (c * static_cast<std::size_t>(height) + y + margins.top) *
                            static_cast<std::size_t>(width) +
                        margins.left;
        std::copy_n(&input.values[(c * rows + y) * columns], columns, &padded[at]);
      }
    }
    return padded;
  }

  [[nodiscard]] MaskLogits cropped_mask(const TensorView& logits, const NetworkInput& input,
                                        const Margins& margins) const {
    const auto& shape = logits.shape;
    const auto count = mask_.count < 0 && shape.size() == 4 ? shape[1] : mask_.count;
    if (logits.dtype != DType::kF32 || shape.size() != 4 || count < 1 ||
        mask_.first + count > shape[1] || shape[2] < input.height || shape[3] < input.width) {
      fail<ModelError>("segment: the model's logits are no maps of the picture's size");
    }
    MaskLogits mask{
        .classes = static_cast<int>(count), .height = input.height, .width = input.width};
    const auto* const values = reinterpret_cast<const float*>(logits.bytes.data());
    const auto rows = static_cast<std::size_t>(shape[2]),
               columns = static_cast<std::size_t>(shape[3]);
    for (auto c = mask_.first; c < mask_.first + count; ++c) {
      for (std::size_t y = 0; y < static_cast<std::size_t>(input.height); ++y) {
        const auto* const row = values +
                                (static_cast<std::size_t>(c) * rows + y + margins.top) * columns +
                                margins.left;
        mask.values.insert(mask.values.end(), row, row + input.width);
      }
    }
    return mask;
  }

  mutable SessionPool sessions_;
  CheckpointInfo info_;
  MaskChannels mask_;
  std::int64_t multiple_;
};

}  // namespace

std::unique_ptr<MaskNetwork> open_onnx(const std::filesystem::path& path,
                                       const MaskNetworkOptions& options) {
  return std::make_unique<OnnxNetwork>(path, options);
}

}  // namespace handsight
