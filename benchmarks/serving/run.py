#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Latency and memory of `handsight serve` under a steady load of 640 x 480 JPEG pictures.

Requests leave at fixed times, whether or not earlier ones are answered; latency counts from the
time at which a request is due, so that a server that falls behind cannot hide it.

usage: run.py HANDSIGHT [--rate 20] [--seconds 600] [--precision auto] [--threads 0] [--out FILE]
Writes benchmarks/serving/results.json unless told otherwise.
"""
import argparse
import collections
import http.client
import itertools
import json
import os
import pathlib
import platform
import queue
import re
import signal
import statistics
import subprocess
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 32
PICTURES = 16
MEMORY_EVERY_S = 10
TIMEOUT_S = 30
IDLE_S = 3  # the server closes connections that are idle for five seconds


def render(handsight, folder):
    """JPEG frames of rendered hands, as the layout of GTEA has them."""
    subprocess.run([handsight, "data", "render", "-o", folder, "--layout", "gtea", "--count",
                    str(PICTURES), "--quiet", "--option", "size=0", "--option", "width=640",
                    "--option", "height=480"], check=True)
    return [path.read_bytes() for path in sorted(pathlib.Path(folder, "GTEA_pictures").iterdir())]


def start_server(command):
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    line = server.stderr.readline()
    port = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    if not port:
        raise SystemExit(f"serve did not start: {line}")
    return server, int(port.group(1))


def resident_mib(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) / 1024


class Client:
    """One connection, opened anew when it was idle for long."""

    def __init__(self, port):
        self.port = port
        self.connection = None
        self.used = 0.0

    def send(self, picture):
        """The status of the answer, or the name of what went wrong."""
        if self.connection is None or time.monotonic() - self.used > IDLE_S:
            self.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                         timeout=TIMEOUT_S)
        try:
            self.connection.request("POST", "/v1/segment", picture,
                                    {"Content-Type": "image/jpeg"})
            answer = self.connection.getresponse()
            answer.read()
            self.used = time.monotonic()
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return type(error).__name__

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def work(port, due, outcomes):
    client = Client(port)
    while (item := due.get()) is not None:
        at, picture = item
        status = client.send(picture)
        outcomes.append((status, time.monotonic() - at))
    client.close()


def send_steadily(port, pictures, rate, seconds, server):
    """Outcomes (status, latency in seconds), the server's memory over time, the machine's load."""
    due = queue.SimpleQueue()
    outcomes = []
    threads = [threading.Thread(target=work, args=(port, due, outcomes), daemon=True)
               for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    memory_mib = []
    load = []
    start = time.monotonic()
    for i, picture in zip(range(round(rate * seconds)), itertools.cycle(pictures)):
        at = start + i / rate
        time.sleep(max(0.0, at - time.monotonic()))
        if at - start >= MEMORY_EVERY_S * len(memory_mib):
            memory_mib.append(round(resident_mib(server), 1))
            load.append(os.getloadavg()[0])
        due.put((at, picture))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    memory_mib.append(round(resident_mib(server), 1))
    return outcomes, memory_mib, statistics.mean(load)


def summary(outcomes, memory_mib):
    answered = sorted(1e3 * latency for status, latency in outcomes if status == 200)
    if len(answered) < 2:
        raise SystemExit(f"no answers: {collections.Counter(status for status, _ in outcomes)}")
    centiles = statistics.quantiles(answered, n=100, method="inclusive")
    other = collections.Counter(str(status) for status, _ in outcomes if status != 200)
    return {"requests": len(outcomes), "answered": len(answered), "errors": dict(other),
            "latency_ms": {"p50": round(centiles[49], 2), "p95": round(centiles[94], 2),
                           "p99": round(centiles[98], 2), "max": round(answered[-1], 2)},
            "resident_mib": memory_mib}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--threads", type=int, default=0, help="as of `handsight serve`")
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "results.json")
    a = parser.parse_args()
    handsight = a.handsight.resolve()
    with tempfile.TemporaryDirectory() as folder:
        pictures = render(handsight, folder)
    server, port = start_server([handsight, "serve", "--port", "0", "--precision", a.precision,
                                 "--threads", str(a.threads)])
    try:
        warm = Client(port)
        for picture in pictures:
            warm.send(picture)
        warm.close()
        outcomes, memory_mib, load = send_steadily(port, pictures, a.rate, a.seconds, server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    results = {"rate_per_s": a.rate, "seconds": a.seconds, "cores": os.cpu_count(),
               "machine": platform.machine(), "mean_load_average": round(load, 2),
               **summary(outcomes, memory_mib)}
    a.out.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps({**results, "resident_mib": f"{memory_mib[0]} to {memory_mib[-1]}, at most "
                                                 f"{max(memory_mib)}"}, indent=2))


if __name__ == "__main__":
    main()
