#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""client.py PICTURE [SERVER]: the hands that `handsight serve` finds in a picture."""
import json
import os
import pathlib
import sys
import urllib.request

picture = pathlib.Path(sys.argv[1]).read_bytes()
server = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8080"
request = urllib.request.Request(f"{server}/v1/segment", picture, {"Content-Type": "image/jpeg"})
if token := os.environ.get("HANDSIGHT_TOKEN"):
    request.add_header("Authorization", f"Bearer {token}")
with urllib.request.urlopen(request, timeout=10) as answer:
    found = json.load(answer)
for hand in found["hands"]:
    x, y, width, height = hand["box"]
    print(f"{hand.get('side', 'hand')} at {x}, {y} of {width} x {height}, score {hand['score']:.2f}")
