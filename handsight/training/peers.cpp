// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/training/peers.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <ATen/ATen.h>

#include "handsight/core/error.h"
#ifdef HANDSIGHT_HAS_C10D
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace handsight {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<int> number_in(const char* name, int low, int high) {
  const auto text = variable(name);
  if (text.empty()) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    fail("environment: ", name, " is '", text, "', expected a whole number in [", low, ", ", high,
         "]");
  }
  return value;
}

struct Launcher {
  const char* rank;
  const char* size;
};
constexpr std::array kLaunchers{
    Launcher{"RANK", "WORLD_SIZE"}, Launcher{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    Launcher{"PMI_RANK", "PMI_SIZE"}, Launcher{"SLURM_PROCID", "SLURM_NTASKS"}};
constexpr int kMostPeers = 65536;

}  // namespace

double Peers::average(double value) {
  if (size() == 1) return value;
  std::vector<at::Tensor> one{at::full({1}, value, at::kDouble)};
  average(one);
  return one.front().item<double>();
}

PeerOptions peers_from_environment() {
  PeerOptions options;
  for (const auto& launcher : kLaunchers) {
    const auto rank = number_in(launcher.rank, 0, kMostPeers);
    const auto size = number_in(launcher.size, 1, kMostPeers);
    if (!rank || !size) continue;
    if (*rank >= *size) {
      fail("environment: ", launcher.rank, " is ", *rank, ", expected less than ", launcher.size,
           " = ", *size);
    }
    options.rank = *rank;
    options.size = *size;
    break;
  }
  options.address = variable("MASTER_ADDR");
  if (const auto port = number_in("MASTER_PORT", 1, 65535)) {
    options.port = static_cast<std::uint16_t>(*port);
  }
  if (const auto seconds = number_in("HANDSIGHT_PEER_TIMEOUT_S", 1, 1000000)) {
    options.timeout = std::chrono::seconds(*seconds);
  }
  if (options.size > 1 && options.address.empty()) {
    fail("environment: ", options.size,
         " processes, but MASTER_ADDR does not say where the first one runs; set it, and "
         "MASTER_PORT");
  }
  return options;
}

#ifdef HANDSIGHT_HAS_C10D
namespace {

/// Gloo over TCP, with a store at the first process where the others find their addresses.
class GlooPeers final : public Peers {
 public:
  explicit GlooPeers(const PeerOptions& options) : options_(options) {
    try {
      c10d::TCPStoreOptions store;
      store.port = options.port;
      store.isServer = options.rank == 0;
      store.numWorkers = static_cast<std::size_t>(options.size);
      store.timeout = options.timeout;
      store_ = c10::make_intrusive<c10d::TCPStore>(options.address, store);
      auto gloo = c10d::ProcessGroupGloo::Options::create();
      gloo->timeout = options.timeout;
      gloo->devices.push_back(device_for(options.address));
      group_ =
          c10::make_intrusive<c10d::ProcessGroupGloo>(store_, options.rank, options.size, gloo);
    } catch (const std::exception& error) {
      fail<ModelError>("distributed: process ", options.rank, " of ", options.size,
                       " did not meet the others at ", options.address, ":", options.port, " (",
                       first_line(error.what()),
                       "); start all of them with the same MASTER_ADDR and MASTER_PORT");
    }
  }

  [[nodiscard]] int rank() const override { return options_.rank; }
  [[nodiscard]] int size() const override { return options_.size; }

  void average(std::vector<at::Tensor>& tensors) override {
    if (tensors.empty()) return;
    std::vector<at::Tensor> pieces;
    for (const auto& tensor : tensors) {
      pieces.push_back(tensor.detach().to(at::kCPU).contiguous().view({-1}));
    }
    std::vector<at::Tensor> flat{at::cat(pieces)};
    talk([&] { return group_->allreduce(flat); });
    flat.front().div_(options_.size);
    std::int64_t offset = 0;
    for (auto& tensor : tensors) {
      const auto count = tensor.numel();
      tensor.detach().copy_(flat.front().slice(0, offset, offset + count).view(tensor.sizes()));
      offset += count;
    }
  }

  [[nodiscard]] std::string from_first(const std::string& text) override {
    std::vector<at::Tensor> length{
        at::full({1}, static_cast<std::int64_t>(text.size()), at::kLong)};
    talk([&] { return group_->broadcast(length); });
    std::vector<at::Tensor> bytes{at::zeros({length.front().item<std::int64_t>()}, at::kByte)};
    if (is_first()) std::memcpy(bytes.front().data_ptr<std::uint8_t>(), text.data(), text.size());
    if (bytes.front().numel() == 0) return "";
    talk([&] { return group_->broadcast(bytes); });
    const auto* data = reinterpret_cast<const char*>(bytes.front().data_ptr<std::uint8_t>());
    return {data, static_cast<std::size_t>(bytes.front().numel())};
  }

 private:
  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  /// Where this process is reached: on the loopback when all run on one machine, on the interface
  /// of GLOO_SOCKET_IFNAME when one is named.
  static std::shared_ptr<gloo::transport::Device> device_for(const std::string& first) {
    using Group = c10d::ProcessGroupGloo;
    const auto interface = variable("GLOO_SOCKET_IFNAME");
    if (!interface.empty()) return Group::createDeviceForInterface(interface);
    if (first == "localhost" || first.starts_with("127.")) {
      return Group::createDeviceForHostname("127.0.0.1");
    }
    return Group::createDefaultDevice();
  }

  template <class Call>
  void talk(Call call) const {
    try {
      call()->wait();
    } catch (const std::exception& error) {
      fail<ModelError>("distributed: process ", options_.rank, " of ", options_.size,
                       " lost another one (", first_line(error.what()),
                       "); look at the others' messages, then go on with --resume");
    }
  }

  PeerOptions options_;
  c10::intrusive_ptr<c10d::TCPStore> store_{};
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_{};
};

}  // namespace

std::unique_ptr<Peers> join_peers(const PeerOptions& options) {
  if (options.size == 1) return std::make_unique<NoPeers>();
  return std::make_unique<GlooPeers>(options);
}
#else
std::unique_ptr<Peers> join_peers(const PeerOptions& options) {
  if (options.size == 1) return std::make_unique<NoPeers>();
  fail("distributed: ", options.size,
       " processes are asked for, and this build has no c10d; install libgloo-dev and build again");
}
#endif

}  // namespace handsight
