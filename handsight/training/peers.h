// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace handsight {

/// The processes that train one network together, on one machine or several. All of them call the
/// same functions in the same order. Each function throws ModelError, saying what to do, when
/// another process has ended or does not answer in time.
class Peers {
 public:
  virtual ~Peers() = default;
  [[nodiscard]] virtual int rank() const = 0;  ///< of this process, from 0
  [[nodiscard]] virtual int size() const = 0;
  /// Puts the mean over all processes into `tensors`, which have the same sizes everywhere.
  virtual void average(std::vector<at::Tensor>& tensors) = 0;
  /// The text that the process of rank 0 passes.
  [[nodiscard]] virtual std::string from_first(const std::string& text) = 0;

  [[nodiscard]] bool is_first() const { return rank() == 0; }
  /// The mean over all processes.
  [[nodiscard]] double average(double value);
};

/// This process alone.
class NoPeers final : public Peers {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  void average(std::vector<at::Tensor>&) override {}
  [[nodiscard]] std::string from_first(const std::string& text) override { return text; }
};

/// Who takes part, as torchrun, mpirun or srun say in the environment.
struct PeerOptions {
  int rank = 0;
  int size = 1;
  std::string address{};  ///< of the process of rank 0
  std::uint16_t port = 29500;
  std::chrono::milliseconds timeout{std::chrono::minutes(30)};
};

/// Reads RANK and WORLD_SIZE, else OMPI_COMM_WORLD_RANK and _SIZE, PMI_RANK and _SIZE, or
/// SLURM_PROCID and SLURM_NTASKS; and MASTER_ADDR, MASTER_PORT, HANDSIGHT_PEER_TIMEOUT_S.
/// Throws InvalidArgument naming the variable that makes no sense.
[[nodiscard]] PeerOptions peers_from_environment();

/// Meets the other processes; NoPeers when the size is 1.
/// Throws InvalidArgument when this build has no c10d, ModelError when they do not come in time.
[[nodiscard]] std::unique_ptr<Peers> join_peers(const PeerOptions& options);

}  // namespace handsight
