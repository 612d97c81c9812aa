// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/core/error.h"
#include "handsight/core/progress.h"
#include "handsight/data/packed_writer.h"
#include "handsight/formats/safetensors.h"
#include "handsight/formats/text.h"

#include "data/labelled_hand.h"
#include "data/temp_folder.h"

namespace handsight {
namespace {

using test::mask_of;
using test::message_of;
using test::pattern;
using ::testing::HasSubstr;

/// Gives a sample one of every kind of label.
void label_fully(Sample& sample) {
  const int width = sample.image.width;
  const int height = sample.image.height;
  sample.sides = Image(width, height, 1, kRightSide);
  sample.parts_left = Image(width, height, 1, 0);
  sample.parts_right = Image(width, height, 1, kPalmPart);
  sample.parts_extent = Extent::kAmodal;
  sample.depth = {.width = width,
                  .height = height,
                  .unit = DepthUnit::kRelative,
                  .values = std::vector<float>(sample.image.pixel_count(), 0.25F)};
  sample.camera = Camera{500, 501, 3, 2};
  sample.video = "kitchen";
  sample.frame = 17;
  sample.hands = {test::full_hand()};
}

/// Five samples of different sizes, made from index and seed; the fourth has every kind of label,
/// the last has no mask.
class FiveSamples final : public Dataset {
 public:
  [[nodiscard]] std::size_t size() const override { return 5; }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override {
    ++asked;
    if (index == fails_at) fail<FileError>("sample ", index, " is broken");
    const int side = 3 + static_cast<int>(index);
    Sample sample{.id = std::string("s").append(std::to_string(index)),
                  .image = pattern(side, 2, 3, static_cast<int>(variation.value() % 97) + 1),
                  .subject = index < 2 ? "ann" : ""};
    if (index == 3) label_fully(sample);
    if (index != 4) sample.mask = mask_of(side, 2, {0, 1, 255});
    return sample;
  }
  mutable std::atomic<int> asked{0};
  std::size_t fails_at = 99;
};

class Packed : public ::testing::Test {
 protected:
  PackReport pack(int workers = 1, std::size_t shard_size = 2) const {
    SilentProgress progress;
    return pack_dataset(source_,
                        {.folder = folder_.path(),
                         .shard_size = shard_size,
                         .workers = workers,
                         .seed = Seed(5),
                         .split = "train",
                         .made_from = test::options(R"({"reader": "five"})")},
                        progress);
  }
  [[nodiscard]] std::unique_ptr<Dataset> open(const std::string& split = "") const {
    return open_dataset({.name = "packed", .root = folder_.path(), .split = split});
  }
  [[nodiscard]] std::string index_text() const { return read_text(index_path()); }
  [[nodiscard]] std::filesystem::path index_path() const { return folder_.path() / "index.json"; }
  /// Changes the index as a damaged or hostile file would be.
  void change_index(const std::function<void(Json&)>& change) const {
    Json tree = Json::parse(index_text());
    change(tree);
    folder_.write("index.json", tree.dump());
  }
  [[nodiscard]] std::string why_not() const {
    return message_of([&] {
      const auto dataset = open();
      for (std::size_t i = 0; i < dataset->size(); ++i) (void)dataset->get(i, Seed(1));
    });
  }

  test::TempFolder folder_;
  FiveSamples source_{};
};

TEST_F(Packed, GivesBackWhatWasPacked) {
  pack();
  const auto dataset = open();
  ASSERT_EQ(dataset->size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    const Sample original = source_.get(i, Seed(5).split("pack").split(i));
    const Sample packed = dataset->get(i, Seed(77));
    EXPECT_EQ(packed.id, original.id);
    EXPECT_EQ(packed.subject, original.subject);
    EXPECT_EQ(packed.image, original.image);
    EXPECT_EQ(packed.mask, original.mask);
    EXPECT_EQ(packed.sides, original.sides);
    EXPECT_EQ(packed.parts_left, original.parts_left);
    EXPECT_EQ(packed.parts_right, original.parts_right);
    EXPECT_EQ(packed.parts_extent, original.parts_extent);
    EXPECT_EQ(packed.depth, original.depth);
    EXPECT_EQ(packed.camera, original.camera);
    EXPECT_EQ(packed.hands, original.hands);
    EXPECT_EQ(packed.video, original.video);
    EXPECT_EQ(packed.frame, original.frame);
  }
}

TEST_F(Packed, IsTheSameForAnyNumberOfWorkers) {
  pack(1);
  const auto index = index_text();
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    std::filesystem::remove(entry.path());
  }
  pack(4);
  EXPECT_EQ(index_text(), index);
}

TEST_F(Packed, KeepsIntactShardsAndWritesTheOthersAgain) {
  pack();
  folder_.write("shard-00001.safetensors", "damaged");
  source_.asked = 0;
  const PackReport report = pack();
  EXPECT_EQ(report.shards_kept, 1U);
  EXPECT_EQ(report.shards_written, 2U);
  EXPECT_EQ(source_.asked, 3);
  EXPECT_EQ(open()->size(), 5U);
}

TEST_F(Packed, CanGoOnAfterASampleThatFailed) {
  source_.fails_at = 3;
  EXPECT_THAT(message_of([&] { pack(2); }), HasSubstr("sample 3 is broken"));
  EXPECT_THAT(why_not(), HasSubstr("2 of 5 samples"));
  source_.fails_at = 99;
  EXPECT_EQ(pack().shards_kept, 1U);
}

TEST_F(Packed, DoesNotMixWithAPackOfOtherOptions) {
  pack(1, 2);
  EXPECT_THAT(message_of<InvalidArgument>([&] { pack(1, 3); }), HasSubstr("another source"));
}

TEST_F(Packed, SelectsBySplit) {
  pack();
  EXPECT_EQ(open("train")->size(), 5U);
  EXPECT_THAT(message_of([&] { (void)open("val"); }), HasSubstr("it has 'train'"));
}

TEST_F(Packed, NamesAMissingShard) {
  pack();
  std::filesystem::remove(folder_.path() / "shard-00002.safetensors");
  EXPECT_THAT(why_not(), HasSubstr("shard-00002.safetensors is missing"));
}

TEST_F(Packed, NoticesAShardThatWasCutShort) {
  pack();
  const auto path = folder_.path() / "shard-00000.safetensors";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_THAT(why_not(), HasSubstr("bytes, expected"));
}

TEST_F(Packed, NoticesAChangedByte) {
  pack();
  const auto path = folder_.path() / "shard-00000.safetensors";
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('\x07');
  file.close();
  EXPECT_THAT(why_not(), HasSubstr("does not match its checksum"));
}

TEST_F(Packed, NoticesAnIndexThatWasCutShort) {
  pack();
  const auto text = index_text();
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, text.size() / 2}) {
    folder_.write("index.json", text.substr(0, length));
    EXPECT_THAT(why_not(), HasSubstr("index.json")) << length;
  }
}

