#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Left and right by `segment` on rendered hands, pixel by pixel.

usage: /usr/bin/python3 sides.py HANDSIGHT [--pictures 100] [--size 320] [--json FILE]

The models are the shipped ones. Counted are pixels that a hand with a side was found on and that are
hand in truth; agreed are those of the true side. `hands` counts hands of at least 400 true pixels
by what most of their found pixels say. The baseline says "right" everywhere.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image

CASES = {"one hand": ["--hands", "any", "--option", "two_hands=0"], "two hands": ["--hands", "both"]}
SIDES = {1: "left", 2: "right"}
LEAST_PIXELS = 400


def decoded(mask):
    """COCO's compressed run lengths, columns first, as rows x columns of 0 and 1."""
    counts, text, at = [], mask["counts"].encode(), 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            byte = text[at] - 48
            at += 1
            value |= (byte & 31) << shift
            more = byte & 32
            shift += 5
            if not more and byte & 16:
                value |= -1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    flat = numpy.repeat(numpy.arange(len(counts)) % 2, counts)
    rows, columns = mask["size"]
    return flat.reshape(columns, rows).T.astype(bool)


def measure(a, options, scratch):
    data = scratch / "data"
    subprocess.run([a.handsight, "data", "render", "-o", data, "--layout", "folder", "--count",
                    str(a.pictures), "--size", str(a.size), "--seed", "905", "--quiet",
                    "--option", "empty=0", "--option", "least_size=0.2", *options], check=True)
    lines = subprocess.run([a.handsight, "segment", data / "images", "--json", "-", "--quiet",
                            "--threads", "1"], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    counts = {"pixels": 0, "agree": 0, "right_in_truth": 0, "hands": 0, "hands_agree": 0}
    for record in map(json.loads, lines):
        sides = data / "sides" / (pathlib.Path(record["image"]).stem + ".png")
        truth = numpy.array(Image.open(sides))
        said = numpy.zeros(truth.shape, dtype=numpy.uint8)
        for hand in record["hands"]:
            if "side" in hand:
                said[decoded(hand["mask"])] = 1 if hand["side"] == "left" else 2
        seen = (said > 0) & ((truth == 1) | (truth == 2))
        counts["pixels"] += int(seen.sum())
        counts["agree"] += int((seen & (said == truth)).sum())
        counts["right_in_truth"] += int((seen & (truth == 2)).sum())
        for side in SIDES:
            hand = seen & (truth == side)
            if (truth == side).sum() >= LEAST_PIXELS and hand.any():
                counts["hands"] += 1
                counts["hands_agree"] += int((said[hand] == side).mean() > 0.5)
    return counts | {"agreement": counts["agree"] / max(1, counts["pixels"]),
                     "baseline": counts["right_in_truth"] / max(1, counts["pixels"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    a.handsight = a.handsight.resolve()
    result = {}
    for name, options in CASES.items():
        with tempfile.TemporaryDirectory() as scratch:
            result[name] = measure(a, options, pathlib.Path(scratch))
        print(name, json.dumps(result[name]), flush=True)
    if a.json:
        a.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
