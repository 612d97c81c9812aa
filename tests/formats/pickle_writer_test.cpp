// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle_writer.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/formats/pickle.h"

namespace handsight {
namespace {

TEST(PickleWriter, WritesWhatTheReaderReads) {
  PickleWriter pickle;
  pickle.begin_dict();
  pickle.integer(-7);
  pickle.begin_dict();
  pickle.text("K");
  pickle.matrix(std::vector<double>{1, 2, 3, 4, 5, 6}, 2, 3);
  pickle.end_dict();
  pickle.end_dict();
  const auto bytes = pickle.finish();
  const auto value = parse_pickle(std::as_bytes(std::span(bytes)), "test");
  const auto* dict = value->get_if<PickleDict>();
  ASSERT_NE(dict, nullptr);
  ASSERT_EQ(dict->entries.size(), 1U);
  EXPECT_EQ(*dict->entries[0].first->get_if<std::int64_t>(), -7);
  const auto* array = dict->entries[0].second->find("K")->get_if<NumpyArray>();
  ASSERT_NE(array, nullptr);
  EXPECT_THAT(array->shape, testing::ElementsAre(2, 3));
  EXPECT_THAT(doubles_of(*array), testing::ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(PickleWriter, RefusesAMatrixOfAnotherSize) {
  PickleWriter pickle;
  EXPECT_THROW(pickle.matrix(std::vector<double>{1, 2}, 2, 2), InvalidArgument);
}

}  // namespace
}  // namespace handsight
