// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// fuzz_<parser> CORPUS [SECONDS [SEED]]   every file of the corpus, then damaged copies of them
// fuzz_<parser> FILE                      one input again
//
// Exit code 1, with the input in fuzz-<parser>-input, when one input takes more than 10 s, crashes
// the parser, or makes it throw something else than an error of ours. The same seed gives the same
// inputs.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <string>
#include <vector>

#include "handsight/core/error.h"
#include "handsight/core/seed.h"

#include "fuzz/mutator.h"

/// One parser fed with one input; throws handsight::Error on what it refuses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace handsight::fuzz {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr unsigned kMostSecondsAnInput = 10;
constexpr std::size_t kMostInputBytes = std::size_t{1} << 16U;

std::vector<std::string> read_corpus(const fs::path& corpus) {
  std::vector<fs::path> paths;
  if (fs::is_directory(corpus)) {
    for (const auto& entry : fs::directory_iterator(corpus)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(corpus);
  }
  std::vector<std::string> inputs;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

/// The files of the corpus come first, then damaged copies without end.
std::string input_at(const std::vector<std::string>& corpus, std::uint64_t seed,
                     std::uint64_t index) {
  if (index < corpus.size()) return corpus[index];
  Random random(Seed(seed).split(index));
  return mutated(corpus, random, kMostInputBytes);
}

/// Whether the parser took the input, or refused it as it should.
bool feed(const std::string& input) {
  ::alarm(kMostSecondsAnInput);
  try {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  } catch (const Error&) {
    // refused, as damaged input is to be
  } catch (const std::exception& error) {
    std::cerr << "fuzz: unexpected " << error.what() << '\n';
    return false;
  }
  ::alarm(0);
  return true;
}

/// Feeds inputs until the time is up; `index` tells the other process how far it came.
bool feed_all(const std::vector<std::string>& corpus, std::uint64_t seed, double seconds,
              std::atomic<std::uint64_t>& index) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  for (; index < corpus.size() || Clock::now() < end; ++index) {
    if (!feed(input_at(corpus, seed, index))) return false;
  }
  return true;
}

int run(const fs::path& path, double seconds, std::uint64_t seed) {
  const auto corpus = read_corpus(path);
  if (corpus.empty()) {
    std::cerr << "fuzz: no input in " << path << '\n';
    return 2;
  }
  using Index = std::atomic<std::uint64_t>;
  void* const shared =
      ::mmap(nullptr, sizeof(Index), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  auto* const index = new (shared) Index(0);
  // a process of its own, so that a crash leaves somebody to write down what caused it
  const auto child = ::fork();
  if (child == 0) std::exit(feed_all(corpus, seed, seconds, *index) ? 0 : 1);
  int status = 0;
  rusage usage{};
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child) return 2;
  if (status != 0) {
    const std::string kept = "fuzz-" + path.filename().string() + "-input";
    std::ofstream(kept, std::ios::binary) << input_at(corpus, seed, *index);
    std::cerr << "fuzz: input " << *index << " of seed " << seed
              << (WIFSIGNALED(status) ? " ended the parser with signal "
                                      : " ended the parser with status ")
              << (WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)) << "; it is in "
              << kept << '\n';
    return 1;
  }
  std::cout << path.filename().string() << ": " << corpus.size() << " files, "
            << *index - corpus.size() << " damaged copies, peak " << usage.ru_maxrss / 1024
            << " MiB\n";
  return 0;
}

}  // namespace
}  // namespace handsight::fuzz

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::cerr << "usage: " << argv[0] << " CORPUS|FILE [SECONDS [SEED]]\n";
    return 2;
  }
  const double seconds = argc > 2 ? std::atof(argv[2]) : 0.0;
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  return handsight::fuzz::run(argv[1], seconds, seed);
}
