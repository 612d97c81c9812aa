// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handsight/imaging/picture_file.h"
#include "handsight/serving/server.h"

namespace handsight::test {

/// Light pixels are hand, those from column 70 on of a right one; takes `work_ms`.
inline BatchNetwork light_is_hand(int work_ms = 0) {
  return [work_ms](std::span<const Image> pictures) {
    std::this_thread::sleep_for(std::chrono::milliseconds(work_ms));
    std::vector<HandMaps> maps;
    for (const Image& picture : pictures) {
      ProbabilityMap map{.width = picture.width, .height = picture.height, .values = {}};
      auto right = map;
      for (std::size_t i = 0; i < picture.pixel_count(); ++i) {
        map.values.push_back(picture.pixels[3 * i] > 128 ? 0.9F : 0.05F);
        const auto column = static_cast<int>(i) % picture.width;
        right.values.push_back(column >= 70 ? 0.95F : 0.05F);
      }
      maps.push_back({.hand = std::move(map), .right = std::move(right)});
    }
    return maps;
  };
}

/// Every keypoint in the middle of its crop; says by its confidence which way round it saw the
/// hand.
inline std::vector<KeypointAnswer> middles(const Image&, std::span<const HandView> hands) {
  std::vector<KeypointAnswer> all;
  for (const auto& hand : hands) {
    HandKeypoints points{};
    points.fill({.x = hand.crop.centre_x,
                 .y = hand.crop.centre_y,
                 .confidence = hand.view == CropView::kMirrored ? 0.75 : 0.5});
    all.push_back({.keypoints = points});
  }
  return all;
}

inline std::string png_of(const Image& picture) {
  const auto bytes = encode_png(picture);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// 160 x 120, a light square of 40 at (`left`, 30).
inline std::string square_png(int left = 60) {
  Image picture(160, 120, 3, 20);
  for (int y = 30; y < 70; ++y) std::fill_n(picture.at(left, y), 120, std::uint8_t{220});
  return png_of(picture);
}

inline ServedModel square_model(int work_ms = 0) {
  return {.name = "m",
          .description = {{"name", "m"}},
          .longest_px = 160,
          .network = light_is_hand(work_ms),
          .keypoints = middles};
}

/// A server on a port of its own.
class Serving : public ::testing::Test {
 protected:
  void start(ServerOptions options, ServedModel model = square_model()) {
    options.port = 0;
    server_ = std::make_unique<Server>(
        options, std::vector<ServedModel>{std::move(model)},
        StaticFiles{{"/index.html", {.type = "text/html", .bytes = "<title>hands</title>"}}});
    port_ = server_->bind();
    thread_ = std::thread([this] { server_->run(); });
    for (int i = 0; i < 200 && !client().Get("/healthz"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  void TearDown() override {
    if (!server_) return;
    server_->stop();
    thread_.join();
  }
  httplib::Client client() const {
    httplib::Client made("127.0.0.1", port_);
    made.set_read_timeout(20);
    return made;
  }
  httplib::Result post(const std::string& body, const std::string& query = "") const {
    return client().Post("/v1/segment" + query, body, "image/png");
  }

  std::unique_ptr<Server> server_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace handsight::test
