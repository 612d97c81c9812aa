#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What a smaller number format costs a hand-mask model: hand IoU of the engine's masks.

usage: /usr/bin/python3 run.py HANDSIGHT DATA CHECKPOINT... [--every N] [--json FILE]

Each checkpoint is exported with weights of 32, 16 and 8 bits (calibrated on 64 pictures of HGR1's
training people), each file finds the hands of HGR1's validation people (DATA/real/hgr1), and the IoU
of every picture (pixels labelled 255 left out) is averaged: protocol imagewise.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import numpy
from PIL import Image

FORMATS = ("fp32", "fp16", "int8")


def stems(folder, split):
    excluded = set((folder / "excluded.txt").read_text().split())
    return [stem for stem in (folder / f"{split}.txt").read_text().split() if stem not in excluded]


def iou(found, truth):
    counts = truth != 255
    hand, said = (truth == 1) & counts, (found > 0) & counts
    union = (hand | said).sum()
    return (hand & said).sum() / union if union else 1.0


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def measure(handsight, checkpoint, folder, every, scratch):
    def picture(stem):
        return folder / "images" / f"{stem}.jpg"
    training, validation = stems(folder, "train")[::10][:64], stems(folder, "val")[::every]
    is_run = checkpoint.parent.name == "checkpoints"
    row = {"model": checkpoint.parent.parent.name if is_run else checkpoint.stem,
           "pictures": len(validation)}
    for precision in FORMATS:
        model, masks = scratch / f"{precision}.onnx", scratch / precision
        calibration = ["--calibrate", *map(picture, training)] if precision == "int8" else []
        run(handsight, "export", checkpoint, "-o", model, "--precision", precision, *calibration)
        run(handsight, "segment", "-m", model, "--pose", "none", "--write", "mask", "-o", masks,
            "--quiet", "--threads", 1,
            *map(picture, validation))
        scores = []
        for stem in validation:
            found = numpy.array(Image.open(next((masks / "mask").glob(f"{stem}.*"))))
            scores.append(iou(found, numpy.array(Image.open(folder / "masks" / f"{stem}.png"))))
        row[precision] = statistics.fmean(scores)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("checkpoints", type=pathlib.Path, nargs="+")
    parser.add_argument("--every", type=int, default=1, help="of the validation pictures")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    rows = []
    print("| model | pictures | fp32 | fp16 weights | int8 | int8 - fp32 |\n|---|---|---|---|---|---|")
    for checkpoint in a.checkpoints:
        with tempfile.TemporaryDirectory() as scratch:
            row = measure(a.handsight.resolve(), checkpoint, a.data / "real/hgr1", a.every,
                          pathlib.Path(scratch))
        rows.append(row)
        scores = " | ".join(f"{row[name]:.4f}" for name in FORMATS)
        print(f"| {row['model']} | {row['pictures']} | {scores} | {row['int8'] - row['fp32']:+.4f} |",
              flush=True)
    if a.json:
        a.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
