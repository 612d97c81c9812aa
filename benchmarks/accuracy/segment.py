#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Masks of `segment` as a user runs it, with and without the closer look at small hands.

usage: segment.py HANDSIGHT MODEL DATA [--every N] [--empty 60] [--json FILE]

The masks that `segment --write mask` writes, against those of irllabs and of HGR1's validation people
(of those, every N-th picture), pixels to be ignored left out: the mean over pictures of the hand's
IoU, with the 95 % interval of 1000 bootstrap samples. And of photographs without hands, those of
run.py, the share of pixels that are called hand. Needs numpy and Pillow.
"""
import argparse
import json
import pathlib
import random
import subprocess
import tempfile

import numpy
from PIL import Image

LOOKS = ("no", "yes")


def pictures(data, every):
    irllabs = data / "dev/irllabs"
    yield "irllabs", irllabs, sorted(path.stem for path in (irllabs / "images").glob("*.jpg"))
    hgr1 = data / "real/hgr1"
    yield "HGR1 val", hgr1, (hgr1 / "val.txt").read_text().split()[::every]


def iou(found, truth):
    counts = truth != 255
    hand = truth == 1
    union = numpy.sum((found | hand) & counts)
    return float(numpy.sum(found & hand & counts) / union) if union else 1.0


def interval(values):
    draw = random.Random(0)
    means = sorted(numpy.mean(draw.choices(values, k=len(values))) for _ in range(1000))
    return [round(float(means[25]), 4), round(float(means[974]), 4)]


def masks(handsight, model, files, look):
    """The masks of pictures, in their order."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([handsight.resolve(), "segment", "-m", model, "--pose", "none", "--closer", look,
                        "--write", "mask", "-o", out, "--quiet", *files], check=True)
        for file in files:
            yield numpy.array(Image.open(pathlib.Path(out) / "mask" / f"{file.stem}.png")) > 127


def measured(a, folder, stems, look):
    files = [folder / "images" / f"{stem}.jpg" for stem in stems]
    values = [iou(found, numpy.array(Image.open(folder / "masks" / f"{file.stem}.png")))
              for file, found in zip(files, masks(a.handsight, a.model, files, look))]
    return {"pictures": len(values), "iou": round(float(numpy.mean(values)), 4),
            "interval": interval(values)}


def false_alarms(a):
    """Share of the pixels of each of `--empty` photographs without hands, by look."""
    source = (f"composite={a.data.resolve()}/real:val?count={a.empty}&size=256"
              "&hands_min=0&hands_max=0&room=0&distractors=0")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "empty"
        subprocess.run([a.handsight.resolve(), "data", "convert", source, "-o", folder, "--to", "folder",
                        "--quiet"], check=True)
        files = sorted((folder / "images").iterdir())
        for look in LOOKS:
            yield look, [float(found.mean()) for found in masks(a.handsight, a.model, files, look)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("model")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--empty", type=int, default=60, help="photographs without hands")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    rows = {}
    for name, folder, stems in pictures(a.data, a.every):
        for look in LOOKS:
            row = measured(a, folder, stems, look)
            rows[f"{name}, closer look: {look}"] = row
            print(f"{name:10} closer look {look:3}  {row['iou']:.3f}  "
                  f"{row['interval'][0]:.3f}-{row['interval'][1]:.3f}", flush=True)
    for look, shares in false_alarms(a):
        row = {"pictures": len(shares), "called_hand": round(float(numpy.mean(shares)), 6),
               "interval": interval(shares)}
        rows[f"photographs without hands, closer look: {look}"] = row
        print(f"no hands   closer look {look:3}  {100 * row['called_hand']:.3f} % of the pixels",
              flush=True)
    if a.json:
        a.json.write_text(json.dumps({"model": pathlib.Path(a.model).name, "cases": rows}, indent=1)
                          + "\n")


if __name__ == "__main__":
    main()
