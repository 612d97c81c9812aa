// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/openapi.h"

#include <nlohmann/json.hpp>

namespace handsight {
namespace {

Json text_schema() { return {{"type", "string"}}; }

Json parameter(const char* name, const char* help, const Json& schema) {
  return {{"name", name}, {"in", "query"}, {"description", help}, {"schema", schema}};
}

Json content(const char* type, const Json& schema) { return {{type, {{"schema", schema}}}}; }

Json answer(const char* help) {
  return {{"description", help},
          {"content", content("application/json", {{"type", "object"},
                                                   {"properties", {{"error", text_schema()}}},
                                                   {"required", Json::array({"error"})}})}};
}

Json keypoints_schema() {
  return {
      {"type", "array"},
      {"description",
       "x, y in pixels, confidence in [0, 1], then visible, occluded or outside: the wrist, then "
       "thumb, index, middle, ring and little finger with four each, from base to tip"},
      {"minItems", 21},
      {"maxItems", 21},
      {"items", {{"type", "array"}, {"minItems", 4}, {"maxItems", 4}, {"items", Json::object()}}}};
}

/// What a layer looks like in a hand's record; its `cells` are whole numbers.
Json layer_schema(const char* help, const char* cells) {
  const Json number{{"type", "number"}};
  const Json whole{{"type", "integer"}};
  return {{"type", "object"},
          {"description", help},
          {"properties",
           {{"square",
             {{"type", "array"},
              {"description",
               "x, y and side of the square that the cells cover, in pixels of the picture"},
              {"items", number},
              {"minItems", 3},
              {"maxItems", 3}}},
            {"size", {{"type", "integer"}, {"description", "cells in a row"}}},
            {cells,
             {{"type", "array"},
              {"description", "size * size cells, rows from the top"},
              {"items", whole}}}}}};
}

Json layers_parameter() {
  Json layers =
      parameter("layers", "what else to tell of each hand; see layers in GET /v1/models",
                {{"type", "array"}, {"items", {{"type", "string"}, {"enum", {"depth", "parts"}}}}});
  layers["style"] = "form";
  layers["explode"] = false;  // names with commas between
  return layers;
}

Json hand_schema() {
  const Json number{{"type", "number"}};
  const Json whole{{"type", "integer"}};
  return {{"type", "object"},
          {"required", {"score", "box", "mask"}},
          {"properties",
           {{"track", whole},
            {"side", {{"type", "string"}, {"enum", {"left", "right"}}}},
            {"score", number},
            {"box", {{"type", "array"}, {"items", number}, {"minItems", 4}, {"maxItems", 4}}},
            {"keypoints", keypoints_schema()},
            {"hidden",
             {{"type", "number"},
              {"description", "with layers: what of the whole hand something hides, in [0, 1]"}}},
            {"depth_mm", {{"type", "number"}, {"description", "median over the mask"}}},
            {"depth", layer_schema("mm along the optical axis; 0 beyond the mask", "mm")},
            {"parts",
             layer_schema("0 = none, else one of 16 parts, also where something hides the hand; "
                          "left out of hands too small to tell",
                          "ids")},
            {"mask",
             {{"type", "object"},
              {"description", "COCO run lengths, compressed"},
              {"properties",
               {{"size", {{"type", "array"}, {"items", whole}}}, {"counts", text_schema()}}}}}}}};
}

Json segment_operation() {
  const Json binary{{"type", "string"}, {"format", "binary"}};
  const Json result{{"type", "object"},
                    {"properties",
                     {{"width", {{"type", "integer"}}},
                      {"height", {{"type", "integer"}}},
                      {"model", {{"type", "object"}}},
                      {"hands", {{"type", "array"}, {"items", hand_schema()}}},
                      {"timing_ms", {{"type", "object"}}}}}};
  Json success = {
      {"description", "what was found"},
      {"content",
       {{"application/json", {{"schema", result}}}, {"image/png", {{"schema", binary}}}}}};
  return {{"summary", "Find the hands in a picture"},
          {"parameters",
           {parameter("format",
                      "json, or a PNG of the mask, the overlay, the cut-out hands or their "
                      "depth (16 bits, in mm; 0 = no hand)",
                      {{"type", "string"},
                       {"enum", {"json", "mask", "overlay", "cutout", "depth"}},
                       {"default", "json"}}),
            layers_parameter(), parameter("model", "a name of GET /v1/models", text_schema()),
            parameter("threshold", "probability from which a pixel is hand",
                      {{"type", "number"}, {"minimum", 0.05}, {"maximum", 0.95}, {"default", 0.5}}),
            parameter("stream", "a name for a video: its hands are followed from frame to frame",
                      {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,64}$"}}),
            parameter("mirror", "the pictures are mirror images: left hands look right",
                      {{"type", "string"}, {"enum", {"yes", "no"}}, {"default", "no"}}),
            parameter("time", "of the frame in its video, in seconds; goes with stream",
                      {{"type", "number"}})}},
          {"requestBody",
           {{"required", true},
            {"content",
             {{"image/jpeg", {{"schema", binary}}},
              {"image/png", {{"schema", binary}}},
              {"image/webp", {{"schema", binary}}}}}}},
          {"responses",
           {{"200", success},
            {"400", answer("a parameter is wrong")},
            {"401", answer("the bearer token is missing or wrong")},
            {"404", answer("no such model")},
            {"413", answer("the body is too large")},
            {"415", answer("not a picture, damaged, or too many pixels")},
            {"503", answer("too busy; see Retry-After")},
            {"504", answer("the answer did not come in time")}}}};
}

Json simple_get(const char* summary, const char* type) {
  const Json success{{"description", summary}, {"content", content(type, Json::object())}};
  return {{"get", {{"summary", summary}, {"responses", {{"200", success}}}}}};
}

}  // namespace

Json openapi_document() {
  return {{"openapi", "3.0.3"},
          {"info",
           {{"title", "handsight"},
            {"version", "1"},
            {"license", {{"name", "Apache-2.0"}}},
            {"description", "Hands in pictures: masks, boxes, sides, keypoints, depth, parts."}}},
          {"paths",
           {{"/v1/segment", {{"post", segment_operation()}}},
            {"/v1/models", simple_get("The models that are loaded", "application/json")},
            {"/healthz", simple_get("Whether the server works", "text/plain")},
            {"/metrics", simple_get("Counters for Prometheus", "text/plain")},
            {"/openapi.json", simple_get("This document", "application/json")}}}};
}

}  // namespace handsight
