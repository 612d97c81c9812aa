#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""How much real pictures bring a mask that has learnt from rendered hands alone.

usage: real_pictures.py HANDSIGHT DATA START [--threads N] [--out FOLDER]

START are the weights of `rendered/hand-mask`. From there the same number of steps is trained each
time, half of the pictures rendered and half of them from HGR1's training people, of whose pictures
more and more are used. Tested is on HGR1's other people and on irllabs (imagewise.iou).
Writes benchmarks/experiments/real_pictures.json.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FRACTIONS = (0.0, 0.015, 0.06, 0.25, 1.0)
PICTURES = 653  # of HGR1's training people
SETTINGS = {"input.height": 128, "input.width": 128, "schedule.epochs": 2,
            "schedule.epoch_size": 800, "schedule.warmup_steps": 20, "schedule.ema": 0.98,
            "optimizer.learning_rate": 3e-4, "precision": '"fp32"'}


def train(a, fraction, run):
    uses = ['{data = "synthetic", share = 0.5}']
    if fraction > 0:
        uses.append(f'{{data = "hgr1", split = "train", share = 0.5, fraction = {fraction}}}')
    settings = SETTINGS | {"train": f"[{', '.join(uses)}]",
                           "validate": '[{data = "irllabs"}]',
                           "network.weights": json.dumps(str(a.start.resolve()))}
    subprocess.run([a.handsight, "train", ROOT / "recipes/rendered/hand-mask.toml", "--out", run,
                    "--data", f"hgr1={a.data}/real/hgr1", "--data",
                    f"irllabs={a.data}/dev/irllabs", "--threads", str(a.threads), "--quiet",
                    *(f"--set={key}={value}" for key, value in settings.items())],
                   check=True, stdout=subprocess.DEVNULL)


def tested(a, run):
    found = run / "tested.json"
    subprocess.run([a.handsight, "evaluate", "-m", run / "checkpoints/last.safetensors", "--data",
                    f"folder={a.data}/dev/irllabs", "--data", f"folder={a.data}/real/hgr1:val",
                    "--protocol", "imagewise", "--json", found, "--threads", str(a.threads),
                    "--quiet"], check=True, stdout=subprocess.DEVNULL)
    rows = json.loads(found.read_text())["data"]
    return [{key: round(row["protocols"][0]["values"]["iou"][key], 4)
             for key in ("value", "low", "high")} for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("start", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path)
    a = parser.parse_args()
    a.handsight, a.data = a.handsight.resolve(), a.data.resolve()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for fraction in FRACTIONS:
            run = (a.out or pathlib.Path(scratch)) / f"real-{fraction}"
            train(a, fraction, run)
            irllabs, hgr1 = tested(a, run)
            rows.append({"real_pictures": round(fraction * PICTURES), "irllabs": irllabs,
                         "hgr1_val": hgr1})
            print(json.dumps(rows[-1]), flush=True)
    (HERE / "real_pictures.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
