# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Times the engine, ONNX Runtime and OpenCV DNN on the same files, one run of each in turn.

  npm install --prefix ORT onnxruntime-node@1.30
  /usr/bin/python3 networks.py MODELS
  python3 run.py --bin build/release/bin --models MODELS --ort ORT --json results.json

Writes medians, their spread (median absolute deviation) and peak memory, and prints a table.
"""
import argparse
import contextlib
import json
import os
import pathlib
import platform
import statistics
import subprocess
import time

SIZES = {"unet": 256, "vgg_fcn": 224, "mobile_unet": 224}
HERE = pathlib.Path(__file__).parent
# threads of the peer that ran last go on spinning for a while, on the cores of the next one
PAUSE_S = 0.2


class Peer:
    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=environment, stderr=subprocess.DEVNULL)

    def ask(self, line="run"):
        time.sleep(PAUSE_S)
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            return float(self.process.stdout.readline())
        except (BrokenPipeError, ValueError):
            return None  # the peer cannot run this file

    def close(self):
        with contextlib.suppress(BrokenPipeError):  # a peer that could not run the file has left
            self.process.stdin.close()
        self.process.wait()


def peers_of(arguments, name, threads):
    size = [str(n) for n in (1, 3, SIZES[name], SIZES[name])]
    plain, coded = (str(arguments.models / f"{name}{end}.onnx") for end in ("", ".int8"))
    environment = dict(os.environ, ORT_FOLDER=str(arguments.ort.resolve()),
                       OMP_NUM_THREADS=str(threads))
    engine, opencv = str(arguments.bin / "engine_peer"), str(arguments.bin / "opencv_peer")
    ort, n = ["node", str(HERE / "ort_peer.mjs")], str(threads)
    commands = {"ONNX Runtime fp32": [*ort, plain, n, *size],
                "handsight fp32": [engine, plain, n, "fp32", *size],
                "handsight bf16": [engine, plain, n, "bf16", *size],
                "ONNX Runtime int8": [*ort, coded, n, *size],
                "handsight int8": [engine, coded, n, "int8", *size],
                "OpenCV DNN fp32": [opencv, plain, n, *size]}
    return {label: Peer(command, environment) for label, command in commands.items()}


def measure(arguments, name, threads):
    peers = peers_of(arguments, name, threads)
    times = {label: [] for label in peers}
    for _ in range(arguments.repetitions):
        for label, peer in peers.items():
            taken = peer.ask()
            if taken is not None:
                times[label].append(taken)
    rows = []
    for label, peer in peers.items():
        if times[label]:
            median = statistics.median(times[label])
            spread = statistics.median(abs(t - median) for t in times[label])
            rows.append({"network": name, "threads": threads, "peer": label, "median_ms": median,
                         "spread_ms": spread, "peak_mib": peer.ask("memory") / 1024})
        peer.close()
    base = next(row["median_ms"] for row in rows if row["peer"] == "ONNX Runtime fp32")
    for row in rows:
        row["times_ort_fp32"] = base / row["median_ms"]
    return rows


def table(rows):
    lines = ["| network | threads | peer | ms | +- | x ONNX Runtime fp32 | peak MiB |",
             "|---|---|---|---|---|---|---|"]
    for r in rows:
        lines.append(f"| {r['network']} | {r['threads']} | {r['peer']} | {r['median_ms']:.1f} | "
                     f"{r['spread_ms']:.1f} | {r['times_ort_fp32']:.2f} | {r['peak_mib']:.0f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--ort", type=pathlib.Path, required=True)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--repetitions", type=int, default=30)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--networks", nargs="+", default=list(SIZES))
    arguments = parser.parse_args()
    rows = []
    for name in arguments.networks:
        size = [str(n) for n in (1, 3, SIZES[name], SIZES[name])]
        subprocess.run([str(arguments.bin / "quantize_tool"), str(arguments.models / f"{name}.onnx"),
                        str(arguments.models / f"{name}.int8.onnx"), *size], check=True)
        for threads in arguments.threads:
            measured = measure(arguments, name, threads)
            print(table(measured), flush=True)
            rows += measured
    if arguments.json:
        machine = {"processor": platform.processor() or platform.machine(),
                   "cores": os.cpu_count(), "load": os.getloadavg()}
        record = {"machine": machine, "repetitions": arguments.repetitions, "rows": rows}
        arguments.json.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
