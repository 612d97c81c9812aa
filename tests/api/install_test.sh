#!/bin/sh
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# install_test.sh BUILD SOURCE TO_PPM: installs the library, builds the example against what was
# installed and nothing else, runs its programs, and holds the library to its size and dependencies.
set -eu
build=$1 source=$2 to_ppm=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cmake --install "$build" --component runtime --prefix "$folder/usr" > "$folder/log"
cmake -S "$source/examples/detect" -B "$folder/build" -DCMAKE_PREFIX_PATH="$folder/usr" \
  -DCMAKE_BUILD_TYPE=Release > "$folder/log" || { cat "$folder/log"; exit 1; }
cmake --build "$folder/build" > "$folder/log" || { cat "$folder/log"; exit 1; }

model=$source/models/hand-mask-small.onnx
{ printf 'P6\n64 48\n255\n'; head -c 9216 /dev/zero; } > "$folder/black.ppm"
"$to_ppm" "$source/samples/fist.jpg" "$folder/fist.ppm"
for program in detect detect_c; do
  "$folder/build/$program" "$model" "$folder/black.ppm" > "$folder/hands"
  if grep '^hand at' "$folder/hands"; then
    echo "$program found a hand in a black picture"; exit 1
  fi
  "$folder/build/$program" "$model" "$folder/fist.ppm" | tee "$folder/hands"
  [ "$(grep -c '^hand at' "$folder/hands")" -eq 1 ]
done

# the same without CMake
if command -v pkg-config > "$folder/log"; then
  PKG_CONFIG_PATH=$(dirname "$(find "$folder/usr" -name handsight.pc)")
  export PKG_CONFIG_PATH
  # shellcheck disable=SC2046
  ${CC:-cc} "$source/examples/detect/detect.c" -o "$folder/detect_pc" \
    $(pkg-config --cflags --libs handsight) -Wl,-rpath,"$(pkg-config --variable=libdir handsight)"
  "$folder/detect_pc" "$model" "$folder/fist.ppm" > "$folder/hands_pc"
  cmp "$folder/hands_pc" "$folder/hands"
else
  echo "pkg-config is not here: its file is not tested"
fi

# the first pixel becomes the background, the middle of the fist stays what it is
"$folder/build/key" "$model" "$folder/fist.ppm" "$folder/keyed.ppm"
pixel() { tail -c +$((16 + 3 * $2)) "$1" | head -c 3 | od -An -tu1; }
[ "$(pixel "$folder/keyed.ppm" 0)" = "   0 177  64" ]
middle=$((400 * 480 + 220))
[ "$(pixel "$folder/keyed.ppm" $middle)" = "$(pixel "$folder/fist.ppm" $middle)" ]

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
