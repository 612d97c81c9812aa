#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# onnxruntime_test.sh TO_PPM SOURCE: ONNX Runtime finds the hand of a sample picture where it is.
set -euo pipefail
to_ppm=$1 source=$2
export ORT_FOLDER=${HANDSIGHT_ORT:-$source/web}
[[ -d $ORT_FOLDER/node_modules ]] ||
  { echo "skipped: no node_modules in $ORT_FOLDER; scripts/install-deps.sh --web"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$to_ppm" "$source/samples/fist.jpg" "$folder/fist.ppm"
found=$(node "$source/examples/onnxruntime/hands.mjs" "$source/models/hand-mask-small.onnx" \
  "$folder/fist.ppm")
echo "$found"
# the fist fills the middle of 480 x 640 pixels
[[ $found =~ ^hands\ at\ ([0-9]+),\ ([0-9]+)\ of\ ([0-9]+)\ x\ ([0-9]+)$ ]]
(( BASH_REMATCH[3] > 100 && BASH_REMATCH[3] < 480 && BASH_REMATCH[4] > 100 ))
