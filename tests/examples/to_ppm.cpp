// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// to_ppm PICTURE OUT.ppm: a picture as the examples read them.
#include <cstdio>
#include <exception>
#include <fstream>

#include "handsight/imaging/picture_file.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const auto picture = handsight::read_picture(argv[1], {});
    std::ofstream file(argv[2], std::ios::binary);
    file << "P6\n" << picture.width << ' ' << picture.height << "\n255\n";
    file.write(reinterpret_cast<const char*>(picture.pixels.data()),
               static_cast<std::streamsize>(picture.pixels.size()));
    return file.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "to_ppm: %s\n", error.what());
    return 1;
  }
}
