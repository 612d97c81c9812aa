// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/core/json.h"
#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/formats/lmdb_writer.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCapture = "0";
constexpr const char* kSequence = "ROM01_rendered";
constexpr std::uint8_t kLeftOffset = 16;

/// Fingers from tip to base, the wrist last.
std::size_t keypoint_stored_at(std::size_t position) {
  if (position == kKeypointCount - 1) return kWrist;
  return keypoint_of(position / 4, 3 - position % 4);
}

/// What the four JSON files of one split hold.
struct Annotations {
  Json images = Json::array();
  Json hands = Json::array();
  Json cameras = Json::object();
  Json joints = Json::object();
};

std::string hand_type(const Sample& sample) {
  const bool left = hand_of_side(sample, Side::kLeft) != nullptr;
  const bool right = hand_of_side(sample, Side::kRight) != nullptr;
  return left && right ? "interacting" : left ? "left" : "right";
}

/// Around all hands.
Json box_of(const Sample& sample) {
  float left = 1e9F;
  float top = 1e9F;
  float right = -1e9F;
  float bottom = -1e9F;
  for (const auto& hand : sample.hands) {
    if (!hand.box) continue;
    left = std::min(left, hand.box->x);
    top = std::min(top, hand.box->y);
    right = std::max(right, hand.box->x + hand.box->width);
    bottom = std::max(bottom, hand.box->y + hand.box->height);
  }
  return right < left ? Json{0, 0, 0, 0} : Json{left, top, right - left, bottom - top};
}

class InterHandLayout final : public LayoutWriter {
 public:
  explicit InterHandLayout(const LayoutOptions& options) : root_(options.root), splits_(options) {}

  void add(const Sample& sample) override {
    if (!sample.camera) {
      fail("layout interhand: sample ", sample.id, " has no camera; take rendered hands");
    }
    const std::string split = splits_.of(sample, index_);
    const std::string frame = std::to_string(index_);
    // every picture has its own lens, so every picture has its own camera
    const std::string camera = std::to_string(400000 + index_);
    const std::string file = std::string("Capture") + kCapture + "/" + kSequence + "/cam" + camera +
                             "/image" + zero_padded(index_, 5) + ".jpg";
    const fs::path path = root_ / "images" / split / file;
    make_folder(path.parent_path());
    write_jpeg(path, sample.image, 95);
    describe(sample, file, camera, frame, splits_by_name_[split]);
    if (split == "test") {
      write_masks(sample, root_ / "outputs/segms/test" / fs::path(file).replace_extension(".png"));
    } else {
      add_maps(sample);
    }
    ++index_;
  }

  void finish() override {
    for (const auto& [split, annotations] : splits_by_name_) {
      const fs::path folder = root_ / "annotations" / split;
      const std::string prefix = "InterHand2.6M_" + split;
      make_folder(folder);
      const auto save = [&](const std::string& name, const Json& json) {
        write_file(folder / (prefix + name), json.dump());
      };
      save("_data.json", {{"images", annotations.images}, {"annotations", annotations.hands}});
      save("_camera.json", {{kCapture, annotations.cameras}});
      save("_joint_3d.json", {{kCapture, annotations.joints}});
      save("_MANO_NeuralAnnot.json", {{kCapture, Json::object()}});
    }
    if (!maps_.empty()) write_lmdb(root_ / "segm_train_val_mp.lmdb", maps_);
    write_skeleton();
    write_file(root_ / "annotations/subject.txt", std::string_view("0 0\n"));
  }

