#!/bin/sh
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# install_test.sh BUILD SOURCE: installs the library, builds the example against what was installed
# and nothing else, runs both its programs, and holds the library to its size and dependencies.
set -eu
build=$1 source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --install "$build" --component runtime --prefix "$folder/usr" > "$folder/log"
cmake -S "$source/examples/detect" -B "$folder/build" -DCMAKE_PREFIX_PATH="$folder/usr" \
  -DCMAKE_BUILD_TYPE=Release > "$folder/log" || { cat "$folder/log"; exit 1; }
cmake --build "$folder/build" > "$folder/log" || { cat "$folder/log"; exit 1; }

model=$source/models/hand-mask-small.onnx
{ printf 'P6\n64 48\n255\n'; head -c 9216 /dev/zero; } > "$folder/black.ppm"
"$folder/build/detect" "$model" "$folder/black.ppm"
"$folder/build/detect_c" "$model"
if "$folder/build/detect" "$folder/black.ppm" "$folder/black.ppm" 2> "$folder/log"; then
  echo "a picture was taken for a model"; exit 1
fi
grep -q '^detect: .*not an ONNX model' "$folder/log"

library=$(find "$folder/usr" -name 'libhandsight.so.*.*')
strip -o "$folder/stripped" "$library"
bytes=$(stat -c %s "$folder/stripped")
echo "libhandsight.so: $bytes bytes stripped"
[ "$bytes" -lt 3000000 ]
if ldd "$library" | grep -E 'libtorch|libopencv|libpython'; then
  echo "the library needs more than it should"; exit 1
fi
