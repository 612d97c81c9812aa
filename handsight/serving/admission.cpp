// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/serving/admission.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstddef>

namespace handsight {

bool is_loopback(const std::string& host) {
  in_addr address{};
  const bool is_number = ::inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host == "::1" ||
         (is_number && ntohl(address.s_addr) >> 24U == IN_LOOPBACKNET);
}

bool same_secret(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0U : 1U;
  for (std::size_t i = 0; i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[a.empty() ? 0 : i % a.size()]) ^
                  static_cast<unsigned char>(b[i]);
  }
  return difference == 0U;
}

}  // namespace handsight
