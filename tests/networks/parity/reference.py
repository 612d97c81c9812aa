#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What networks must compute, from torchvision and from small references.

usage: reference.py check
         exits 0 when torch and torchvision are there
       reference.py trunk NAME FOLDER
         writes weights.pth, the state_dict of torchvision's network with random statistics, and
         expected.pth: `image` and its feature pyramid `level0` ...
       reference.py network NAME FOLDER
         reads checkpoint.safetensors with a few lines of Python, computes `logits` of a random
         `image` from the weights by their names, and writes both to expected.pth
"""
import json
import pathlib
import re
import struct
import sys

import torch
import torch.nn.functional as F
import torchvision


def read_safetensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    types = {"F32": torch.float32, "F16": torch.float16, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = bytearray(data[8 + length + begin:8 + length + end])
        tensors[name] = torch.frombuffer(raw, dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors


# ---- torchvision's networks

def randomise_statistics(model):
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.1)


def through(modules, image, published):
    """The outputs of the modules with these indices."""
    levels = []
    for i, module in enumerate(modules):
        image = module(image)
        if i in published:
            levels.append(image)
    return levels


def resnet_levels(model, image):
    stem = F.relu(model.bn1(model.conv1(image)))
    layers = [model.maxpool, model.layer1, model.layer2, model.layer3, model.layer4]
    return [stem] + through(layers, stem, {1, 2, 3, 4})


def vgg_levels(model, image):
    pools = [i for i, m in enumerate(model.features) if isinstance(m, torch.nn.MaxPool2d)]
    return through(model.features, image, {p - 1 for p in pools} | {pools[-1]})


def features_levels(*published):
    return lambda model, image: through(model.features, image, set(published))


def regnet_levels(model, image):
    stem = model.stem(image)
    return [stem] + through(model.trunk_output, stem, {0, 1, 2, 3})


def as_timm(name):
    """timm's name of a weight of torchvision's RegNet."""
    name = re.sub(r"^stem\.0\.", "stem.conv.", name)
    name = re.sub(r"^stem\.1\.", "stem.bn.", name)
    name = re.sub(r"^trunk_output\.block(\d)\.block\d-(\d+)\.",
                  lambda m: f"s{m[1]}.b{int(m[2]) + 1}.", name)
    for letter, conv in zip("abc", ("conv1", "conv2", "conv3")):
        name = name.replace(f".f.{letter}.0.", f".{conv}.conv.")
        name = name.replace(f".f.{letter}.1.", f".{conv}.bn.")
    name = name.replace(".f.se.", ".se.")
    return name.replace(".proj.0.", ".downsample.conv.").replace(".proj.1.", ".downsample.bn.")


models = torchvision.models
TRUNKS = {
    "vgg16": (models.vgg16, vgg_levels),
    "vgg16_bn": (models.vgg16_bn, vgg_levels),
    "resnet18": (models.resnet18, resnet_levels),
    "resnet34": (models.resnet34, resnet_levels),
    "resnet50": (models.resnet50, resnet_levels),
    "resnet101": (models.resnet101, resnet_levels),
    "mobilenet_v2": (models.mobilenet_v2, features_levels(1, 3, 6, 13, 18)),
    "mobilenet_v3_large": (models.mobilenet_v3_large, features_levels(1, 3, 6, 12, 16)),
    "efficientnet_b0": (models.efficientnet_b0, features_levels(1, 2, 3, 5, 8)),
    "regnety_032": (models.regnet_y_3_2gf, regnet_levels),
}


def write_trunk(name, folder):
    make, levels_of = TRUNKS[name]
    # the linear layers of VGG would be most of the file
    small = {"init_weights": False} if name.startswith("vgg") else {}
    model = make(**small).eval()
    randomise_statistics(model)
    image = torch.randn(1, 3, 64, 96)
    expected = {f"level{i}": level for i, level in enumerate(levels_of(model, image))}
    weights = model.state_dict()
    if name == "regnety_032":
        weights = {as_timm(key): value for key, value in weights.items()}
    if name.startswith("vgg"):
        weights = {key: value for key, value in weights.items() if key.startswith("features")}
    torch.save(weights, folder / "weights.pth")
    torch.save({"image": image, **expected}, folder / "expected.pth")


# ---- references of the other networks, in terms of named weights

class Weights:
    def __init__(self, tensors, prefix=""):
        self.tensors, self.prefix = tensors, prefix

    def __getitem__(self, name):
        return self.tensors[self.prefix + name]

    def below(self, prefix):
        return Weights(self.tensors, self.prefix + prefix + ".")

    def has(self, name):
        return any(key.startswith(self.prefix + name) for key in self.tensors)

    def conv(self, name, x, **options):
        bias = self.tensors.get(f"{self.prefix}{name}.bias")
        weight = self[name + ".weight"]
        options.setdefault("padding", options.get("dilation", 1) * (weight.shape[-1] // 2))
        return F.conv2d(x, weight, bias, **options)

    def norm(self, name, x):
        return F.batch_norm(x, self[name + ".running_mean"], self[name + ".running_var"],
                            self[name + ".weight"], self[name + ".bias"], False, 0.1, 1e-5)

    def conv_norm_relu(self, name, x, **options):
        return F.relu(self.norm(name + ".1", self.conv(name + ".0", x, **options)))

    def separable(self, name, x, rate=1):
        weight = self[name + ".0.0.weight"]
        x = self.conv(name + ".0.0", x, groups=weight.shape[0], dilation=rate)
        return F.relu(self.norm(name + ".1", self.conv(name + ".0.1", x)))


def resnet18_pyramid(w, image):
    model = models.resnet18()
    own = {k[len(w.prefix):]: v for k, v in w.tensors.items() if k.startswith(w.prefix)}
    missing = model.load_state_dict(own, strict=False)
    assert not missing.unexpected_keys and set(missing.missing_keys) == {"fc.weight", "fc.bias"}
    return resnet_levels(model.eval(), image)


def up_block(w, x, skip):
    x = F.interpolate(x, scale_factor=2, mode="nearest")
    x = x if skip is None else torch.cat([x, skip], 1)
    return w.conv_norm_relu("conv2", w.conv_norm_relu("conv1", x))


def unet(w, pyramid):
    x, *skips = pyramid[::-1]
    for i, skip in enumerate(skips + [None]):
        x = up_block(w.below(f"blocks.{i}"), x, skip)
    return x


def unetpp(w, pyramid):
    f = pyramid[::-1]
    x = {}
    for k in range(4):
        for d in range(4 - k):  # x_d_{d+k}
            below = f[d] if k == 0 else x[d, d + k - 1]
            beside = [x[i, d + k] for i in range(d + 1, d + k + 1)] + [f[d + k + 1]]
            x[d, d + k] = up_block(w.below(f"blocks.x_{d}_{d + k}"), below, torch.cat(beside, 1))
    return up_block(w.below("blocks.x_0_4"), x[0, 3], None)


def fpn(w, pyramid):
    f = pyramid[::-1][:4]
    p = w.conv("p5", f[0])
    total = 0
    for i in range(4):
        if i > 0:
            p = F.interpolate(p, scale_factor=2, mode="nearest") + w.conv(f"p{5 - i}.skip_conv", f[i])
        x = p
        for j in range(max(3 - i, 1)):
            name = f"seg_blocks.{i}.block.{j}.block"
            x = F.relu(F.group_norm(w.conv(name + ".0", x), 32, w[name + ".1.weight"],
                                    w[name + ".1.bias"]))
            if i < 3:
                x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
        total = total + x
    return total


def deeplabv3plus(w, pyramid):
    x = pyramid[-1]
    a = w.below("aspp.0")
    maps = [a.conv_norm_relu("convs.0", x)]
    maps += [a.separable(f"convs.{i + 1}", x, rate) for i, rate in enumerate((12, 24, 36))]
    pooled = x.mean((2, 3), keepdim=True)
    pooled = F.relu(a.norm("convs.4.2", a.conv("convs.4.1", pooled)))
    maps.append(pooled.expand(-1, -1, *x.shape[2:]))
    x = a.conv_norm_relu("project", torch.cat(maps, 1))
    x = w.conv("aspp.1.0", x, groups=x.shape[1])
    x = F.relu(w.norm("aspp.2", w.conv("aspp.1.1", x)))
    skip = w.conv_norm_relu("block1", pyramid[-4])
    x = F.interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=True)
    return w.separable("block2", torch.cat([x, skip], 1))


def fcn(w, pyramid):
    total = w.conv("scores.0", pyramid[-1])
    for i in (1, 2):
        score = w.conv(f"scores.{i}", pyramid[-1 - i])
        total = score + F.interpolate(total, size=score.shape[2:], mode="bilinear",
                                      align_corners=True)
    return total


def residual_units(w, name, x, count):
    for i in range(1, count + 1):
        y = w.conv(f"{name}.0.{i}_conv", F.relu(x))
        x = x + w.conv(f"{name}.0.{i}_conv_relu_varout_dimred", F.relu(y))
    return x


def refinenet(w, pyramid):
    full = w.has("adapt_stage1_b.")
    deeper = None
    for i, level in enumerate(pyramid[::-1][:4], 1):
        x = w.conv(f"p_ims1d2_outl{i}_dimred", level)
        x = residual_units(w, f"adapt_stage{i}_b", x, 2) if full else x
        if deeper is not None:
            x = w.conv(f"adapt_stage{i}_b2_joint_varout_dimred", x)
            x = x + F.interpolate(deeper, size=x.shape[2:], mode="bilinear", align_corners=True)
        x = top = F.relu(x)
        for j in range(1, 5):
            top = w.conv(f"mflow_conv_g{i}_pool.0.{j}_outvar_dimred", F.max_pool2d(top, 5, 1, 2))
            x = x + top
        x = residual_units(w, f"mflow_conv_g{i}_b", x, 3) if full else x
        deeper = w.conv(f"mflow_conv_g{i}_b3_joint_varout_dimred", x) if i < 4 else x
    return deeper


def composed(decoder):
    def logits(w, image):
        x = decoder(w.below("decoder"), resnet18_pyramid(w.below("encoder"), image))
        x = w.conv("segmentation_head.0", x)
        if x.shape[2:] != image.shape[2:]:
            x = F.interpolate(x, size=image.shape[2:], mode="bilinear", align_corners=False)
        return x
    return logits


def separable_pair(w, name, x):
    x = w.conv(name + ".conv1", x, groups=x.shape[1])
    return w.conv(name + ".pointwise", x)


def xception_block(w, x, number, strides):
    reps = 3 if 4 <= number <= 11 else 2
    slots = [(0, 1), (3, 4)] if number == 1 else [(1, 2), (4, 5), (7, 8)][:reps]
    y = x
    for i, (sep, norm) in enumerate(slots):
        y = y if number == 1 and i == 0 else F.relu(y)
        y = w.norm(f"rep.{norm}", separable_pair(w, f"rep.{sep}", y))
    if not strides:
        return x + y
    return F.max_pool2d(y, 3, 2, 1) + w.norm("skipbn", w.conv("skip", x, stride=2))


def unet_xception(w, image):
    e = w.below("encoder")
    x = F.relu(e.norm("bn1", e.conv("conv1", image, stride=2)))
    x = F.relu(e.norm("bn2", e.conv("conv2", x)))
    pyramid = [x]
    for number in range(1, 13):
        strides = number in (1, 2, 3, 12)
        if strides and number > 1:
            pyramid.append(x)
        x = xception_block(e.below(f"block{number}"), x, number, strides)
    x = F.relu(e.norm("bn3", separable_pair(e, "conv3", x)))
    pyramid.append(e.norm("bn4", separable_pair(e, "conv4", x)))
    return w.conv("segmentation_head.0", unet(w.below("decoder"), pyramid))


VGG_CONVS = ((0, 3), (7, 10), (14, 17, 20), (24, 27, 30), (34, 37, 40))


def vgg_with_switches(w, x):
    switches = []
    for stage in VGG_CONVS:
        for i in stage:
            x = F.relu(w.norm(f"features.{i + 1}", w.conv(f"features.{i}", x)))
        size = x.shape[2:]
        x, index = F.max_pool2d(x, 2, 2, return_indices=True)
        switches.append((index, size))
    return x, switches


def segnet(w, image):
    x, switches = vgg_with_switches(w.below("encoder"), image)
    for stage in range(5, 0, -1):
        index, size = switches[stage - 1]
        x = F.max_unpool2d(x, index, 2, 2, output_size=size)
        d = w.below(f"decoder.stage{stage}")
        count = len(VGG_CONVS[stage - 1])
        for i in range(count - (stage == 1)):
            x = d.conv_norm_relu(str(i), x)
    return w.conv("decoder.stage1.1", x)


def deconvnet(w, image):
    e = w.below("encoder")
    x, switches = vgg_with_switches(e, image)
    x = F.relu(e.norm("fc6.1", e.conv("fc6.0", x, padding=0)))
    code = F.relu(e.norm("fc7.1", e.conv("fc7.0", x)))
    maps = []
    for task in ("mask_decoder", "depth_decoder"):
        d = w.below(task)

        def deconvolve(name, y, padding):
            y = F.conv_transpose2d(y, d[name + ".conv.weight"], d[name + ".conv.bias"],
                                   padding=padding)
            return F.relu(d.norm(name + ".norm", y))

        y = deconvolve("fc6", code, 0)
        for stage in range(5, 0, -1):
            index, size = switches[stage - 1]
            y = F.max_unpool2d(y, index, 2, 2, output_size=size)
            for i in range(len(VGG_CONVS[stage - 1])):
                y = deconvolve(f"stage{stage}.{i}", y, 1)
        maps.append(d.conv("score", y))
    return torch.cat(maps, 1)


DECODERS = (unet, unetpp, fpn, deeplabv3plus, fcn, refinenet)
NETWORKS = {decoder.__name__: composed(decoder) for decoder in DECODERS}
NETWORKS.update(refinenet_lw=composed(refinenet), unet_xception=unet_xception, segnet=segnet,
                deconvnet=deconvnet)
SIZES = {"segnet": (135, 49), "deconvnet": (224, 224)}


def write_network(name, folder):
    weights = read_safetensors(folder / "checkpoint.safetensors")
    image = torch.randn(1, 3, *SIZES.get(name, (64, 96)))
    torch.save({"image": image, "logits": NETWORKS[name](Weights(weights), image),
                **{"weight:" + key: value for key, value in weights.items()}},
               folder / "expected.pth")


def main():
    torch.manual_seed(1)
    torch.set_grad_enabled(False)
    if sys.argv[1] == "trunk":
        write_trunk(sys.argv[2], pathlib.Path(sys.argv[3]))
    if sys.argv[1] == "network":
        write_network(sys.argv[2], pathlib.Path(sys.argv[3]))


if __name__ == "__main__":
    main()