 private:
  void describe(const Sample& sample, const std::string& file, const std::string& camera,
                const std::string& frame, Annotations& annotations) const {
    annotations.images.push_back({{"id", index_},
                                  {"file_name", file},
                                  {"width", sample.image.width},
                                  {"height", sample.image.height},
                                  {"capture", 0},
                                  {"subject", 0},
                                  {"seq_name", kSequence},
                                  {"camera", camera},
                                  {"frame_idx", index_}});
    Json valid = Json::array();
    Json world = Json::array();
    for (const Side side : {Side::kRight, Side::kLeft}) {
      const auto* hand = hand_of_side(sample, side);
      for (std::size_t i = 0; i < kKeypointCount; ++i) {
        const bool known = hand != nullptr && hand->joints_mm;
        const Vec3 joint =
            known ? (*hand->joints_mm)[keypoint_stored_at(i)] : Vec3{1.0F, 1.0F, 1.0F};
        valid.push_back(known ? 1 : 0);
        world.push_back({joint.x, joint.y, joint.z});
      }
    }
    annotations.hands.push_back({{"id", index_},
                                 {"image_id", index_},
                                 {"bbox", box_of(sample)},
                                 {"joint_valid", valid},
                                 {"hand_type", hand_type(sample)},
                                 {"hand_type_valid", 1}});
    // the world is the camera's frame
    const Camera& lens = *sample.camera;
    annotations.cameras["campos"][camera] = {0.0, 0.0, 0.0};
    annotations.cameras["camrot"][camera] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    annotations.cameras["focal"][camera] = {lens.focal_x_px, lens.focal_y_px};
    annotations.cameras["princpt"][camera] = {lens.centre_x_px, lens.centre_y_px};
    Json rows = Json::array();
    for (const auto& one : valid) rows.push_back({one});
    annotations.joints[frame] = {{"world_coord", world},
                                 {"joint_valid", rows},
                                 {"hand_type", hand_type(sample)},
                                 {"hand_type_valid", true},
                                 {"seq", kSequence}};
  }

  /// Two amodal maps, grey in three channels, left ids 16 higher.
  void add_maps(const Sample& sample) {
    for (const Side side : {Side::kLeft, Side::kRight}) {
      const Image& parts = side == Side::kLeft ? sample.parts_left : sample.parts_right;
      if (parts.empty()) continue;
      Image grey(parts.width, parts.height, 3);
      for (std::size_t i = 0; i < parts.pixels.size(); ++i) {
        const bool left = side == Side::kLeft && parts.pixels[i] != 0;
        const int stored = parts.pixels[i] + (left ? kLeftOffset : 0);
        std::fill_n(grey.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3,
                    static_cast<std::uint8_t>(stored));
      }
      maps_[std::to_string(index_) + (side == Side::kLeft ? "__l" : "__r")] = encode_png(grey);
    }
  }

  /// One modal map of both hands, as the renderer of the masks writes it.
  static void write_masks(const Sample& sample, const fs::path& path) {
    Image both(sample.image.width, sample.image.height, 1);
    for (const Side side : {Side::kRight, Side::kLeft}) {
      const Image parts = visible_parts(sample, side);
      for (std::size_t i = 0; i < parts.pixels.size(); ++i) {
        if (parts.pixels[i] == 0) continue;
        both.pixels[i] =
            static_cast<std::uint8_t>(parts.pixels[i] + (side == Side::kLeft ? kLeftOffset : 0));
      }
    }
    make_folder(path.parent_path());
    write_png(path, both);
  }

  void write_skeleton() const {
    std::string lines;
    for (std::size_t i = 0; i < 2 * kKeypointCount; ++i) {
      const std::size_t within = i % kKeypointCount;
      const std::size_t first = i - within;
      const bool base = within % 4 == 3;
      const std::size_t parent = within == kKeypointCount - 1 ? i
                                 : base                       ? first + kKeypointCount - 1
                                                              : i + 1;
      lines += std::string(kKeypointNames[keypoint_stored_at(within)]) +
               (first == 0 ? "_r " : "_l ") + std::to_string(i) + " " + std::to_string(parent) +
               "\n";
    }
    make_folder(root_ / "annotations");
    write_file(root_ / "annotations/skeleton.txt", lines);
  }

  fs::path root_;
  Splits splits_;
  std::size_t index_ = 0;
  std::map<std::string, Annotations> splits_by_name_{};
  std::map<std::string, std::vector<std::byte>> maps_{};
};

}  // namespace

LayoutEntry interhand_layout() {
  return {.name = "interhand",
          .summary = "InterHand2.6M: cameras and joints as JSON, amodal part maps in LMDB",
          .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
            return std::make_unique<InterHandLayout>(options);
          }};
}

}  // namespace handsight
