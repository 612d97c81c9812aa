// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

namespace handsight {

/// Whether the name is localhost or a loopback address: only programs of this machine reach it.
[[nodiscard]] bool is_loopback(const std::string& host);

/// Equal texts, told in a time that does not depend on where they differ.
[[nodiscard]] bool same_secret(const std::string& a, const std::string& b);

/// Counts what is in work, and lets no more in than there is room for.
class Admission {
 public:
  Admission(std::atomic<int>& in_work, int most) : in_work_(in_work) {
    admitted_ = in_work_.fetch_add(1) < most;
  }
  ~Admission() { in_work_.fetch_sub(1); }
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  explicit operator bool() const { return admitted_; }

 private:
  std::atomic<int>& in_work_;
  bool admitted_ = false;
};

}  // namespace handsight
