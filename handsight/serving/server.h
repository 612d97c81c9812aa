// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handsight/core/fields.h"
#include "handsight/core/json.h"
#include "handsight/perception/hand_layers.h"
#include "handsight/perception/keypoints.h"
#include "handsight/serving/batcher.h"
#include "handsight/serving/layer_set.h"

namespace handsight {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;  ///< 0 = any that is free
  std::string token{};
  std::string cors_origin{};
  std::int64_t max_body_bytes = std::int64_t{16} << 20;
  std::int64_t max_pixels = std::int64_t{4096} * 4096;
  int max_in_work = 32;
  int connections = 128;
  double timeout_s = 10.0;
  int streams = 64;
  BatchOptions batch{};
};

template <class Field>
void visit_fields(ServerOptions& o, Field&& field) {
  field("host", o.host, Any{}, "address to listen on");
  field("port", o.port, Range{0, 65535}, "0 = any that is free");
  field("token", o.token, Any{}, "bearer token that requests must carry; empty = none");
  field("cors_origin", o.cors_origin, Any{}, "origin whose pages may call; empty = none");
  field("max_body_bytes", o.max_body_bytes, Range{1, 1 << 30}, "of one request");
  field("max_pixels", o.max_pixels, Range{1, 1 << 26}, "of one picture");
  field("max_in_work", o.max_in_work, Range{1, 10000}, "pictures at once; more get status 503");
  field("connections", o.connections, Range{1, 4096}, "that are served at once; more wait");
  field("timeout_s", o.timeout_s, Range{0.1, 600.0}, "of a request's body, and of its answer");
  field("streams", o.streams, Range{1, 10000}, "clients whose hands are followed over time");
  visit_fields(o.batch, field);
}

/// A network that tells layers of the hands that a model finds.
struct ServedLayers {
  LayerNetwork network{};  ///< called by one request at a time, and only where layers are asked for
  LayerSet told{};
  double margin = 1.25;  ///< CropOptions::margin that it wants
};

/// A network that the server offers under a name.
struct ServedModel {
  std::string name{};
  Json description{};  ///< "model" of the answers
  int longest_px = 256;
  BatchNetwork network{};
  KeypointNetwork keypoints{};  ///< called by one request at a time; none = hands have no keypoints
  double pose_margin = 1.25;    ///< CropOptions::margin that it wants
  /// A layer that several tell is that of the first; parts that none tells come from the keypoints.
  std::vector<ServedLayers> layers{};
};

/// A file of the page, by the path of its address.
struct StaticFile {
  std::string type{};  ///< e.g. "text/html"
  std::string bytes{};
};
using StaticFiles = std::map<std::string, StaticFile>;

/// HTTP server: POST /v1/segment, GET /v1/models, /healthz, /metrics, /openapi.json and the page.
///
/// Clients choose among the models and files given here and nothing else. Everything that they send
/// is bounded: headers, body, pixels, pictures at once, and the time for each.
class Server {
 public:
  /// Throws InvalidArgument when there is no model, or the address is not a loopback one and there
  /// is no token.
  Server(const ServerOptions& options, std::vector<ServedModel> models, StaticFiles files);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Takes the port; returns it. Throws FileError when it is in use.
  int bind();
  /// Serves until stop(), then answers what was accepted.
  void run();
  /// From any thread.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace handsight
