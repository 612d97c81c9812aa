// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/bounded_http.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace handsight {
namespace {

using Clock = std::chrono::steady_clock;

Clock::time_point after(double seconds) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// False when nothing happens until then, or the connection is broken.
bool wait_for(int descriptor, short events, Clock::time_point until) {
  const auto left_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  if (left_ms < 0) return false;
  pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left_ms + 1, 60000))) > 0;
}

template <class NameOf>
void read_address(int descriptor, NameOf name_of, std::string& ip, int& port) {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (name_of(descriptor, generic, &length) != 0 ||
      ::getnameinfo(generic, length, host.data(), host.size(), service.data(), service.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return;
  }
  ip = host.data();
  port = std::atoi(service.data());
}

constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// One request on a connection.
class BoundedStream final : public httplib::Stream {
 public:
  BoundedStream(int descriptor, const ConnectionBounds& bounds, std::string& unread)
      : descriptor_(descriptor),
        bounds_(bounds),
        unread_(unread),
        left_(bounds.head_bytes),
        read_until_(after(bounds.head_s)),
        written_until_(Clock::time_point::max()) {}

  /// What follows is the body.
  void end_head(const httplib::Request& request) {
    body_bytes_ = 0;
    last_.clear();
    chunked_ = request.has_header("Transfer-Encoding");
    const auto text = request.get_header_value("Content-Length");
    std::uint64_t announced = 0;
    std::from_chars(text.data(), text.data() + text.size(), announced);
    announced_ = announced;
    const auto most = static_cast<std::size_t>(bounds_.body_bytes);
    constexpr std::size_t kFraming = std::size_t{1} << 20U;  // of chunks
    left_ = announced > most ? 0 : most + kFraming;
    read_until_ = after(bounds_.body_s);
  }

  /// Whether the next request begins behind what was read.
  [[nodiscard]] bool is_read() const {
    if (chunked_) return last_ == kLastChunk;
    return body_bytes_ == announced_;
  }

  [[nodiscard]] bool is_readable() const override {
    return !unread_.empty() || wait_for(descriptor_, POLLIN, read_until());
  }
  [[nodiscard]] bool is_writable() const override {
    return wait_for(descriptor_, POLLOUT, after(bounds_.silence_s));
  }

  ssize_t read(char* target, size_t size) override {
    if (unread_.empty() && !receive()) return end_;
    const auto count = std::min({size, unread_.size(), left_});
    if (count == 0 && size > 0) return -1;
    std::memcpy(target, unread_.data(), count);
    unread_.erase(0, count);
    left_ -= count;
    if (body_bytes_) {
      *body_bytes_ += count;
      remember(target, count);
    }
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* source, size_t size) override {
    if (written_until_ == Clock::time_point::max()) written_until_ = after(bounds_.answer_s);
    for (size_t sent = 0; sent < size;) {
      if (!wait_for(descriptor_, POLLOUT, std::min(written_until_, after(bounds_.silence_s)))) {
        return -1;
      }
      const auto count = ::send(descriptor_, source + sent, size - sent, MSG_NOSIGNAL);
      if (count <= 0) return -1;
      sent += static_cast<size_t>(count);
    }
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    read_address(descriptor_, ::getpeername, ip, port);
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    read_address(descriptor_, ::getsockname, ip, port);
  }
  [[nodiscard]] socket_t socket() const override { return descriptor_; }

 private:
  [[nodiscard]] Clock::time_point read_until() const {
    return std::min(read_until_, after(bounds_.silence_s));
  }

  bool receive() {
    constexpr std::size_t kPiece = std::size_t{16} << 10U;
    end_ = -1;
    if (left_ == 0 || !wait_for(descriptor_, POLLIN, read_until())) return false;
    unread_.resize(kPiece);
    const auto count = ::recv(descriptor_, unread_.data(), unread_.size(), 0);
    unread_.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    end_ = count == 0 ? 0 : -1;
    return count > 0;
  }

  void remember(const char* bytes, std::size_t count) {
    const auto kept = std::min(count, kLastChunk.size());
    last_.append(bytes + count - kept, kept);
    if (last_.size() > kLastChunk.size()) last_.erase(0, last_.size() - kLastChunk.size());
  }

  int descriptor_;
  const ConnectionBounds& bounds_;
  std::string& unread_;  ///< was received, of this request or the next one
  std::size_t left_;     ///< bytes that may be read yet
  Clock::time_point read_until_;
  Clock::time_point written_until_;
  ssize_t end_ = -1;  ///< what read() says where there is nothing more
  std::optional<std::size_t> body_bytes_{};
  std::uint64_t announced_ = 0;
  bool chunked_ = false;
  std::string last_{};  ///< bytes of the body
};

/// Takes what is still on its way, so that the client gets to read the answer: a connection that is
/// closed with bytes unread is reset.
void close_gently(int descriptor) {
  constexpr double kPatience_s = 0.5;
  ::shutdown(descriptor, SHUT_WR);
  std::array<char, 65536> rest{};
  const auto until = after(kPatience_s);
  while (wait_for(descriptor, POLLIN, until) &&
         ::recv(descriptor, rest.data(), rest.size(), 0) > 0) {
  }
  ::close(descriptor);
}

}  // namespace

bool BoundedHttpServer::process_and_close_socket(socket_t descriptor) {
  constexpr double kLook_s = 0.1;  // for the server's end
  std::string unread;
  for (int left = bounds_.requests; left > 0; --left) {
    const auto idle_until = after(bounds_.idle_s);
    while (unread.empty() && svr_sock_ != INVALID_SOCKET && Clock::now() < idle_until &&
           !wait_for(descriptor, POLLIN, after(kLook_s))) {
    }
    if (unread.empty() && !wait_for(descriptor, POLLIN, Clock::now())) break;
    BoundedStream stream(descriptor, bounds_, unread);
    bool closed = false;
    const bool answered = process_request(
        stream, left == 1, closed, [&](httplib::Request& request) { stream.end_head(request); });
    if (!answered || closed || !stream.is_read()) break;
  }
  close_gently(descriptor);
  return true;
}

}  // namespace handsight
