// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/mixture.h"

#include <cmath>
#include <numeric>
#include <utility>

#include "handsight/core/error.h"

namespace handsight {
namespace {

template <class Value>
void shuffle(std::vector<Value>& values, Seed seed) {
  Random random(seed);
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

std::vector<std::size_t> permutation(std::size_t size, Seed seed) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, seed);
  return order;
}

}  // namespace

std::vector<SampleRef> with_augmented_copies(std::vector<SampleRef> plan, Seed seed) {
  const std::size_t count = plan.size();
  plan.reserve(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    SampleRef copy = plan[i];
    copy.variation = copy.variation.split("copy");
    plan[i].augmented = false;
    plan.push_back(copy);
  }
  shuffle(plan, seed);
  return plan;
}

Mixture::Mixture(std::vector<MixturePart> parts, std::size_t epoch_size)
    : parts_(std::move(parts)), epoch_size_(epoch_size) {
  if (parts_.empty()) fail("mixture: no data set to draw from");
  double shares = 0.0;
  std::size_t sizes = 0;
  for (const auto& part : parts_) {
    if (part.dataset->size() == 0) fail("mixture: data set '", part.name, "' is empty");
    if (!(part.share > 0.0)) fail("mixture: share of '", part.name, "' must be above 0");
    shares += part.share;
    sizes += part.dataset->size();
  }
  if (epoch_size_ == 0) epoch_size_ = sizes;
  // cumulative rounding, so that the counts add up to the epoch
  double behind = 0.0;
  std::size_t given = 0;
  for (const auto& part : parts_) {
    behind += part.share;
    const auto until =
        static_cast<std::size_t>(std::llround(static_cast<double>(epoch_size_) * behind / shares));
    counts_.push_back(until - given);
    given = until;
  }
}

std::vector<SampleRef> Mixture::plan(std::size_t epoch, Seed seed) const {
  std::vector<SampleRef> refs;
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const auto size = parts_[p].dataset->size();
    const Seed order_seed = seed.split("order").split(p);
    const Seed variation = seed.split("variation").split(p).split(epoch);
    std::size_t round = 0;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts_[p]; ++i) {
      const std::size_t position = epoch * counts_[p] + i;
      if (order.empty() || position / size != round) {
        round = position / size;
        order = permutation(size, order_seed.split(round));
      }
      refs.push_back({.part = p, .index = order[position % size], .variation = variation.split(i)});
    }
  }
  shuffle(refs, seed.split("mix").split(epoch));
  return refs;
}

Sample Mixture::get(const SampleRef& ref) const {
  const auto& part = parts_[ref.part];
  return map_labels(part.dataset->get(ref.index, ref.variation), part.labels);
}

}  // namespace handsight
