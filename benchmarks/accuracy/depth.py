#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""How far away `segment` says that hands on real photographs are, against their true joints.

usage: depth.py HANDSIGHT MODEL DATA [--every N] [--json FILE]

Pictures: DATA/real/keypoints/handgraph_dev, squares cut out of frames of a calibrated camera, each
with the 21 joints in front of it. The program is told the field of view of each square and its
median depth is compared with that of the joints inside the picture. Beside it stand the errors of
saying the same distance for every picture, the best one there is, and what is left when one factor
for all pictures is taken out, as hands and lenses of another scale would need it.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

SIDE = 256


def truth_mm(frame):
    inside = [xyz[2] for (x, y), xyz in zip(frame["keypoints"], frame["xyz_cm"])
              if 0 <= x < SIDE and 0 <= y < SIDE]
    return 10 * statistics.median(inside)


def found_mm(a, picture, focal_px, out):
    """The depth of the largest hand; None where there is none."""
    line = subprocess.run(
        [a.handsight, "segment", picture, "--json", "-", "--write", "depth", "--layers", a.model,
         "--fov", str(2 * math.degrees(math.atan(SIDE / 2 / focal_px))), "-o", out, "--quiet",
         "--threads", "1"], check=True, capture_output=True, text=True).stdout
    hands = [hand for hand in json.loads(line)["hands"] if "depth_mm" in hand]
    return hands[0]["depth_mm"] if hands else None


def summary(errors, truths):
    return {"mean_mm": round(statistics.fmean(errors), 1),
            "median_mm": round(statistics.median(errors), 1),
            "within_50_mm": round(sum(e <= 50 for e in errors) / len(errors), 3),
            "median_share": round(statistics.median(e / t for e, t in zip(errors, truths)), 3)}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1, help="of the pictures")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    folder = a.data / "real/keypoints/handgraph_dev"
    frames = json.loads((folder / "keypoints.json").read_text())["frames"][::a.every]
    with tempfile.TemporaryDirectory() as out:
        pairs = [(found_mm(a, folder / frame["file"], frame["K256"][0], out), truth_mm(frame))
                 for frame in frames]
    seen = [(found, truth) for found, truth in pairs if found]
    truths = [truth for _, truth in seen]
    constant = statistics.median(truths)
    factor = statistics.median(truth / found for found, truth in seen)
    result = {
        "pictures": len(frames), "hands_found": len(seen),
        "truth_mm": [round(min(truths)), round(constant), round(max(truths))],
        "segment": summary([abs(found - truth) for found, truth in seen], truths),
        "one_distance_for_all": summary([abs(constant - truth) for truth in truths], truths),
        "factor": round(factor, 3),
        "segment_times_factor": summary([abs(found * factor - truth) for found, truth in seen],
                                        truths)}
    print(json.dumps(result, indent=2))
    if a.json:
        a.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
