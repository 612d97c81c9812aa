#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# The checks that need no build: layout, layers, licence lines, large files, spelling.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/format.sh --check
cmake -DROOT="$PWD" -P cmake/CheckLayers.cmake

# What git tracks, or without git (a source archive) what lies in the folders of the project.
files() {
  git -c safe.directory="$PWD" ls-files -z 2> /dev/null ||
    find .ci Makefile ./*.md ./*.txt ./*.json apps benchmarks cmake docs handsight recipes scripts tests -type f -print0
}

failed=0
complain() {
  echo "check: $*" >&2
  failed=1
}

readonly most_bytes=$((12 << 20)) # a shipped model is the largest thing that belongs into git
while IFS= read -r -d '' file; do
  [[ -f $file ]] || continue
  case "$file" in
    handsight/*.cpp | handsight/*.h | apps/*.cpp | apps/*.h | tests/*.cpp | tests/*.h)
      [[ $(head -n 2 "$file" | grep -c 'SPDX-') -eq 2 ]] ||
        complain "$file: does not begin with the two SPDX lines"
      ;;
  esac
  size=$(stat --format=%s "$file")
  [[ $size -le $most_bytes ]] || complain "$file: $size bytes, allowed are $most_bytes"
done < <(files)

if command -v codespell > /dev/null; then
  readonly on_purpose=netwroks # tests ask for what is misspelt
  files | grep --null-data --extended-regexp \
    '(\.(cpp|h|md|toml|sh|txt|cmake|json)|Makefile|\.ci/run|pre-commit)$' |
    xargs --null --no-run-if-empty codespell --ignore-words-list "$on_purpose" || failed=1
fi
exit "$failed"
