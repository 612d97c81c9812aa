#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Training steps of three of the recipes' networks in python3-torch: the peer of run.py beside it.

usage: peer.py RECIPE --batch N --steps N --threads N [--bf16] [--channels-last]
Prints one JSON line: images/s, from the median over the counted steps. Pictures and labels are made
up once and stay in memory; each network has as many parameters as that of handsight's catalogue.
"""
import argparse
import json
import statistics
import time

import torch
import torchvision
from torch import nn


def double_conv(channels_in, channels_out, norm):
    """norm: "all" between convolution and ReLU, "alternate" once, with dropout of 10 %."""
    everywhere = norm == "all"
    layers = [nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=not everywhere)]
    layers += [nn.BatchNorm2d(channels_out), nn.ReLU(inplace=True)] if everywhere else [
        nn.ReLU(), nn.BatchNorm2d(channels_out)]
    layers += [nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=not everywhere)]
    layers += [nn.BatchNorm2d(channels_out)] if everywhere else []
    layers += [nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, *([] if everywhere else [nn.Dropout(0.1)]))


class UNet(nn.Module):
    def __init__(self, norm, base=32, depth=4, classes=2):
        super().__init__()
        widths = [base * 2**i for i in range(depth + 1)]
        self.down = nn.ModuleList(
            double_conv(c_in, c_out, norm) for c_in, c_out in zip([3] + widths[:-1], widths))
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in reversed(widths[:-1]))
        self.fuse = nn.ModuleList(double_conv(2 * w, w, norm) for w in reversed(widths[:-1]))
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


class FcnTwin(nn.Module):
    """VGG-16 with batch normalisation up to conv4_3, one for the mask and one for the depth."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Sequential(
            *list(torchvision.models.vgg16_bn().features)[:33], nn.Conv2d(512, 1, 1),
            nn.Upsample(scale_factor=8, mode="nearest")) for _ in range(2))

    def forward(self, x):
        return torch.cat([block(x) for block in self.blocks], 1)


def mask_loss(logits, labels):
    return nn.functional.cross_entropy(logits, labels["mask"])


def mask_depth_loss(maps, labels):
    mask = nn.functional.binary_cross_entropy_with_logits(maps[:, 0], labels["mask"].float())
    return mask + 8.47 * (maps[:, 1] - labels["depth"]).square().mean()


# network, its parameters, height and width as the network sees them, loss, rule
RECIPES = {
    "rhd/handseg": (lambda: UNet("all"), 7_763_074, (128, 128), mask_loss,
                    lambda p: torch.optim.Adam(p, 1e-3)),
    # 240 x 135 with the margins that bring it to a multiple of 16
    "showme/dropout10": (lambda: UNet("alternate"), 7_763_074, (240, 144), mask_loss,
                         lambda p: torch.optim.Adam(p, 1e-3)),
    "egogesture/fcn": (FcnTwin, 15_282_306, (224, 224), mask_depth_loss,
                       lambda p: torch.optim.SGD(p, 5.84e-4, momentum=0.95, nesterov=True)),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--channels-last", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    make, parameters, size, loss, rule_for = RECIPES[a.recipe]
    net = make()
    assert sum(p.numel() for p in net.parameters()) == parameters
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    net = net.to(memory_format=layout)
    rule = rule_for(net.parameters())
    image = torch.rand(a.batch, 3, *size).contiguous(memory_format=layout)
    labels = {"mask": torch.randint(0, 2, (a.batch, *size)), "depth": torch.rand(a.batch, *size)}
    seconds = []
    for _ in range(a.steps + 1):
        start = time.perf_counter()
        rule.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bf16):
            maps = net(image)
        loss(maps.float(), labels).backward()
        rule.step()
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds[1:])  # the first step builds the kernels
    print(json.dumps({"peer": f"python3-torch {torch.__version__}", "bf16": a.bf16,
                      "channels_last": a.channels_last, "images_per_second": a.batch / median}))


if __name__ == "__main__":
    main()
