#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Training speed of three recipes against the same networks in python3-torch, and of two processes
against one.

The recipes run as they are, augmentation included, on rendered pictures in packed shards; shortened
are the epochs, and the batch where the recipe's would take minutes. The peer computes nothing but
the steps, on pictures in memory. Both run in turn; printed are the medians over the rounds, the
ratio to the peer's best setting, and the peak memory of handsight's process.
Needs Debian's python3-torch and python3-torchvision. Writes benchmarks/training/results.json.

usage: run.py HANDSIGHT [--rounds N] [--threads N] [--precisions fp32,bf16]
"""
import argparse
import json
import os
import pathlib
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# layout to render, its longer side, batch, steps an epoch
RECIPES = {
    "rhd/handseg": {"data": "rhd", "size": 160, "batch": 16, "steps": 3},
    "showme/dropout10": {"data": "showme", "layout": "folder", "size": 240, "batch": 8, "steps": 3},
    "egogesture/fcn": {"data": "egogesture", "size": 224, "batch": 4, "steps": 3},
}
PICTURES = 64


def make_data(handsight, folder, recipe):
    """Rendered hands in the layout of the recipe's data set, packed."""
    layout = recipe.get("layout", recipe["data"])
    rendered, packed = folder / "rendered", folder / "packed"
    subprocess.run([handsight, "data", "render", "-o", rendered, "--layout", layout, "--count",
                    str(PICTURES), "--size", str(recipe["size"]), "--quiet"], check=True)
    subprocess.run([handsight, "data", "pack", f"{layout}={rendered}", "-o", packed, "--longest",
                    str(recipe["size"])], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return packed


def train_command(handsight, name, packed, out, precision, threads):
    recipe = RECIPES[name]
    data = recipe["data"]
    return [handsight, "train", ROOT / "recipes" / f"{name}.toml", "--data", f"{data}={packed}", "--out", out, "--threads",
            str(threads), "--set", f"data.{data}={{reader = \"packed\"}}",
            "--set", f"train=[{{data = \"{data}\"}}]",
            "--set", f"validate=[{{data = \"{data}\", fraction = 0.05}}]",
            "--set", "schedule.epochs=2", "--set", f"schedule.batch_size={recipe['batch']}",
            "--set", f"schedule.epoch_size={recipe['batch'] * recipe['steps']}",
            "--set", f"precision={precision}"]


def speed_of(text):
    """Of the second epoch: the first builds the kernels."""
    return float(re.search(r"epoch 2/2 .* ([0-9.]+) images/s", text).group(1))


def run_ours(handsight, name, packed, precision, threads):
    with tempfile.TemporaryDirectory() as out:
        child = subprocess.Popen(
            train_command(handsight, name, packed, pathlib.Path(out) / "run", precision, threads),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        text = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit(f"handsight train failed:\n{text}")
    return speed_of(text), usage.ru_maxrss / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_processes(handsight, name, packed, count):
    """images/s of `count` processes of one thread each."""
    with tempfile.TemporaryDirectory() as out:
        command = train_command(handsight, name, packed, pathlib.Path(out) / "run", "fp32", 1)
        rendezvous = {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1",
                      "MASTER_PORT": str(free_port())} if count > 1 else {}
        children = [subprocess.Popen(command, env=os.environ | rendezvous | {"RANK": str(rank)},
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                    for rank in range(count)]
        texts = [child.communicate()[1] for child in children]
    if any(child.returncode != 0 for child in children):
        sys.exit("handsight train failed:\n" + "\n".join(texts))
    return speed_of(texts[0])


def run_peer(name, flags, threads):
    recipe = RECIPES[name]
    text = subprocess.run(
        ["/usr/bin/python3", HERE / "peer.py", name, "--batch", str(recipe["batch"]), "--steps",
         str(recipe["steps"]), "--threads", str(threads), *flags], check=True, capture_output=True,
        text=True).stdout
    return json.loads(text)["images_per_second"]


def peer_settings(precisions):
    return {f"{precision}{layout}": (["--bf16"] if precision == "bf16" else [])
            + (["--channels-last"] if layout else [])
            for precision in precisions for layout in ("", " channels-last")}


def measure(handsight, name, a):
    precisions = a.precisions.split(",")
    ours = {precision: [] for precision in precisions}
    peer = {setting: [] for setting in peer_settings(precisions)}
    processes = {count: [] for count in (1, 2)}
    memory = {}
    with tempfile.TemporaryDirectory() as folder:
        packed = make_data(handsight, pathlib.Path(folder), RECIPES[name])
        for _ in range(a.rounds):
            for precision in precisions:
                speed, memory[precision] = run_ours(handsight, name, packed, precision, a.threads)
                ours[precision].append(speed)
            for setting, flags in peer_settings(precisions).items():
                peer[setting].append(run_peer(name, flags, a.threads))
            for count, speeds in processes.items():
                speeds.append(run_processes(handsight, name, packed, count))
    medians = [{key: round(statistics.median(values), 2) for key, values in table.items()}
               for table in (ours, peer, processes)]
    return {"recipe": name, "batch": RECIPES[name]["batch"], "images_per_second": medians[0],
            "peer_images_per_second": medians[1],
            "ratio_of_bests": max(medians[0].values()) / max(medians[1].values()),
            "peak_memory_mib": memory, "images_per_second_of_processes": medians[2],
            "two_processes_against_one": medians[2][2] / medians[2][1]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--precisions", default="fp32")
    a = parser.parse_args()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), platform.processor())
    results = {"machine": cpu, "threads": a.threads, "rounds": a.rounds,
               "runs": [measure(a.handsight.resolve(), name, a) for name in RECIPES]}
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
