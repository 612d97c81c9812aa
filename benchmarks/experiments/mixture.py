#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What rendered, composed and real pictures each bring to the hand mask, in little.

usage: mixture.py HANDSIGHT DATA [--only a,b] [--out FOLDER] [--size 128] [--epochs 3] [--threads 1]

The recipe shipped/hand-mask-small from ImageNet's encoder, with the same number of pictures for every
mixture; hand IoU averaged over the pictures of irllabs and of HGR1's validation people after the last
epoch. Writes benchmarks/experiments/mixture.json row by row: a row that it has is not repeated.
"""
import argparse
import csv
import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
RECIPE = HERE.parent.parent / "recipes/shipped/hand-mask-small.toml"
RESULTS = HERE / "mixture.json"
EPOCH_SIZE = 1600


def with_frames(share):
    """Rendered hands, and as often frames of HGR1, of which only a share is known."""
    return [("synthetic", 0.5, ""), ("hgr1", 0.5, f", split = \"train\", fraction = {share}")]


MIXTURES = {
    "rendered": [("synthetic", 1.0, "")],
    "rendered + 33 real frames": with_frames(0.05),
    "rendered + 163 real frames": with_frames(0.25),
    "rendered + 653 real frames": with_frames(1.0),
    "real frames": [("hgr1", 1.0, ", split = \"train\"")],
    "real frames and cut-outs": [("hgr1", 0.25, ", split = \"train\""),
                                 ("cutouts", 0.65, ", split = \"train\""), ("people", 0.1, "")],
    "all": None,  # as the recipe has it
}


def train_entries(mixture):
    entries = (f"{{data = \"{data}\", share = {share}{more}}}" for data, share, more in mixture)
    return f"train=[{', '.join(entries)}]"


def run(a, name, mixture):
    folder = a.out / name.replace(" ", "-")
    real = a.data / "real"
    settings = {"input.height": a.size, "input.width": a.size, "schedule.epochs": a.epochs,
                "schedule.epoch_size": EPOCH_SIZE, "optimizer.learning_rate": 1e-3,
                "data.cutouts.options.size": a.size, "data.synthetic.options.size": a.size,
                "data.cutouts.options.persons": "../samples/pascal_part",
                "network.weights": a.data / "weights/mobilenet_v2_imagenet.safetensors"}
    data = {"hgr1": real / "hgr1", "cutouts": real, "synthetic": real / "backgrounds",
            "people": a.data / "samples/pascal_part", "irllabs": a.data / "dev/irllabs"}
    command = [a.handsight, "train", RECIPE, "--out", folder, "--quiet", "--threads", a.threads]
    for key, path in data.items():
        command += ["--data", f"{key}={path}"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    if mixture:
        command += ["--set", train_entries(mixture)]
    subprocess.run([str(part) for part in command], check=True)
    with open(folder / "metrics.csv") as file:
        last = list(csv.DictReader(file))[-1]
    return {key.split("/")[0]: round(float(value), 4) for key, value in last.items()
            if key.endswith("/imagewise.iou")}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--only")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs/mixture"))
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    a.handsight, a.data = a.handsight.resolve(), a.data.resolve()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {
        "size": a.size, "pictures": a.epochs * EPOCH_SIZE, "rows": {}}
    if (results["size"], results["pictures"]) != (a.size, a.epochs * EPOCH_SIZE):
        raise SystemExit(f"mixture: {RESULTS} was measured at {results['size']} px with "
                         f"{results['pictures']} pictures; delete it first")
    for name, mixture in MIXTURES.items():
        if name in results["rows"] or (a.only and name not in a.only.split(",")):
            continue
        results["rows"][name] = run(a, name, mixture)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        print(name, results["rows"][name], flush=True)


if __name__ == "__main__":
    main()
