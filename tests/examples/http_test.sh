#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# http_test.sh PROGRAM SOURCE: the client in Python finds the hand of a sample picture.
set -euo pipefail
program=$1 source=$2
command -v python3 > /dev/null || { echo "skipped: python3 is not there"; exit 77; }
log=$(mktemp)
"$program" serve --port 0 2> "$log" &
server=$!
trap 'kill -INT $server; wait $server; rm -f "$log"' EXIT
for _ in $(seq 100); do
  address=$(grep -o 'http://[0-9.:]*' "$log" || true)
  [[ -n $address ]] && break
  sleep 0.1
done
found=$(python3 "$source/examples/http/client.py" "$source/samples/fist.jpg" "$address")
echo "$found"
[[ $(wc -l <<< "$found") -eq 1 && $found =~ ^(hand|left|right)\ at\  ]]
