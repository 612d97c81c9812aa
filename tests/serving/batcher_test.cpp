// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/batcher.h"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

// The map of a picture holds the value of its first pixel.
std::vector<HandMaps> first_pixels(std::span<const Image> pictures) {
  std::vector<HandMaps> maps;
  for (const Image& picture : pictures) {
    maps.push_back(
        {.hand = {.width = 1, .height = 1, .values = {static_cast<float>(picture.pixels[0])}}});
  }
  return maps;
}

/// A network that waits until it is let go.
class HeldNetwork {
 public:
  std::vector<HandMaps> operator()(std::span<const Image> pictures) {
    std::unique_lock lock(mutex_);
    entered_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return free_; });
    return first_pixels(pictures);
  }
  void wait_until_entered() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return entered_; });
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    free_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  bool entered_ = false;
  bool free_ = false;
};

TEST(Batcher, GivesEachThreadItsOwnResult) {
  Batcher batcher(first_pixels, {.max_batch = 4, .capacity = 64});
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&, i] {
      const auto map = batcher.run(Image(1, 1, 3, static_cast<std::uint8_t>(i)), 10.0);
      if (map.hand.values == std::vector<float>{static_cast<float>(i)}) ++right;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 32);
  EXPECT_EQ(batcher.pictures(), 32U);
}

TEST(Batcher, SendsWhatWaitsThroughTogether) {
  HeldNetwork held;
  Batcher batcher([&](auto pictures) { return held(pictures); }, {.max_batch = 8, .wait_ms = 0});
  std::vector<std::thread> threads;
  const auto ask = [&] { (void)batcher.run(Image(1, 1, 3), 10.0); };
  threads.emplace_back(ask);
  held.wait_until_entered();
  for (int i = 0; i < 5; ++i) threads.emplace_back(ask);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  held.let_go();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(batcher.pictures(), 6U);
  EXPECT_EQ(batcher.batches(), 2U);
}

TEST(Batcher, TakesOnePictureAtATimeUnlessTold) {
  HeldNetwork held;
  Batcher batcher([&](auto pictures) { return held(pictures); }, {});
  std::vector<std::thread> threads;
  const auto ask = [&] { (void)batcher.run(Image(1, 1, 3), 10.0); };
  threads.emplace_back(ask);
  held.wait_until_entered();
  for (int i = 0; i < 2; ++i) threads.emplace_back(ask);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  held.let_go();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(batcher.batches(), 3U);
}

TEST(Batcher, TurnsAwayWhatThereIsNoRoomFor) {
  HeldNetwork held;
  Batcher batcher([&](auto pictures) { return held(pictures); }, {.wait_ms = 0, .capacity = 1});
  std::thread first([&] { (void)batcher.run(Image(1, 1, 3), 10.0); });
  held.wait_until_entered();
  std::thread second([&] { (void)batcher.run(Image(1, 1, 3), 10.0); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_THROW((void)batcher.run(Image(1, 1, 3), 10.0), Overloaded);
  held.let_go();
  first.join();
  second.join();
}

TEST(Batcher, StopsWaitingInTime) {
  HeldNetwork held;
  Batcher batcher([&](auto pictures) { return held(pictures); }, {});
  EXPECT_THROW((void)batcher.run(Image(1, 1, 3), 0.05), TimedOut);
  held.let_go();
}

TEST(Batcher, PassesTheNetworksErrorOn) {
  Batcher batcher([](auto) -> std::vector<HandMaps> { fail<ModelError>("broken"); }, {});
  EXPECT_THROW((void)batcher.run(Image(1, 1, 3), 1.0), ModelError);
}

}  // namespace
}  // namespace handsight
