#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Samples a second and core, read, resized and augmented: handsight against OpenCV with numpy.

Renders JPEG frames with masks at 320x240 and 1280x720, packs them at 256 pixels, and lets both do
the same work on one thread: decode picture and mask, letter-box to 256, flip, rotate-scale-shift,
colour, blur, noise. The peer needs python3-opencv and python3-numpy.

usage: run.py HANDSIGHT [--samples N]; writes benchmarks/decoding/results.json.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import cv2
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
SIDE = 256
FRAMES = 64


def render(handsight, folder, width, height):
    """Frames in the layout of GTEA: JPEG pictures and JPEG masks."""
    subprocess.run([handsight, "data", "render", "-o", folder, "--layout", "gtea", "--count",
                    str(FRAMES), "--quiet", "--option", "size=0", "--option", f"width={width}",
                    "--option", f"height={height}"], check=True)


def ours(handsight, data, samples):
    command = [handsight, "bench", "--data", data, "--samples", str(samples), "--size", str(SIDE),
               "--json", "-"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def letter_box(picture, interpolation):
    height, width = picture.shape[:2]
    zoom = SIDE / max(height, width)
    small = cv2.resize(picture, (round(width * zoom), round(height * zoom)),
                       interpolation=interpolation)
    canvas = np.zeros((SIDE, SIDE) + picture.shape[2:], picture.dtype)
    top = (SIDE - small.shape[0]) // 2
    left = (SIDE - small.shape[1]) // 2
    canvas[top:top + small.shape[0], left:left + small.shape[1]] = small
    return canvas


def augment(picture, mask, draw):
    if draw.random() < 0.5:
        picture, mask = picture[:, ::-1], mask[:, ::-1]
    move = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), draw.uniform(-30, 30),
                                   draw.uniform(0.75, 1.25))
    move[:, 2] += draw.uniform(-0.1, 0.1, 2) * SIDE
    picture = cv2.warpAffine(np.ascontiguousarray(picture), move, (SIDE, SIDE),
                             flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpAffine(np.ascontiguousarray(mask), move, (SIDE, SIDE), flags=cv2.INTER_NEAREST,
                          borderValue=255)
    picture = picture * draw.uniform(0.8, 1.2) * draw.uniform(0.9, 1.1, 3).astype(np.float32)
    mean = picture.mean()
    picture = (picture - mean) * draw.uniform(0.8, 1.2) + mean
    grey = picture.mean(axis=2, keepdims=True)
    picture = np.clip((picture - grey) * draw.uniform(0.7, 1.3) + grey, 0, 1)
    picture = picture ** draw.uniform(1 / 1.2, 1.2)
    if draw.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), draw.uniform(0.3, 1.5))
    if draw.random() < 0.3:
        noise = draw.normal(0, draw.uniform(0, 0.03), picture.shape).astype(np.float32)
        picture = np.clip(picture + noise, 0, 1)
    return picture, mask


def peer(folder, samples):
    masks = sorted((folder / "gtea_cropped").glob("*/*.jpg"))
    draw = np.random.default_rng(1)

    def go(stage):
        start = time.perf_counter()
        for i in range(samples):
            mask_path = masks[i % len(masks)]
            picture = cv2.cvtColor(cv2.imread(str(folder / "GTEA_pictures" / mask_path.name)),
                                   cv2.COLOR_BGR2RGB)
            mask = (cv2.imread(str(mask_path), cv2.IMREAD_GRAYSCALE) > 127).astype(np.uint8)
            if stage == "read":
                continue
            picture = letter_box(picture, cv2.INTER_AREA).astype(np.float32) / 255
            mask = letter_box(mask, cv2.INTER_NEAREST)
            if stage == "augmented":
                picture, mask = augment(picture, mask, draw)
                picture.transpose(2, 0, 1).copy()
        return samples / (time.perf_counter() - start)

    go("read")
    return {f"{stage}_per_s": go(stage) for stage in ("read", "batched", "augmented")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--samples", type=int, default=256)
    a = parser.parse_args()
    handsight = a.handsight.resolve()
    cv2.setNumThreads(1)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        for width, height in ((320, 240), (1280, 720)):
            folder = pathlib.Path(scratch) / f"{width}x{height}"
            render(handsight, folder, width, height)
            packed = folder.with_name(folder.name + "-packed")
            subprocess.run([handsight, "data", "pack", f"gtea={folder}", "-o", packed, "--longest",
                            str(SIDE), "--quiet"], check=True, stdout=subprocess.DEVNULL)
            row = {"unpacked": ours(handsight, f"gtea={folder}", a.samples),
                   "packed": ours(handsight, f"packed={packed}", a.samples),
                   "opencv": peer(folder, a.samples)}
            for kind in ("unpacked", "packed"):
                row[f"{kind}_ratio"] = {stage: round(row[kind][stage] / row["opencv"][stage], 2)
                                        for stage in row["opencv"]}
            results[folder.name] = row
    for row in results.values():
        for kind in ("unpacked", "packed"):
            del row[kind]["data"]
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
