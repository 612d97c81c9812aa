// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/fields.h"
#include "handsight/data/dataset.h"
#include "handsight/data/keypoint_numbers.h"
#include "handsight/data/listing.h"
#include "handsight/data/reading.h"
#include "handsight/formats/mat_file.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwner = "data set hand_graph_cnn";

struct HandGraphOptions {};

template <class Field>
void visit_fields(HandGraphOptions&, Field&&) {}

/// A variable of rows x columns numbers.
const MatValue& matrix(const MatVariables& variables, const std::string& name,
                       std::size_t values_a_row, const fs::path& source) {
  const auto found = variables.find(name);
  const bool fits =
      found != variables.end() && found->second.kind == MatValue::Kind::kNumbers &&
      found->second.rows() > 0 &&
      found->second.size() == static_cast<std::size_t>(found->second.rows()) * values_a_row;
  if (!fits) {
    fail<FileError>(source.string(), ": no variable '", name, "' with ", values_a_row,
                    " numbers for each picture");
  }
  return found->second;
}

class HandGraph final : public Dataset {
 public:
  HandGraph(const DatasetRequest& request, const HandGraphOptions&)
      : root_(first_folder(kOwner, request.root,
                           {"data/real_world_testset", "real_world_testset", "."})) {
    check_split(kOwner, request.split, {"test"});
    const fs::path params = root_ / "params.mat";
    const fs::path poses = root_ / "pose_gt.mat";
    const MatVariables camera_file = read_mat(params);
    const MatVariables pose_file = read_mat(poses);
    const MatValue& boxes = matrix(camera_file, "bbox", 4, params);
    const MatValue& cameras = matrix(camera_file, "cam_param", 4, params);
    const MatValue& joints = matrix(pose_file, "pose_gt", 3 * kKeypointCount, poses);
    const auto count = static_cast<std::size_t>(joints.rows());
    if (boxes.rows() != joints.rows() || cameras.rows() != joints.rows()) {
      fail<FileError>(root_.string(), ": ", boxes.rows(), " boxes, ", cameras.rows(),
                      " cameras and ", joints.rows(), " poses; expected as many of each");
    }
    for (std::size_t i = 0; i < count; ++i) {
      Item item;
      for (std::size_t c = 0; c < 4; ++c) {
        item.box[c] = static_cast<float>(boxes.number(c * count + i));
        item.camera[c] = static_cast<float>(cameras.number(c * count + i));
      }
      for (std::size_t k = 0; k < kKeypointCount; ++k) {
        const auto at = [&](std::size_t axis) {
          return static_cast<float>(joints.number((axis * kKeypointCount + k) * count + i));
        };
        item.joints_cm[k] = {at(0), at(1), at(2)};
      }
      items_.push_back(item);
    }
  }

  [[nodiscard]] std::size_t size() const override { return items_.size(); }
  [[nodiscard]] Sample get(std::size_t index, Seed variation) const override;

 private:
  struct Item {
    std::array<float, 4> box{};     // of the crop in the original picture: x, y, width, height
    std::array<float, 4> camera{};  // focal x, y, centre x, y of the original picture
    std::array<Vec3, kKeypointCount> joints_cm{};
  };
  fs::path root_;
  std::vector<Item> items_{};
};

Sample HandGraph::get(std::size_t index, Seed) const {
  check_index(kOwner, index, items_.size());
  const Item& item = items_[index];
  std::string name = std::to_string(index);
  name.insert(0, 5 - std::min<std::size_t>(5, name.size()), '0');
  Sample sample{.id = name, .split = "test", .source = root_ / "images" / (name + ".jpg")};
  sample.image = read_picture(sample.source, {.exif = Exif::kSkip});
  if (!(item.box[2] > 0.0F) || !(item.box[3] > 0.0F)) {
    fail<FileError>(sample.source.string(), ": its crop has no size in params.mat");
  }
  const float factor_x = static_cast<float>(sample.image.width) / item.box[2];
  const float factor_y = static_cast<float>(sample.image.height) / item.box[3];
  const Camera cropped{item.camera[0] * factor_x, item.camera[1] * factor_y,
                       (item.camera[2] - item.box[0]) * factor_x,
                       (item.camera[3] - item.box[1]) * factor_y};
  HandLabel hand{.keypoints = Keypoints{}, .joints_mm = {{}}};
  for (std::size_t k = 0; k < kKeypointCount; ++k) {
    (*hand.joints_mm)[k] = item.joints_cm[k] * 10.0F;
    if (!(item.joints_cm[k].z > 0.0F)) continue;
    const Vec2 pixel = cropped.project(item.joints_cm[k]);
    if (!std::isfinite(pixel.x) || !std::isfinite(pixel.y)) continue;
    (*hand.keypoints)[k] = {
        pixel.x, pixel.y,
        visible_inside(pixel.x, pixel.y, sample.image.width, sample.image.height)};
  }
  sample.camera = cropped;
  sample.hands.push_back(hand);
  return sample;
}

}  // namespace

DatasetEntry hand_graph_cnn_dataset() {
  return {.name = "hand_graph_cnn",
          .summary = "real-world test set of hand-graph-cnn: crops with 21 joints in 2-D and 3-D",
          .layout = "data/real_world_testset/{images/00000.jpg, params.mat, pose_gt.mat}",
          .open = open_reader<HandGraph, HandGraphOptions>,
          .options = describe_fields<HandGraphOptions>};
}

}  // namespace handsight
