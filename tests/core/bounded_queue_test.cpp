// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/core/bounded_queue.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

namespace handsight {
namespace {

TEST(BoundedQueue, GivesValuesInTheirOrder) {
  BoundedQueue<int> queue(3);
  for (const int value : {1, 2, 3}) EXPECT_TRUE(queue.push(value));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, TakesNoMoreThanItsCapacityAtOnce) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.try_push(1));
  EXPECT_FALSE(queue.try_push(2));
}

TEST(BoundedQueue, DropsTheOldestForTheNewest) {
  BoundedQueue<int> queue(2);
  EXPECT_EQ(queue.push_newest(1), 0U);
  EXPECT_EQ(queue.push_newest(2), 0U);
  EXPECT_EQ(queue.push_newest(3), 1U);
  EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, SaysToWhoeverDropsTheOldestThatItIsClosed) {
  BoundedQueue<int> queue(1);
  queue.close();
  EXPECT_EQ(queue.push_newest(1), std::nullopt);
}

TEST(BoundedQueue, MakesTheFastSideWait) {
  BoundedQueue<int> queue(1);
  int taken = 0;
  std::thread consumer([&] {
    while (const auto value = queue.pop()) taken += *value;
  });
  for (int i = 1; i <= 100; ++i) ASSERT_TRUE(queue.push(i));
  queue.close();
  consumer.join();
  EXPECT_EQ(taken, 5050);
}

TEST(BoundedQueue, GivesWhatIsInsideAfterClosingAndThenNothing) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, StopsWaitingAtTheDeadline) {
  BoundedQueue<int> queue(1);
  EXPECT_EQ(queue.pop_until(std::chrono::steady_clock::now()), std::nullopt);
}

}  // namespace
}  // namespace handsight
