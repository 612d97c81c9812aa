// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// Clients that send too much, too slowly or too little, and many at once.
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handsight/serving/server.h"

#include "serving/served.h"

namespace handsight {
namespace {

using test::png_of;
using test::Serving;
using test::square_model;
using test::square_png;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::size_t kMiB = std::size_t{1} << 20U;
constexpr std::size_t kHundredMB = 100'000'000;

/// A client that speaks by hand.
class RawClient {
 public:
  explicit RawClient(int port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~RawClient() { ::close(descriptor_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the other side has hung up.
  bool send(const std::string& text) const {
    return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }
  /// What comes until the other side hangs up, or 10 s long nothing.
  std::string receive() const {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    std::string text;
    std::string piece(4096, '\0');
    while (true) {
      const auto count = ::recv(descriptor_, piece.data(), piece.size(), 0);
      if (count <= 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  int descriptor_;
};

std::string head_of(std::size_t body_bytes) {
  return "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
         "Content-Length: " +
         std::to_string(body_bytes) + "\r\n\r\n";
}

/// The most memory that this process held since restart_peak().
std::size_t peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib >> 10U;
  }
  return 0;
}

void restart_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

/// `count` zeros in zlib's format.
std::string packed_zeros(std::size_t count) {
  const std::vector<Bytef> zeros(count, 0);
  auto size = ::compressBound(count);
  std::string packed(size, '\0');
  EXPECT_EQ(::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, zeros.data(), count, 9),
            Z_OK);
  packed.resize(size);
  return packed;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string checked = type + data;
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + checked +
         big_endian(static_cast<std::uint32_t>(sum));
}

/// A valid picture of one grey level.
std::string grey_png(std::uint32_t width, std::uint32_t height) {
  const std::string header = big_endian(width) + big_endian(height) + std::string("\x8\0\0\0\0", 5);
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) +
         png_chunk("IDAT", packed_zeros(std::size_t{height} * (width + 1))) + png_chunk("IEND", "");
}

TEST_F(Serving, RefusesABombOfPixelsWithoutUnpackingIt) {
  start({});
  ASSERT_EQ(post(grey_png(64, 64))->status, 200);
  const auto bomb = grey_png(10000, 20000);  // 200 kB, 600 MB as RGB
  EXPECT_LT(bomb.size(), kMiB);
  restart_peak();
  const auto before_mib = peak_mib();
  const auto answer = post(bomb);
  EXPECT_EQ(answer->status, 415);
  EXPECT_THAT(answer->body, HasSubstr("10000 x 20000 pixels"));
  EXPECT_LT(peak_mib(), before_mib + 20);
}

TEST_F(Serving, DoesNotUnpackABombOfText) {
  start({});
  const auto text = png_chunk("zTXt", std::string("Comment\0\0", 9) + packed_zeros(128 * kMiB));
  auto bomb = square_png();
  bomb.insert(33, text);  // behind signature and header
  EXPECT_LT(bomb.size(), kMiB);
  restart_peak();
  const auto before_mib = peak_mib();
  const auto answer = post(bomb);
  EXPECT_TRUE(answer->status == 200 || answer->status == 415) << answer->status;
  EXPECT_LT(peak_mib(), before_mib + 40);
}

TEST_F(Serving, RefusesAHundredMegabytesAtTheirHeader) {
  start({});
  const RawClient client(port_);
  client.send(head_of(kHundredMB));
  client.send(std::string(kMiB, 'x'));
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 413"));
  EXPECT_EQ(post(square_png())->status, 200);
}

TEST_F(Serving, RefusesAHundredMegabytesThatComeUnannounced) {
  start({});
  const RawClient client(port_);
  restart_peak();
  const auto before_mib = peak_mib();
  client.send("POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "100000\r\n" + std::string(kMiB, 'x') + "\r\n";
  for (std::size_t sent = 0; sent < kHundredMB && client.send(chunk); sent += kMiB) {
  }
  EXPECT_LT(peak_mib(), before_mib + 64);
  EXPECT_EQ(post(square_png())->status, 200);
}

TEST_F(Serving, RefusesABombOfAnEncoding) {
  start({});
  const auto packed = packed_zeros(kHundredMB);
  restart_peak();
  const auto before_mib = peak_mib();
  const auto answer =
      client().Post("/v1/segment", {{"Content-Encoding", "deflate"}}, packed, "image/png");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->status == 413 || answer->status == 415) << answer->status;
  EXPECT_LT(peak_mib(), before_mib + 64);
  EXPECT_EQ(post(square_png())->status, 200);
}

TEST_F(Serving, EndsALineThatDoesNotEnd) {
  start({});
  const RawClient client(port_);
  restart_peak();
  const auto before_mib = peak_mib();
  const std::string piece(kMiB, 'x');
  for (std::size_t sent = 0; sent < kHundredMB && client.send(piece); sent += kMiB) {
  }
  EXPECT_LT(peak_mib(), before_mib + 20);
}

// Of a header, and of a body that is refused: both would otherwise keep a thread for ever.
TEST_F(Serving, HangsUpOnClientsThatSendAByteNowAndThen) {
  start({.timeout_s = 0.3});
  for (const auto& beginning :
       {std::string("GET /healthz HTTP/1.1\r\nHost: "), head_of(kHundredMB)}) {
    const RawClient client(port_);
    const auto begin = std::chrono::steady_clock::now();
    client.send(beginning);
    while (client.send("x") && std::chrono::steady_clock::now() - begin < std::chrono::seconds(8)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
  }
}

TEST_F(Serving, TakesSeveralRequestsAtOnceFromOneConnection) {
  start({});
  const RawClient client(port_);
  const std::string ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
  client.send(ask + "\r\n" + ask + "Connection: close\r\n\r\n");
  const auto text = client.receive();
  EXPECT_EQ(text.find("HTTP/1.1 200"), 0U);
  EXPECT_NE(text.find("HTTP/1.1 200", 10), std::string::npos);
}

TEST_F(Serving, SaysThatABodyCameTooSlowly) {
  start({.timeout_s = 0.3});
  const RawClient client(port_);
  client.send(head_of(1000));
  for (int i = 0; i < 30 && client.send("x"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 408"));
}

TEST_F(Serving, GoesOnAfterClientsThatLeaveInTheMiddleOfTheirBody) {
  start({});
  for (int i = 0; i < 20; ++i) {
    RawClient(port_).send(head_of(5000) + "half");
  }
  EXPECT_EQ(post(square_png())->status, 200);
}

TEST_F(Serving, GoesOnAfterClientsThatLeaveWhileTheirPictureIsInWork) {
  start({.max_in_work = 4}, square_model(50));
  const auto body = square_png();
  for (int i = 0; i < 4; ++i) RawClient(port_).send(head_of(body.size()) + body);
  const auto is_idle = [&] {
    return client().Get("/metrics")->body.find("handsight_in_work 0\n") != std::string::npos;
  };
  for (int i = 0; i < 100 && !is_idle(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(is_idle());
  EXPECT_EQ(post(body)->status, 200);
}

TEST_F(Serving, AnswersOthersWhileSomeAreSlow) {
  start({});
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 30; ++i) {
    slow.push_back(std::make_unique<RawClient>(port_));
    slow.back()->send("POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nContent-Len");
  }
  EXPECT_EQ(post(square_png())->status, 200);
}

TEST_F(Serving, RefusesGarbage) {
  start({});
  RawClient(port_).send(std::string(100000, '\x01') + "\r\n\r\n");
  EXPECT_EQ(client().Get("/healthz")->status, 200);
}

/// How `count` clients fare that all ask at once.
struct Storm {
  std::atomic<int> answered = 0;
  std::atomic<int> turned_away = 0;  ///< with the advice to try again

  template <class Ask>
  void rage(int count, Ask ask) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&] {
        const httplib::Result result = ask();
        if (result && result->status == 200) ++answered;
        if (result && result->status == 503 && result->get_header_value("Retry-After") == "1") {
          ++turned_away;
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
};

TEST_F(Serving, LosesNothingOfAStormOfTwoHundredClients) {
  start({.max_in_work = 4}, square_model(20));
  Storm storm;
  const auto body = square_png();
  storm.rage(200, [&] { return post(body); });
  EXPECT_EQ(storm.answered + storm.turned_away, 200);
  EXPECT_GE(storm.answered, 4);
  EXPECT_GE(storm.turned_away, 1);
}

TEST_F(Serving, AnswersTwoHundredClientsWhereTheyMayWait) {
  start({.max_in_work = 200, .connections = 200, .batch = {.capacity = 200}}, square_model(5));
  Storm storm;
  const auto body = square_png();
  storm.rage(200, [&] { return post(body); });
  EXPECT_EQ(storm.answered, 200);
}

}  // namespace
}  // namespace handsight