TEST_F(Packed, SaysWhenThereIsNoIndex) { EXPECT_THAT(why_not(), HasSubstr("index.json")); }

TEST_F(Packed, RefusesAnotherVersion) {
  pack();
  change_index([](Json& tree) { tree["version"] = 1; });
  EXPECT_THAT(why_not(), HasSubstr("has version 1"));
}

TEST_F(Packed, RefusesShardNamesThatLeadOutOfTheFolder) {
  pack();
  for (const auto* name : {"../secret", "/etc/passwd", "", ".hidden", "a/b"}) {
    change_index([name](Json& tree) { tree["shards"][0]["file"] = name; });
    EXPECT_THAT(why_not(), HasSubstr("not a plain file name")) << name;
  }
}

TEST_F(Packed, RefusesCountsThatDoNotAddUp) {
  pack();
  change_index([](Json& tree) { tree["shards"][0]["count"] = 3; });
  EXPECT_THAT(why_not(), HasSubstr("the shards hold 6 samples"));
}

TEST_F(Packed, RefusesNumbersOfTheWrongKind) {
  pack();
  const auto good = index_text();
  for (const Json& bad : {Json(-1), Json(1e300), Json("2"), Json(nullptr), Json::array()}) {
    folder_.write("index.json", good);
    change_index([&](Json& tree) { tree["shards"][0]["count"] = bad; });
    EXPECT_THAT(why_not(), HasSubstr("'count' must be a whole number")) << bad;
  }
}

/// A pack of one sample whose shard holds what the test says.
class ForgedShard : public Packed {
 protected:
  void forge(const std::vector<NamedTensor>& tensors) const {
    pack(1, 5);
    const auto path = folder_.path() / "shard-00000.safetensors";
    write_safetensors(path, {}, tensors);
    change_index([&](Json& tree) {
      tree["count"] = 1;
      tree["samples"].erase(tree["samples"].begin() + 1, tree["samples"].end());
      tree["shards"][0]["count"] = 1;
      tree["shards"][0]["bytes"] = std::filesystem::file_size(path);
    });
  }
  [[nodiscard]] std::string reading_fails_with() const {
    return message_of([&] {
      (void)open_dataset({.name = "packed",
                          .root = folder_.path(),
                          .options = test::options(R"({"verify": false})")})
          ->get(0, Seed(1));
    });
  }
  std::vector<std::byte> zeros_ = std::vector<std::byte>(24);
};

TEST_F(ForgedShard, WithoutThePictureIsReported) {
  forge({{"9.image", {DType::kU8, {2, 4, 3}, zeros_}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("0.image"));
}

TEST_F(ForgedShard, WithAnotherTypeIsReported) {
  forge({{"0.image", {DType::kF32, {2, 1, 3}, zeros_}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("is no picture"));
}

TEST_F(ForgedShard, WithAnotherShapeIsReported) {
  forge({{"0.image", {DType::kU8, {3, 2, 4}, zeros_}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("is no picture"));
}

TEST_F(ForgedShard, WithAnEmptyPictureIsReported) {
  forge({{"0.image", {DType::kU8, {0, 4, 3}, {}}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("is no picture"));
}

TEST_F(ForgedShard, WithAMaskOfAnotherSizeIsReported) {
  forge({{"0.image", {DType::kU8, {2, 4, 3}, zeros_}},
         {"0.mask", {DType::kU8, {4, 2}, std::span(zeros_).first(8)}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("mask: is 2 x 4, the picture 4 x 2"));
}

TEST_F(ForgedShard, WithAStrangeMaskValueIsReported) {
  const std::vector<std::byte> mask(8, std::byte{9});
  forge({{"0.image", {DType::kU8, {2, 4, 3}, zeros_}}, {"0.mask", {DType::kU8, {2, 4}, mask}}});
  EXPECT_THAT(reading_fails_with(), HasSubstr("the value 9"));
}

}  // namespace
}  // namespace handsight
