// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/perception/components.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "handsight/core/error.h"

namespace handsight {
namespace {

class DisjointSets {
 public:
  int add() {
    parents_.push_back(static_cast<int>(parents_.size()));
    return parents_.back();
  }
  int root(int element) {
    while (parent(element) != element) {
      parent(element) = parent(parent(element));
      element = parent(element);
    }
    return element;
  }
  // The smaller index wins, so that a root is the first run of its component.
  void join(int a, int b) {
    a = root(a);
    b = root(b);
    parent(std::max(a, b)) = std::min(a, b);
  }

 private:
  int& parent(int element) { return parents_[static_cast<std::size_t>(element)]; }
  std::vector<int> parents_;
};

// Calls `add` with the columns [first, end) of each run in the row.
template <class Add>
void scan_row(const std::uint8_t* row, int width, Add add) {
  for (int x = 0; x < width;) {
    if (row[x] == 0) {
      ++x;
      continue;
    }
    const int first = x;
    while (x < width && row[x] != 0) ++x;
    add(first, x);
  }
}

void grow(Component& component, const Run& run) {
  const int width = run.end - run.first;
  if (component.area == 0) component.box = {run.first, run.y, width, 1};
  const int right = std::max(component.box.x + component.box.width, run.end);
  component.box.x = std::min(component.box.x, run.first);
  component.box.width = right - component.box.x;
  component.box.height = run.y - component.box.y + 1;
  component.area += width;
}

}  // namespace

Components find_components(const Image& binary) {
  if (binary.channels != 1 || binary.pixels.size() != binary.pixel_count()) {
    fail("components: expected a picture of 1 channel, found ", binary.channels, " channels and ",
         binary.pixels.size(), " bytes for ", binary.width, " x ", binary.height, " pixels");
  }
  Components found;
  auto& runs = found.runs;
  DisjointSets sets;
  std::size_t above = 0;  // first run of the row above that can still touch
  std::size_t above_end = 0;
  for (int y = 0; y < binary.height; ++y) {
    const std::size_t row_start = runs.size();
    scan_row(binary.at(0, y), binary.width, [&](int first, int end) {
      const int index = sets.add();
      runs.push_back({.y = y, .first = first, .end = end, .component = index});
      while (above < above_end && runs[above].end < first) ++above;
      for (auto i = above; i < above_end && runs[i].first <= end; ++i) {
        sets.join(static_cast<int>(i), index);
      }
    });
    above = row_start;
    above_end = runs.size();
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const int root = sets.root(static_cast<int>(i));
    Run& run = runs[i];
    if (root == static_cast<int>(i)) {
      run.component = static_cast<int>(found.all.size());
      found.all.emplace_back();
    } else {
      run.component = runs[static_cast<std::size_t>(root)].component;
    }
    grow(found.all[static_cast<std::size_t>(run.component)], run);
  }
  return found;
}

}  // namespace handsight
