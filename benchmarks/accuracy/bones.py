#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Parts by `segment` on real photographs: is the middle of each true bone on that bone's part?

usage: /usr/bin/python3 bones.py HANDSIGHT DATA [--layers MODEL] [--every N] [--json FILE]

Pictures: DATA/real/keypoints/handgraph_dev, with 21 true joints but no parts. The middle of each
phalanx between its two joints has to lie on that phalanx, and the middle between the wrist and each
base of the four fingers on the palm; hidden bones count, too, as parts are told behind other parts
only where one hand hides another. The photographs do not say which side a hand is: of each picture
the side with more pixels counts. The models are the shipped ones; `--layers none` leaves the parts to
the keypoints. Beside it stands what one answer for all pictures reaches, all of it palm.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import numpy
from PIL import Image

PALM = 9
# of thumb, index, middle, ring and little finger, from the base
PHALANGES = ((8, 10, 13), (11, 2, 12), (4, 15, 5), (1, 16, 6), (3, 14, 7))


def bones():
    """(joint, joint, part) of all bones; 0 is the wrist."""
    for finger, parts in enumerate(PHALANGES):
        base = 1 + 4 * finger
        if finger > 0:
            yield 0, base, PALM
        for place, part in enumerate(parts):
            yield base + place, base + place + 1, part


def told(folder, stem):
    maps = [numpy.array(Image.open(folder / "parts" / f"{stem}_{side}.png"))
            for side in ("left", "right")]
    return max(maps, key=lambda parts: (parts > 0).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--layers", default="auto")
    parser.add_argument("--every", type=int, default=1, help="of the pictures")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    folder = a.data / "real/keypoints/handgraph_dev"
    frames = json.loads((folder / "keypoints.json").read_text())["frames"][::a.every]
    hits, palm = {"phalanges": [], "tips": [], "palm": []}, []
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([a.handsight, "segment", *(folder / frame["file"] for frame in frames),
                        "-o", out, "--write", "parts", "--layers", a.layers, "--quiet",
                        "--threads", "1"], check=True)
        for frame in frames:
            parts = told(pathlib.Path(out), pathlib.Path(frame["file"]).stem)
            points = numpy.array(frame["keypoints"])
            for one, other, part in bones():
                x, y = numpy.rint((points[one] + points[other]) / 2).astype(int)
                if not (0 <= x < parts.shape[1] and 0 <= y < parts.shape[0]):
                    continue
                kind = "palm" if part == PALM else "phalanges"
                hits[kind].append(bool(parts[y, x] == part))
                if part in {parts_of[2] for parts_of in PHALANGES}:
                    hits["tips"].append(hits[kind][-1])
                palm.append(part == PALM)
    result = {"pictures": len(frames),
              "right": statistics.fmean(hits["phalanges"] + hits["palm"]),
              **{kind: statistics.fmean(values) for kind, values in hits.items()},
              "all_palm": statistics.fmean(palm)}
    print(json.dumps(result, indent=2))
    if a.json:
        a.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
