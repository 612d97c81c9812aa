// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/subset.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "handsight/core/error.h"

namespace handsight {
namespace {

/// Samples whose ids are their numbers.
class Numbers final : public Dataset {
 public:
  explicit Numbers(std::size_t size) : size_(size) {}
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Sample get(std::size_t index, Seed) const override {
    return {.id = std::to_string(index)};
  }

 private:
  std::size_t size_;
};

std::set<std::string> ids_of(const Subset& subset) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < subset.size(); ++i) ids.insert(subset.get(i, Seed(0)).id);
  return ids;
}

TEST(Subset, KeepsDifferentSamplesOfTheShare) {
  const Subset fifth(std::make_shared<Numbers>(100), 0.2, Seed(1));
  EXPECT_EQ(fifth.size(), 20U);
  EXPECT_EQ(ids_of(fifth).size(), 20U);
}

TEST(Subset, IsTheSameForTheSameSeed) {
  const auto whole = std::make_shared<Numbers>(100);
  EXPECT_EQ(ids_of({whole, 0.2, Seed(1)}), ids_of({whole, 0.2, Seed(1)}));
  EXPECT_NE(ids_of({whole, 0.2, Seed(1)}), ids_of({whole, 0.2, Seed(2)}));
}

TEST(Subset, HoldsAtLeastOneSample) {
  EXPECT_EQ(Subset(std::make_shared<Numbers>(3), 0.01, Seed(1)).size(), 1U);
}

TEST(Subset, RefusesMoreThanThereIs) {
  EXPECT_THROW(Subset(std::make_shared<Numbers>(3), 1.5, Seed(1)), InvalidArgument);
}

}  // namespace
}  // namespace handsight
