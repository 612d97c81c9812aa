// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <pugixml.hpp>
#include <sstream>
#include <string>

#include "handsight/data/layouts/layout.h"
#include "handsight/formats/atomic_file.h"
#include "handsight/imaging/outline.h"
#include "handsight/imaging/picture_file.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

/// The XML of the LabelMe web tool: one object a hand, its side in the name.
std::string annotation_of(const Sample& sample, const std::string& file) {
  pugi::xml_document document;
  auto root = document.append_child("annotation");
  root.append_child("filename").text().set(file.c_str());
  root.append_child("folder").text().set("hand_over_face");
  for (const Side side : {Side::kLeft, Side::kRight}) {
    for (const auto& outline : trace_outlines(side_mask(sample.sides, side))) {
      if (outline.size() < 3) continue;
      auto object = root.append_child("object");
      object.append_child("name").text().set(side == Side::kLeft ? "left hand" : "right hand");
      object.append_child("deleted").text().set(0);
      object.append_child("verified").text().set(0);
      auto polygon = object.append_child("polygon");
      polygon.append_child("username").text().set("rendered");
      for (const auto& corner : outline) {
        auto point = polygon.append_child("pt");
        point.append_child("x").text().set(static_cast<int>(corner.x));
        point.append_child("y").text().set(static_cast<int>(corner.y));
      }
    }
  }
  auto size = root.append_child("imagesize");
  size.append_child("nrows").text().set(sample.image.height);
  size.append_child("ncols").text().set(sample.image.width);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
  return text.str();
}

class HofLayout final : public LayoutWriter {
 public:
  explicit HofLayout(const LayoutOptions& options) : root_(options.root / "hand_over_face") {
    for (const auto* kind : {"images_original_size", "images_resized", "masks", "annotations"}) {
      make_folder(root_ / kind);
    }
  }

  void add(const Sample& sample) override {
    require_label(sample.mask, sample, "hof", "mask");
    require_label(sample.sides, sample, "hof", "sides");
    const std::string stem = std::to_string(++index_);
    // some .jpg files of the original are something else inside: the first bytes tell
    const auto bytes = index_ % 10 == 6 ? encode_gif(sample.image) : encode_jpeg(sample.image, 92);
    for (const auto* kind : {"images_original_size", "images_resized"}) {
      write_file(root_ / kind / (stem + ".jpg"), std::span<const std::byte>(bytes));
    }
    write_png(root_ / "masks" / (stem + ".png"), black_and_white(sample.mask));
    write_file(root_ / "annotations" / (stem + ".xml"), annotation_of(sample, stem + ".jpg"));
  }

  void finish() override {}

 private:
  fs::path root_;
  std::size_t index_ = 0;
};

}  // namespace

LayoutEntry hof_layout() {
  return {
      .name = "hof",
      .summary = "HandOverFace: LabelMe XML with sides, GIF files named .jpg among the pictures",
      .make = [](const LayoutOptions& options) -> std::unique_ptr<LayoutWriter> {
        return std::make_unique<HofLayout>(options);
      }};
}

}  // namespace handsight
