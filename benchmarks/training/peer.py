#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""One training step of `unet_full` in python3-torch: the peer of benchmarks/training/run.sh.

Prints one JSON line: images/s, the median over the counted steps. The network is the one of
handsight's catalogue (base 32, 4 levels, 2 convolutions a level, transposed convolutions), checked
by its 7,760,130 parameters.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn


def double_conv(channels_in, channels_out):
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(channels_out, channels_out, 3, padding=1), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, base=32, depth=4, classes=2):
        super().__init__()
        widths = [base * 2**i for i in range(depth + 1)]
        self.down = nn.ModuleList(
            double_conv(c_in, c_out) for c_in, c_out in zip([3] + widths[:-1], widths))
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in reversed(widths[:-1]))
        self.fuse = nn.ModuleList(double_conv(2 * w, w) for w in reversed(widths[:-1]))
        self.head = nn.Conv2d(base, classes, 1)

    def forward(self, x):
        skips = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        for up, fuse, skip in zip(self.up, self.fuse, reversed(skips[:-1])):
            # CPU autocast of libtorch 1.13 computes a wrong shape for bf16 transposed convolutions
            with torch.autocast("cpu", enabled=False):
                raised = up(x.float())
            x = fuse(torch.cat([skip.to(raised.dtype), raised], 1))
        return self.head(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--channels-last", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    net = UNet()
    assert sum(p.numel() for p in net.parameters()) == 7_760_130
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    net = net.to(memory_format=layout)
    rule = torch.optim.Adam(net.parameters(), 1e-3)
    image = torch.rand(a.batch, 3, a.size, a.size).contiguous(memory_format=layout)
    target = torch.randint(0, 2, (a.batch, a.size, a.size))
    seconds = []
    for _ in range(a.steps + 1):
        start = time.perf_counter()
        rule.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bf16):
            logits = net(image)
        nn.functional.cross_entropy(logits.float(), target).backward()
        rule.step()
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds[1:])  # the first step builds the kernels
    print(json.dumps({"peer": f"python3-torch {torch.__version__}", "bf16": a.bf16,
                      "channels_last": a.channels_last, "images_per_second": a.batch / median}))


if __name__ == "__main__":
    main()
