#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Frames/s of `handsight segment` on a video of 1280 x 720 with two rendered hands, from file to
file.

Measured is the whole program, start included: reading and decoding, the mask, the keypoints,
tracking, and what is written. Medians over the rounds.

usage: run.py HANDSIGHT [--frames 300] [--rounds 3] [--precisions fp32,bf16,int8,fp32@AVX2]
@AVX2: as a processor with nothing newer would.
Needs ffmpeg; writes benchmarks/video/results.json.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
RENDERED = 60  # frames; the clip runs to and fro
CASES = {
    "mask, JSON": ["--pose", "none", "--json", "-"],
    "mask and keypoints, JSON": ["--json", "-"],
    "mask and keypoints, overlay": ["--write", "overlay"],
    "mask, blurred background": ["--pose", "none", "--background", "blur"],
}


def make_video(handsight, folder, frames):
    """Frames of a rendered clip as a film of 30 frames/s."""
    subprocess.run([handsight, "data", "render", "-o", folder / "clip", "--layout", "gtea",
                    "--count", "1", "--clips", str(RENDERED), "--hands", "both", "--quiet",
                    "--option", "size=0", "--option", "width=1280", "--option", "height=720"],
                   check=True)
    pictures = sorted((folder / "clip").glob("GTEA_pictures/**/*.jpg"),
                      key=lambda path: int(path.stem.split("_")[-1]))  # the name ends in the time
    there_and_back = pictures + pictures[::-1]
    listing = folder / "frames.txt"
    listing.write_text("".join(
        f"file '{there_and_back[i % len(there_and_back)]}'\nduration 0.0333333\n"
        for i in range(frames)))
    video = folder / "hands.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", listing, "-r",
                    "30", "-frames:v", str(frames), "-pix_fmt", "yuv420p", video], check=True)
    return video


def seconds(handsight, video, flags, precision):
    precision, _, isa = precision.partition("@")
    environment = {**os.environ, **({"ONEDNN_MAX_CPU_ISA": isa} if isa else {})}
    with tempfile.TemporaryDirectory() as out:
        written = [] if "--json" in flags else ["-o", out]
        start = time.monotonic()
        done = subprocess.run([handsight, "segment", video, "--precision", precision, "--quiet",
                               *flags, *written], check=True, capture_output=True, text=True,
                              env=environment)
        return time.monotonic() - start, done.stdout


def hands_found(lines):
    return [len(json.loads(line)["hands"]) for line in lines.splitlines()]


def measure(handsight, video, a, precision):
    medians = {}
    for name, flags in CASES.items():
        runs = [seconds(handsight, video, flags, precision) for _ in range(a.rounds)]
        medians[name] = round(a.frames / statistics.median(run[0] for run in runs), 1)
        if runs[0][1]:
            found = hands_found(runs[0][1])
            medians[name + ": hands a frame"] = round(sum(found) / len(found), 2)
    return medians


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precisions", default="fp32")
    a = parser.parse_args()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), platform.processor())
    handsight = a.handsight.resolve()
    with tempfile.TemporaryDirectory() as folder:
        video = make_video(handsight, pathlib.Path(folder), a.frames)
        results = {"machine": cpu, "cores": os.cpu_count(),
                   "load_average_before": round(os.getloadavg()[0], 2), "frames": a.frames,
                   "rounds": a.rounds, "size": [1280, 720],
                   "frames_per_second": {precision: measure(handsight, video, a, precision)
                                         for precision in a.precisions.split(",")}}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
