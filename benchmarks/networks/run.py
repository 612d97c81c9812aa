#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Speed of handsight's encoders against the same trunks of torchvision in python3-torch.

Both run in turn on this machine; the peer also channels-last, and its best setting of a precision
counts. Printed are the medians over the rounds and the ratios, below one where handsight is faster.
Needs Debian's python3-torchvision, whose ReLU6 knows no bf16. Writes
benchmarks/networks/results.json.

usage: run.py HANDSIGHT [--rounds N] [--runs N] [--names a,b] [--precisions fp32,bf16] [--threads N]
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
NAMES = "vgg16_bn,resnet18,resnet50,mobilenet_v2,efficientnet_b0"
TIMES = ("forward_ms", "training_step_ms")


def run_ours(handsight, name, precision, a):
    text = subprocess.run(
        [handsight, "bench", "--encoders", "--names", name, "--json", "-", "--precision", precision,
         "--device", "cpu", "--threads", str(a.threads), "--rounds", str(a.runs)],
        check=True, capture_output=True, text=True).stdout
    return json.loads(text)[0]


def run_peer(name, flags, a):
    text = subprocess.run(
        ["/usr/bin/python3", HERE / "peer.py", "--name", name, "--threads", str(a.threads),
         "--rounds", str(a.runs), *flags], check=True, capture_output=True, text=True).stdout
    return json.loads(text)


def measure(handsight, name, precision, a):
    bf16 = ["--bf16"] if precision == "bf16" else []
    peers = {"": bf16, " channels-last": [*bf16, "--channels-last"]}
    ours = {time: [] for time in TIMES}
    theirs = {time: {layout: [] for layout in peers} for time in TIMES}
    for _ in range(a.rounds):
        found = run_ours(handsight, name, precision, a)
        for time in TIMES:
            ours[time].append(found[time])
        for layout, flags in peers.items():
            found = run_peer(name, flags, a)
            for time in TIMES:
                theirs[time][layout].append(found[time])
    result = {"name": name, "precision": precision}
    for time in TIMES:
        own = statistics.median(ours[time])
        peer = min(statistics.median(values) for values in theirs[time].values())
        result[time] = own
        result["peer_" + time] = peer
        result["ratio_" + time.removesuffix("_ms")] = own / peer
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3, help="of all programs in turn")
    parser.add_argument("--runs", type=int, default=7, help="timed in one program")
    parser.add_argument("--names", default=NAMES)
    parser.add_argument("--precisions", default="fp32")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    a = parser.parse_args()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), platform.processor())
    results = {"machine": cpu, "threads": a.threads, "rounds": a.rounds, "runs": a.runs,
               "input": "1 (forward) and 2 (training step) x 3 x 224 x 224",
               "networks": [measure(a.handsight.resolve(), name, precision, a)
                            for name in a.names.split(",") for precision in a.precisions.split(",")]}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
