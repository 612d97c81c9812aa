#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Forward and training step of torchvision's trunks, measured as `handsight bench --encoders` does.

usage: peer.py --name NAME --threads N --rounds N [--bf16] [--channels-last]
Prints one JSON object.
"""
import argparse
import contextlib
import json
import statistics
import time

import torch
import torchvision


def trunk(name):
    model = getattr(torchvision.models, name)()
    if hasattr(model, "features"):
        return model.features
    return torch.nn.Sequential(*list(model.children())[:-2])


def median_ms(rounds, run):
    run()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--channels-last", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    model = trunk(a.name).to(memory_format=layout)
    image = torch.rand(1, 3, 224, 224).to(memory_format=layout)
    batch = torch.rand(2, 3, 224, 224).to(memory_format=layout)

    def autocast():
        if a.bf16:
            return torch.cpu.amp.autocast(dtype=torch.bfloat16)
        return contextlib.nullcontext()

    def forward():
        with torch.no_grad(), autocast():
            model(image).float().square().mean().item()

    def step():
        with autocast():
            loss = model(batch).float().square().mean()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.sub_(parameter.grad, alpha=1e-6)
                parameter.grad = None
        loss.item()

    model.eval()
    result = {"forward_ms": median_ms(a.rounds, forward)}
    model.train()
    result["training_step_ms"] = median_ms(a.rounds, step)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
