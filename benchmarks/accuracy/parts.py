#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Parts and depth by `segment` on rendered hands, through the whole program.

usage: /usr/bin/python3 parts.py HANDSIGHT [--layers MODEL] [--pictures 60] [--size 320] [--fov 65]
                [--json FILE]

The models are the shipped ones, or MODEL tells what it can of parts and depth; all pictures are taken with one lens, which the program is told.
Parts: IoU of each part with at least 20 true pixels, averaged over the parts of a hand, then over
hands (protocol amodal), hands that are not found or called the other side included; `parts_told_side`
is the same with the better of the two sides for each hand. The baseline gives the true outline of the
hand, all of it palm. Depth: pixels of hands that were found, within 50 mm and within 5 % of the truth;
the baseline says the median distance of all pictures for all of them.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import numpy
from PIL import Image

CASES = {"one hand": ["--hands", "any", "--option", "two_hands=0"], "two hands": ["--hands", "both"]}
SIDES = ("left", "right")
PARTS = 16
PALM = 9
LEAST_PIXELS = 20


def read(folder, name):
    return numpy.array(Image.open(folder / name))


def part_iou(found, truth):
    """Mean over the parts of one hand that are there; None without any."""
    scores = []
    for part in range(1, PARTS + 1):
        is_part = truth == part
        if is_part.sum() < LEAST_PIXELS:
            continue
        said = found == part
        scores.append((is_part & said).sum() / (is_part | said).sum())
    return statistics.fmean(scores) if scores else None


def measure(a, options, scratch):
    data, out = scratch / "data", scratch / "out"
    subprocess.run([a.handsight, "data", "render", "-o", data, "--layout", "folder", "--count",
                    str(a.pictures), "--size", str(a.size), "--seed", "906", "--quiet",
                    "--option", "empty=0", "--option", "least_size=0.2",
                    "--option", f"least_fov_deg={a.fov}", "--option", f"most_fov_deg={a.fov}",
                    *options], check=True)
    subprocess.run([a.handsight, "segment", data / "images", "-o", out, "--write", "parts,depth",
                    "--fov", str(a.fov), "--layers", a.layers, "--quiet", "--threads", "1"],
                   check=True)
    scores, free, blind, errors, truths = [], [], [], [], []
    for picture in sorted((data / "images").iterdir()):
        found = {side: read(out / "parts", f"{picture.stem}_{side}.png") for side in SIDES}
        for side in SIDES:
            truth = read(data / f"parts_{side}", f"{picture.stem}.png")
            score = part_iou(found[side], truth)
            if score is None:
                continue
            scores.append(score)
            free.append(max(part_iou(found[other], truth) for other in SIDES))
            blind.append(part_iou(numpy.where(truth > 0, PALM, 0), truth))
        depth, true_depth = (read(folder, f"{picture.stem}.png").astype(float)
                             for folder in (out / "depth", data / "depth"))
        both = (depth > 0) & (true_depth > 0)
        errors.append(numpy.abs(depth - true_depth)[both])
        truths.append(true_depth[both])
    errors, truths = numpy.concatenate(errors), numpy.concatenate(truths)
    constant = numpy.abs(truths - numpy.median(truths))
    return {"hands": len(scores), "parts": statistics.fmean(scores),
            "parts_told_side": statistics.fmean(free), "parts_all_palm": statistics.fmean(blind),
            "depth_pixels": len(errors), "depth_within_50_mm": float((errors <= 50).mean()),
            "depth_within_5_percent": float((errors <= 0.05 * truths).mean()),
            "depth_mean_error_mm": float(errors.mean()),
            "one_distance_within_50_mm": float((constant <= 50).mean()),
            "one_distance_mean_error_mm": float(constant.mean()),
            "median_distance_mm": float(numpy.median(truths))}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--layers", default="auto")
    parser.add_argument("--pictures", type=int, default=60)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--fov", type=float, default=65.0)
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
