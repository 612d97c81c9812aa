// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "handsight/core/image.h"
#include "handsight/core/seed.h"
#include "handsight/data/composite/bounded_cache.h"
#include "handsight/data/dataset.h"

namespace handsight::composite {

/// Photographs without hands.
class PhotoLibrary {
 public:
  /// Every photograph belongs to one split for ever, by its name: one in ten to "val", the others
  /// to "train"; an empty split takes all, any other takes those of "val".
  /// Throws FileError when the folder holds no picture of the split.
  PhotoLibrary(const std::filesystem::path& folder, const std::string& split,
               std::size_t cache_bytes);

  [[nodiscard]] std::size_t size() const { return files_.size(); }
  [[nodiscard]] std::shared_ptr<const Image> get(std::size_t index) const;

 private:
  std::vector<std::filesystem::path> files_{};
  std::unique_ptr<BoundedCache<Image>> cache_{};
};

/// Photographs of people, whose faces and arms are no hands and whose hands are labelled.
class PeopleLibrary {
 public:
  /// people  of which pictures and masks are taken; none of it may be without either
  explicit PeopleLibrary(std::unique_ptr<Dataset> people, std::size_t cache_bytes);

  [[nodiscard]] std::size_t size() const { return people_->size(); }
  [[nodiscard]] std::shared_ptr<const Sample> get(std::size_t index) const;

 private:
  std::unique_ptr<Dataset> people_;
  std::unique_ptr<BoundedCache<Sample>> cache_;
};

/// What stands behind the hands that are put into a picture.
struct Backdrop {
  Image image{};
  Image mask{};  ///< of hands in it; empty when there are none
};

/// A part of a random photograph at `size` x `size`: scaled, mirrored, recoloured.
[[nodiscard]] Image photo_backdrop(const PhotoLibrary& photos, int size, Random& random);

/// The same of a photograph of people, and closer: down to a face that fills the picture.
[[nodiscard]] Backdrop people_backdrop(const PeopleLibrary& people, int size, Random& random);

/// A made-up room: walls, edges, flat things, blinds, lamps.
[[nodiscard]] Image room_backdrop(int size, Random& random);

/// Draws a few flat things (frames, doors, blinds) over a picture.
void draw_things(Image& picture, int count, Random& random);

}  // namespace handsight::composite
