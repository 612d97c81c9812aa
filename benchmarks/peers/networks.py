# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""The three networks of the comparison, with random weights, as ONNX files.

/usr/bin/python3 networks.py FOLDER
"""
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F


def double_conv(inputs, outputs):
    layers = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False),
                   nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, base=32):
        super().__init__()
        c = [base << i for i in range(5)]
        self.down = nn.ModuleList(double_conv(a, b) for a, b in zip([3] + c, c))
        self.up = nn.ModuleList(nn.ConvTranspose2d(c[i + 1], c[i], 2, 2) for i in range(4))
        self.decode = nn.ModuleList(double_conv(2 * c[i], c[i]) for i in range(4))
        self.head = nn.Conv2d(base, 2, 1)

    def forward(self, x):
        skips = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for i in (3, 2, 1, 0):
            x = self.decode[i](torch.cat([skips[i], self.up[i](x)], 1))
        return self.head(x)


class VggFcn(nn.Module):
    def __init__(self):
        super().__init__()
        layers, inputs = [], 3
        for count, outputs in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
            for _ in range(count):
                layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
                inputs = outputs
            layers.append(nn.MaxPool2d(2))
        self.trunk = nn.Sequential(*layers)
        self.head = nn.Conv2d(512, 2, 1)

    def forward(self, x):
        return F.interpolate(self.head(self.trunk(x)), scale_factor=32, mode="bilinear",
                             align_corners=False)


def conv_bn_relu6(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        layers = [conv_bn_relu6(inputs, hidden, 1)] if expansion > 1 else []
        layers += [conv_bn_relu6(hidden, hidden, 3, stride, hidden),
                   nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.branch = nn.Sequential(*layers)
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.branch(x) if self.is_residual else self.branch(x)


class MobileUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv_bn_relu6(3, 32, 3, 2)
        stages, inputs = [], 32
        for t, c, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
                           (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
            blocks = []
            for i in range(n):
                blocks.append(InvertedResidual(inputs, c, s if i == 0 else 1, t))
                inputs = c
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.last = conv_bn_relu6(320, 1280, 1)
        c = [1280, 96, 32, 24, 16]
        self.up = nn.ModuleList(nn.ConvTranspose2d(c[i], c[i + 1], 2, 2) for i in range(4))
        self.decode = nn.ModuleList(
            InvertedResidual(2 * c[i + 1], c[i + 1], 1, 6) for i in range(4))
        self.head = nn.Sequential(nn.ConvTranspose2d(16, 16, 2, 2), nn.Conv2d(16, 1, 1))

    def forward(self, x):
        x, features = self.stem(x), []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        x = self.last(x)
        for i, skip in enumerate((4, 2, 1, 0)):
            x = self.decode[i](torch.cat([self.up[i](x), features[skip]], 1))
        return self.head(x)


NETWORKS = {"unet": (UNet, 256), "vgg_fcn": (VggFcn, 224), "mobile_unet": (MobileUNet, 224)}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    for name, (make, size) in NETWORKS.items():
        torch.onnx.export(make().eval(), torch.zeros(1, 3, size, size), str(folder / f"{name}.onnx"),
                          opset_version=13, input_names=["image"], output_names=["logits"])


if __name__ == "__main__":
    main()
