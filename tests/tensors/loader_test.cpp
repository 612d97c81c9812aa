// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/tensors/loader.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <utility>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// `size` pictures whose colour is their index, plus noise from the seed.
class Numbered final : public Dataset {
 public:
  explicit Numbered(std::size_t size, std::size_t broken = ~std::size_t{0})
      : size_(size), broken_(broken) {}
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    if (index == broken_) fail<FileError>("picture ", index, ": broken");
    Sample s{.id = std::to_string(index),
             .image = Image(4, 4, 3, static_cast<std::uint8_t>(index)),
             .mask = Image(4, 4, 1)};
    s.image.pixels[0] = static_cast<std::uint8_t>(variation.value());
    return s;
  }

 private:
  std::size_t size_;
  std::size_t broken_;
};

std::shared_ptr<const Mixture> mixture(std::size_t a, std::size_t b, double share_b,
                                       std::size_t epoch) {
  std::vector<MixturePart> parts{
      {.name = "a", .dataset = std::make_shared<Numbered>(a), .share = 1.0},
      {.name = "b", .dataset = std::make_shared<Numbered>(b), .share = share_b}};
  return std::make_shared<Mixture>(std::move(parts), epoch);
}

at::Tensor read_epoch(int workers, std::size_t epoch) {
  const auto mixed = mixture(10, 20, 1.0, 30);
  Loader loader(mixed, mixed->plan(epoch, Seed(5)),
                {.fit = {.height = 4, .width = 4}, .batch_size = 4, .workers = workers});
  std::vector<at::Tensor> images;
  while (auto loaded = loader.next()) images.push_back(loaded->batch.image);
  return at::cat(images);
}

TEST(Loader, GivesTheSameEpochForAnyNumberOfWorkers) {
  EXPECT_TRUE(at::equal(read_epoch(1, 0), read_epoch(4, 0)));
}

TEST(Loader, ShufflesEveryEpochAnew) {
  EXPECT_FALSE(at::equal(read_epoch(1, 0), read_epoch(1, 1)));
}

TEST(Loader, HandsOutTheLastBatchUnlessToldToDropIt) {
  const auto mixed = mixture(5, 5, 1.0, 10);
  const auto plan = mixed->plan(0, Seed(1));
  Loader all(mixed, plan, {.fit = {.height = 4, .width = 4}, .batch_size = 4});
  Loader full(mixed, plan, {.fit = {.height = 4, .width = 4}, .batch_size = 4, .drop_last = true});
  EXPECT_EQ(all.batch_count(), 3U);
  EXPECT_EQ(full.batch_count(), 2U);
}

TEST(Loader, RethrowsWhatAWorkerMet) {
  std::vector<MixturePart> parts{
      {.name = "a", .dataset = std::make_shared<Numbered>(8, 5), .share = 1.0}};
  const auto mixed = std::make_shared<Mixture>(std::move(parts), 0);
  Loader loader(mixed, mixed->plan(0, Seed(1)),
                {.fit = {.height = 4, .width = 4}, .batch_size = 8, .workers = 2});
  EXPECT_THROW((void)loader.next(), FileError);
}

TEST(Loader, EndsWhileWorkersAreStillReading) {
  const auto mixed = mixture(50, 50, 1.0, 100);
  Loader loader(mixed, mixed->plan(0, Seed(1)),
                {.fit = {.height = 4, .width = 4}, .batch_size = 2, .workers = 3});
  EXPECT_TRUE(loader.next().has_value());
}

/// Leaves room for a few threads more.
void limit_memory() {
  std::ifstream status("/proc/self/statm");
  rlim_t pages = 0;
  status >> pages;
  const rlim_t bytes = pages * static_cast<rlim_t>(getpagesize()) + (rlim_t{64} << 20U);
  const rlimit limit{bytes, bytes};
  if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(3);
}

TEST(Loader, EndsInOrderWhenNotAllWorkersCanBeStarted) {
  const auto mixed = mixture(1, 1, 1.0, 2);
  const auto start_many = [&] {
    limit_memory();
    try {
      Loader loader(mixed, {}, {.fit = {.height = 4, .width = 4}, .workers = 256});
    } catch (const InvalidArgument& error) {
      std::fputs(error.what(), stderr);
      _exit(0);
    }
    _exit(2);
  };
  EXPECT_EXIT(start_many(), testing::ExitedWithCode(0), "of 256 cannot be started");
}

TEST(Mixture, AppendsAnAugmentedCopyOfEverySample) {
  const auto plan = with_augmented_copies(mixture(5, 5, 1.0, 10)->plan(0, Seed(1)), Seed(2));
  ASSERT_EQ(plan.size(), 20U);
  std::map<std::pair<std::size_t, std::size_t>, int> plain;
  std::map<std::pair<std::size_t, std::size_t>, int> augmented;
  for (const auto& ref : plan) ++(ref.augmented ? augmented : plain)[{ref.part, ref.index}];
  EXPECT_EQ(plain.size(), 10U);
  EXPECT_EQ(plain, augmented);
}

TEST(Loader, SaysWhichSamplesAreToBeAugmented) {
  const auto mixed = mixture(2, 2, 1.0, 4);
  auto plan = mixed->plan(0, Seed(1));
  plan[1].augmented = false;
  Loader loader(mixed, plan, {.fit = {.height = 4, .width = 4}, .batch_size = 4});
  EXPECT_EQ(loader.next()->augmented, (std::vector<std::int64_t>{0, 2, 3}));
}

TEST(Mixture, DrawsEachPartByItsShare) {
  const auto plan = mixture(10, 1000, 3.0, 40)->plan(0, Seed(1));
  const auto of_b =
      std::count_if(plan.begin(), plan.end(), [](const SampleRef& ref) { return ref.part == 1; });
  EXPECT_EQ(plan.size(), 40U);
  EXPECT_EQ(of_b, 30);
}

TEST(Mixture, ShowsEverySampleOfAPartBeforeAnyTwice) {
  const auto mixed = mixture(10, 7, 1.0, 10);  // 5 of each an epoch
  std::vector<int> seen(10);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    for (const auto& ref : mixed->plan(epoch, Seed(9))) {
      if (ref.part == 0) ++seen[ref.index];
    }
  }
  EXPECT_THAT(seen, testing::Each(1));
}

TEST(Mixture, RefusesAnEmptyPart) { EXPECT_THROW((void)mixture(0, 4, 1.0, 4), InvalidArgument); }

}  // namespace
}  // namespace handsight
