#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# Writes docs/catalogue.md from what the program lists.
#
#   scripts/generate-docs.sh [BINARY]           writes the page
#   scripts/generate-docs.sh --check [BINARY]   fails when the page is stale
set -euo pipefail
cd "$(dirname "$0")/.."

check=no
if [[ ${1:-} == --check ]]; then
  check=yes
  shift
fi
binary=${1:-build/release/bin/handsight}
readonly page=docs/catalogue.md
if [[ ! -x $binary ]]; then
  echo "generate-docs: no program '$binary'; run make build, or name one" >&2
  exit 1
fi

# what is listed must not depend on where the program was built
export HANDSIGHT_RECIPES=recipes HANDSIGHT_MODELS=models

fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
{
  echo '<!-- Written by scripts/generate-docs.sh; change the units, then run make docs. -->'
  echo '# Catalogue'
  echo
  echo 'Every unit that the program knows, as "handsight list" shows it.'
  for kind in networks encoders decoders heads discriminators losses protocols metrics augmentations datasets recipes models; do
    echo
    # headings one level down, and no path of this machine
    "$binary" list "$kind" --markdown | sed -e 's/^#/##/' -e "s#$PWD/##g"
  done
} > "$fresh"

if [[ $check == no ]]; then
  install -m 644 "$fresh" "$page"
elif ! diff --unified "$page" "$fresh"; then
  echo "generate-docs: $page is stale; run make docs and commit it" >&2
  exit 1
fi
