#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# Lays out every C++ source as .clang-format says; with --check only names the files that differ.
# Files given as arguments are taken instead of all.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly version=14 # other versions lay out differently
formatter=
for name in "clang-format-$version" clang-format; do
  if command -v "$name" > /dev/null && [[ $("$name" --version) == *"version $version."* ]]; then
    formatter=$name
    break
  fi
done
if [[ -z $formatter ]]; then
  echo "format: needs clang-format $version; run scripts/install-deps.sh" >&2
  exit 1
fi

mode=(-i)
if [[ ${1:-} == --check ]]; then
  mode=(--dry-run --Werror)
  shift
fi
if [[ $# -gt 0 ]]; then
  printf '%s\0' "$@"
else
  find handsight apps tests benchmarks \( -name '*.cpp' -o -name '*.h' \) -print0 2> /dev/null || true
fi | xargs --null --no-run-if-empty "$formatter" "${mode[@]}"
