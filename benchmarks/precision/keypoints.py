#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What a smaller number format costs a keypoint model: error of `segment`, mask and crop included.

usage: /usr/bin/python3 keypoints.py HANDSIGHT DATA CHECKPOINT [--every N] [--json FILE]

The checkpoint is exported with weights of 32, 16 and 8 bits (calibrated on 64 squares around hands
of HGR1's training people) and finds keypoints in the pictures of DATA/real/keypoints/handgraph_dev.
A picture's error is the mean distance of its 21 points in pixels of 256; of several hands the nearest
counts, and where none is found the middle of the picture. The mask is the shipped one in 32 bits.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

from PIL import Image

FORMATS = ("fp32", "fp16", "int8")
MARGIN = 1.25
MIDDLE = [(127.5, 127.5)] * 21


def crops(real, folder):
    """Squares around hands, as the network is shown them."""
    folder.mkdir()
    labels = json.loads((real / "pseudo_keypoints/hgr1.json").read_text())["files"]
    training = (real / "hgr1/train.txt").read_text().split()
    for stem in [stem for stem in training if stem in labels][::10][:64]:
        points = labels[stem]["keypoints"]
        (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*points))
        half = 0.5 * MARGIN * max(right - left, bottom - top)
        x, y = (left + right) / 2, (top + bottom) / 2
        picture = Image.open(real / "hgr1/images" / f"{stem}.jpg")
        picture.crop([round(v) for v in (x - half, y - half, x + half, y + half)]).save(
            folder / f"{stem}.png")
    return sorted(folder.iterdir())


def error(hands, truth):
    found = [[point[:2] for point in hand["keypoints"]] for hand in hands if "keypoints" in hand]
    return min(statistics.fmean(map(math.dist, points, truth)) for points in [*found, MIDDLE])


def measure(a, scratch):
    real = a.data / "real"
    pictures = real / "keypoints/handgraph_dev"
    frames = json.loads((pictures / "keypoints.json").read_text())["frames"][::a.every]
    row = {"model": a.checkpoint.stem, "pictures": len(frames)}
    for precision in FORMATS:
        model = scratch / f"{precision}.onnx"
        calibration = ["--calibrate", *crops(real, scratch / "crops")] if precision == "int8" else []
        subprocess.run([a.handsight, "export", a.checkpoint, "-o", model, "--precision", precision,
                        *calibration], check=True, stdout=subprocess.DEVNULL)
        lines = subprocess.run(
            [a.handsight, "segment", "--json", "-", "--quiet", "--threads", "1", "--pose", model,
             *(pictures / frame["file"] for frame in frames)], check=True, capture_output=True,
            text=True).stdout.splitlines()
        errors = [error(json.loads(line)["hands"], frame["keypoints"])
                  for line, frame in zip(lines, frames)]
        row[precision] = {"mean_px": statistics.fmean(errors),
                          "median_px": statistics.median(errors)}
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1, help="of the pictures")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    a.handsight = a.handsight.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        row = measure(a, pathlib.Path(scratch))
    print(json.dumps(row, indent=2))
    if a.json:
        a.json.write_text(json.dumps(row, indent=2) + "\n")


if __name__ == "__main__":
    main()
