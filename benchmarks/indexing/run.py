#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Time and peak memory of opening a data set of many pictures.

Writes annotations as InterHand2.6M has them (JSON, 42 joints a picture) for pictures that are not
there, but for the first: what is measured is the index.

usage: run.py HANDSIGHT [--pictures N]; writes benchmarks/indexing/results.json.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CAMERAS = 100
CAPTURES = 20
SEQUENCE = "ROM01_No_Interaction_2_Hand"


def picture(i):
    capture, camera = i % CAPTURES, 400000 + i // CAPTURES % CAMERAS
    frame = i // (CAPTURES * CAMERAS)
    name = f"Capture{capture}/{SEQUENCE}/cam{camera}/image{frame}.jpg"
    return {"id": i, "file_name": name, "width": 480, "height": 640, "capture": capture,
            "subject": capture, "seq_name": SEQUENCE, "camera": str(camera), "frame_idx": frame}


def annotation(i):
    return {"id": i, "image_id": i, "bbox": [33.56, 164.92, 185.05, 142.72],
            "joint_valid": [[1]] * 42, "hand_type": "right", "hand_type_valid": 1}


def write_list(file, name, make, count):
    file.write(f'"{name}": [')
    for i in range(count):
        file.write(("," if i else "") + json.dumps(make(i)))
    file.write("]")


def write_index(root, count):
    folder = root / "annotations" / "train"
    folder.mkdir(parents=True)
    first = root / "images" / "train" / picture(0)["file_name"]
    first.parent.mkdir(parents=True)
    shutil.copy(next((HERE.parents[1] / "samples").glob("*.jpg")), first)
    stem = "InterHand2.6M_train_"
    with open(folder / f"{stem}data.json", "w") as file:
        file.write("{")
        write_list(file, "images", picture, count)
        file.write(", ")
        write_list(file, "annotations", annotation, count)
        file.write("}")
    cameras = [str(400000 + k) for k in range(CAMERAS)]
    camera = {"campos": {c: [0, 0, 500] for c in cameras},
              "camrot": {c: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] for c in cameras},
              "focal": {c: [1, 1] for c in cameras}, "princpt": {c: [1, 1] for c in cameras}}
    (folder / f"{stem}camera.json").write_text(json.dumps({c: camera for c in range(CAPTURES)}))
    frames = count // (CAPTURES * CAMERAS) + 1
    joints = {"world_coord": [[1.5, 2.5, 600.25]] * 42, "joint_valid": [[1]] * 42}
    (folder / f"{stem}joint_3d.json").write_text(
        json.dumps({c: {f: joints for f in range(frames)} for c in range(CAPTURES)}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--pictures", type=int, default=500_000)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch)
        write_index(root, a.pictures)
        size = sum(f.stat().st_size for f in root.rglob("*.json"))
        process = subprocess.Popen([a.handsight.resolve(), "data", "inspect",
                                    f"interhand={root}:train", "--limit", "1", "--json"],
                                   stdout=subprocess.PIPE, text=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"handsight ended with {status}")
    results = {"pictures": json.loads(out)["samples"], "annotation_mb": round(size / 1e6, 1),
               "processor_s": round(usage.ru_utime + usage.ru_stime, 1),
               "peak_mb": round(usage.ru_maxrss / 1024, 1)}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
