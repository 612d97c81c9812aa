#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Rendered pictures a second and core, two hands and all labels, through `handsight data inspect`.

The processor time of a long run less that of a short one, so that start-up and the making of the
subjects do not count.

usage: run.py HANDSIGHT [--sizes 128,256,512]; writes benchmarks/rendering/results.json.
"""
import argparse
import json
import pathlib
import resource
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
SUBJECTS = 4


def processor_s(handsight, size, pictures):
    data = f"synthetic?n={pictures}&size={size}&hands=both&empty=0&subjects={SUBJECTS}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([handsight, "data", "inspect", data, "--quiet", "--json"], check=True,
                   stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--sizes", default="128,256,512")
    a = parser.parse_args()
    handsight = a.handsight.resolve()
    results = {"hands": 2, "labels": "all", "pictures_per_core_s": {}}
    for size in map(int, a.sizes.split(",")):
        few, many = 40, 40 + 40 * 512 // size
        seconds = processor_s(handsight, size, many) - processor_s(handsight, size, few)
        results["pictures_per_core_s"][str(size)] = round((many - few) / seconds, 1)
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
