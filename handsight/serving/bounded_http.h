// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <httplib.h>

#include <cstddef>
#include <cstdint>

namespace handsight {

/// What one connection may take up.
struct ConnectionBounds {
  std::size_t head_bytes = std::size_t{32} << 10U;  ///< request line and headers
  std::int64_t body_bytes = std::int64_t{16} << 20;
  double head_s = 10.0;  ///< from a request's first byte to the end of its headers
  double body_s = 10.0;  ///< from there to the end of its body
  double answer_s = 60.0;
  double silence_s = 5.0;  ///< between two pieces of a request, or of an answer
  double idle_s = 5.0;     ///< between two requests
  int requests = 1000;     ///< then the connection is closed
};

/// httplib's server with bounds on what it reads before any handler is called: httplib itself
/// (0.11) gathers a line of any length, waits for a client that sends a byte now and then for ever,
/// reads through a body that is too large, and takes the rest of one that was refused for the next
/// request.
class BoundedHttpServer final : public httplib::Server {
 public:
  void set_bounds(const ConnectionBounds& bounds) { bounds_ = bounds; }

 private:
  bool process_and_close_socket(socket_t descriptor) override;

  ConnectionBounds bounds_{};
};

}  // namespace handsight
