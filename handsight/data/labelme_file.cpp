// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/data/labelme_file.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <pugixml.hpp>
#include <utility>

#include "handsight/core/error.h"
#include "handsight/data/json_access.h"
#include "handsight/formats/json_stream.h"
#include "handsight/formats/text.h"

namespace handsight {
namespace {

namespace fs = std::filesystem;

/// Names of pictures come with folders of another machine, with / or \ between them.
std::string last_part(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

/// Corners of a rectangle from two opposite ones, of a circle from its centre and a point on it.
std::vector<PolygonPoint> corners_of(const std::string& type, std::vector<PolygonPoint> points) {
  if (type == "rectangle" && points.size() == 2) {
    return {points[0], {points[1].x, points[0].y}, points[1], {points[0].x, points[1].y}};
  }
  if (type == "circle" && points.size() == 2) {
    constexpr int kCorners = 64;
    const double radius = std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
    std::vector<PolygonPoint> circle;
    for (int i = 0; i < kCorners; ++i) {
      const double angle_rad = 2.0 * std::numbers::pi * i / kCorners;
      circle.push_back(
          {points[0].x + radius * std::cos(angle_rad), points[0].y + radius * std::sin(angle_rad)});
    }
    return circle;
  }
  const bool area = type.empty() || type == "polygon";
  return area ? std::move(points) : std::vector<PolygonPoint>{};
}

}  // namespace

LabelMeFile read_labelme_json(const fs::path& path, const HandWords& words) {
  const Json root = read_json(path);
  const Json* shapes = member(root, "shapes");
  if (shapes == nullptr || !shapes->is_array()) {
    fail<FileError>(path.string(), ": has no list 'shapes'; expected the JSON of labelme");
  }
  LabelMeFile file{.picture = last_part(text_member(root, "imagePath")),
                   .width = static_cast<int>(whole_member(root, "imageWidth").value_or(0)),
                   .height = static_cast<int>(whole_member(root, "imageHeight").value_or(0))};
  for (const auto& item : *shapes) {
    const std::string label = text_member(item, "label");
    const auto meaning = meaning_of(label, words);
    if (meaning == kBackground) continue;
    const auto numbers = number_members(item, "points");
    std::vector<PolygonPoint> points;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
      points.push_back({numbers[i], numbers[i + 1]});
    }
    file.shapes.push_back(
        {meaning, side_in(label), corners_of(text_member(item, "shape_type"), std::move(points))});
  }
  return file;
}

LabelMeFile parse_labelme_xml(std::string_view text, std::string_view source,
                              const HandWords& words) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size());
  const pugi::xml_node root = document.child("annotation");
  if (!parsed || !root) {
    fail<FileError>(source, ": no XML of LabelMe (",
                    parsed ? "no <annotation>" : parsed.description(),
                    "); it is cut short or something else");
  }
  LabelMeFile file{.picture = last_part(root.child("filename").text().as_string()),
                   .width = root.child("imagesize").child("ncols").text().as_int(),
                   .height = root.child("imagesize").child("nrows").text().as_int()};
  for (const auto object : root.children("object")) {
    if (object.child("deleted").text().as_int() != 0) continue;
    const std::string name = object.child("name").text().as_string();
    const auto meaning = meaning_of(name, words);
    if (meaning == kBackground) continue;
    Shape shape{.meaning = meaning, .side = side_in(name)};
    if (!shape.side) shape.side = side_in(object.child("attributes").text().as_string());
    for (const auto point : object.child("polygon").children("pt")) {
      shape.corners.push_back(
          {point.child("x").text().as_double(), point.child("y").text().as_double()});
    }
    file.shapes.push_back(std::move(shape));
  }
  return file;
}

LabelMeFile read_labelme_xml(const fs::path& path, const HandWords& words) {
  return parse_labelme_xml(read_text(path), path.string(), words);
}

}  // namespace handsight
