#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Wall time of `handsight segment` on one sample picture, whole process, model load included.

usage: run.py HANDSIGHT [--runs N]; writes benchmarks/startup/results.json.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PICTURE = HERE.parent.parent / "samples" / "finger-straight.jpg"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=11)
    a = parser.parse_args()
    seconds = []
    with tempfile.TemporaryDirectory() as out:
        for _ in range(a.runs + 1):
            start = time.perf_counter()
            subprocess.run([a.handsight.resolve(), "segment", PICTURE, "-o", out, "--write", "mask",
                            "--quiet"], check=True)
            seconds.append(time.perf_counter() - start)
    counted = sorted(seconds[1:])  # the first run fills the page cache
    results = {"picture": PICTURE.name, "runs": a.runs, "median_s": statistics.median(counted),
               "min_s": counted[0], "max_s": counted[-1]}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
