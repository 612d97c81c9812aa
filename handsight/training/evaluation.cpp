// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/evaluation.h"

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#include "handsight/tensors/batch.h"

namespace handsight {

Seed evaluation_seed(std::size_t index) { return Seed(0).split("evaluate").split(index); }

std::vector<PictureScore> score_pictures(Network& network, const Dataset& dataset,
                                         const PredictOptions& options, Progress& progress) {
  const bool was_training = network.is_training();
  network.eval();
  std::vector<PictureScore> scores;
  progress.start("evaluate", static_cast<std::int64_t>(dataset.size()));
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    const auto sample = dataset.get(i, evaluation_seed(i));
    if (sample.mask.empty()) {
      fail<FileError>(sample.id, ": no mask to compare with; evaluate needs labelled pictures");
    }
    const auto probability = hand_probability(network, image_to_tensor(sample.image), options);
    const auto predicted = tensor_to_image(probability.gt(0.5).to(at::kByte));
    scores.push_back({.id = sample.id, .confusion = count_pixels(predicted, sample.mask)});
    progress.update(static_cast<std::int64_t>(i) + 1, "");
  }
  progress.finish("");
  network.train(was_training);
  return scores;
}

std::vector<ProtocolValue> measure(const std::vector<PictureScore>& scores,
                                   const std::string& protocol) {
  std::vector<Confusion> counted;
  std::vector<Confusion> trivial;
  for (const auto& score : scores) {
    counted.push_back(score.confusion);
    trivial.push_back(all_background(score.confusion));
  }
  const auto entries =
      protocol.empty() ? protocol_catalog() : std::vector<ProtocolEntry>{find_protocol(protocol)};
  std::vector<ProtocolValue> values;
  for (const auto& entry : entries) {
    const auto ours = entry.measure(counted);
    const auto baseline = entry.measure(trivial);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      values.push_back({.name = std::string(entry.name) + "." + ours[i].name,
                        .value = ours[i].value,
                        .all_background = baseline[i].value});
    }
  }
  return values;
}

}  // namespace handsight
