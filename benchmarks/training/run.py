#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Training speed of `handsight train` against the same network in python3-torch.

Both run in turn on this machine, the peer in each of its settings; printed are the medians over the
rounds, the ratio to the peer's best setting, and the peak memory of handsight's process.
Needs Debian's python3-torch. Writes benchmarks/training/results.json.

usage: run.py HANDSIGHT [--rounds N] [--sizes 128,256] [--threads N]
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEER_SETTINGS = {
    "fp32": [],
    "fp32 channels-last": ["--channels-last"],
    "bf16": ["--bf16"],
    "bf16 channels-last": ["--bf16", "--channels-last"],
}
OUR_SETTINGS = ["fp32", "bf16"]


def make_data(handsight, folder, size):
    """Packs the sample pictures with the masks that the shipped model gives them."""
    subprocess.run([handsight, "segment", ROOT / "samples", "-o", folder / "found", "--write",
                    "mask", "--quiet"], check=True)
    data = folder / "data"
    (data / "images").mkdir(parents=True)
    for picture in sorted((ROOT / "samples").glob("*.jpg")):
        shutil.copy(picture, data / "images")
    (folder / "found" / "mask").rename(data / "masks")
    packed = folder / "packed"
    subprocess.run([handsight, "data", "pack", f"folder={data}", "-o", packed, "--longest",
                    str(size)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return packed


def run_ours(handsight, packed, size, precision, threads):
    with tempfile.TemporaryDirectory() as out:
        child = subprocess.Popen(
            [handsight, "train", HERE / "recipe.toml", "--data", f"own={packed}", "--out",
             pathlib.Path(out) / "run", "--threads", str(threads), "--set", f"input.height={size}",
             "--set", f"input.width={size}", "--set", f"precision={precision}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        text = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit(f"handsight train failed:\n{text}")
    second_epoch = re.search(r"epoch 2/2 .* ([0-9.]+) images/s", text)
    return float(second_epoch.group(1)), usage.ru_maxrss / 1024


def run_peer(size, flags, threads):
    text = subprocess.run(
        ["/usr/bin/python3", HERE / "peer.py", "--size", str(size), "--threads", str(threads),
         *flags], check=True, capture_output=True, text=True).stdout
    return json.loads(text)["images_per_second"]


def measure(handsight, size, rounds, threads):
    ours = {name: [] for name in OUR_SETTINGS}
    peer = {name: [] for name in PEER_SETTINGS}
    memory = {}
    with tempfile.TemporaryDirectory() as folder:
        packed = make_data(handsight, pathlib.Path(folder), size)
        for _ in range(rounds):
            for name in OUR_SETTINGS:
                speed, memory[name] = run_ours(handsight, packed, size, name, threads)
                ours[name].append(speed)
            for name, flags in PEER_SETTINGS.items():
                peer[name].append(run_peer(size, flags, threads))
    ours = {name: statistics.median(values) for name, values in ours.items()}
    peer = {name: statistics.median(values) for name, values in peer.items()}
    return {"size": size, "images_per_second": ours, "peer_images_per_second": peer,
            "ratio_of_bests": max(ours.values()) / max(peer.values()),
            "peak_memory_mib": memory}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="128,256")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    a = parser.parse_args()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), platform.processor())
    results = {"machine": cpu, "threads": a.threads, "rounds": a.rounds, "batch": 16,
               "network": "unet_full",
               "runs": [measure(a.handsight.resolve(), int(s), a.rounds, a.threads)
                        for s in a.sizes.split(",")]}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
