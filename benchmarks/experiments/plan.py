# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What run.py trains: reduced forms of the recipes, each with what its report says about it."""
import dataclasses

# Rendered stand-ins in each data set's own layout: pictures (clips of 8 frames for egogesture) and
# seed of each set. Of the first the recipe's own splits are used, 70 of 100 to train and 15 to
# validate, of interhand's half of those to train on without part maps; the second has other people
# and is only tested on. `options` make hands easier: one right hand, nothing held or worn, a sharp
# picture, gestures as they are.
EASIER = {"objects": 0, "occluders": 0, "gloves": 0, "rings": 0, "wrist_bands": 0, "sleeves": 0,
          "mixing": 0, "low_light": 0, "motion_blur": 0, "defocus": 0, "empty": 0}
RENDERED = {
    "egogesture": {"clips": 8, "size": 224, "train": (100, 101), "test": (30, 103),
                   "hands": "right",
                   "options": EASIER | {"view": "egocentric", "scenery": "false",
                                        "least_size": 0.4, "most_size": 0.9,
                                        "least_fov_deg": 50, "most_fov_deg": 60}},
    "rhd": {"clips": 1, "size": 320, "train": (1600, 301), "test": (240, 303)},
    "interhand": {"clips": 1, "size": 96, "train": (1800, 201), "test": (240, 203),
                  "hands": "right",
                  "options": EASIER | {"view": "third", "faces": 0, "arms": 0,
                                       "synergy_noise": 0.3, "joint_noise": 0.3,
                                       "least_size": 0.7, "most_size": 0.9,
                                       "least_fov_deg": 40, "most_fov_deg": 50}},
}
# Of the validation split, looked at after every epoch.
VALIDATED_SHARE = 0.3
# Longer side of the pictures that are trained on; tests keep theirs.
PACKED_LONGEST = {"egogesture": 224, "rhd": 192, "interhand": 96, "hgr1": 192}


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    recipe: str
    data: str  # key of RENDERED, or hgr1
    settings: dict
    values: tuple  # PROTOCOL.VALUE, the first decides whether it beats what does not look
    reported: str = "-"
    goal: tuple = ()  # (value, ">=" or "<", number or name of another row)
    start: str = ""  # row whose best weights it begins with, "imagenet" or "hand-pose"
    reduced: str = ""  # what else than size and length differs from the recipe
    fails: bool = False  # in the report
    tests: tuple = ("",)  # further flags of `handsight evaluate`, one measurement each


def adam(rate=1e-3):
    return {"name": "adam", "learning_rate": rate, "weight_decay": 0.0}


def schedule(epochs, batch, **more):
    return {"schedule.epochs": epochs, "schedule.batch_size": batch, "schedule.shape": "cosine",
            "schedule.warmup_steps": 20, "schedule.patience": 0, **more}


def square(side):
    return {"input.height": side, "input.width": side}


def composed(encoder, decoder, head, **decoder_options):
    return {"name": "composed", "options": {"encoder": encoder, "decoder": decoder,
                                            "heads": [head], "decoder_options": decoder_options}}


# what the ImageNet weights at hand were trained on
IMAGENET_INPUT = {"input.mean": [0.50196] * 3, "input.std": [0.50196] * 3}

DEPTH = ("depth5.hand.average", "depth5.hand.score", "micro.f1")
NARROW_VGG = ("width 8 of 64, bottleneck 256 of 4096, no ImageNet, Adam, ten times the rate in the "
              "last layers, depth learnt on the hand alone")


def egogesture(name, epochs, goal=(), start="", recipe="", reduced=NARROW_VGG, reported="-",
               rate=2e-3, **settings):
    narrow = {"network.options.base": 8, "loss.1.weight": 2.0, "loss.1.options.region": "hand",
              # a depth of 0.9 is far from where the last bias starts
              "group": [{"match": "*score*", "rate": 10.0}]}
    if not name.endswith("fcn"):
        narrow["network.options.bottleneck"] = 256
    if not recipe and "lstm" in name:
        settings["clips.length"] = 4
    return Row(f"egogesture/{name}", recipe or f"egogesture/{name}", "egogesture",
               narrow | {"optimizer": adam(rate)} | schedule(epochs, 8) | settings, DEPTH,
               reported, goal, start, reduced)


EGOGESTURE = [
    egogesture("fcn", 6, reported="depth .669, F1 .909"),
    egogesture("deconv", 6, reported="depth .815, F1 .909",
               reduced=NARROW_VGG + "; stopped after 4 epochs"),
    egogesture("lstm", 6, reported="depth .467, F1 .773"),
    egogesture("deconv-longer", 1, recipe="egogesture/deconv", start="egogesture/deconv",
               reduced=NARROW_VGG + "; the row deconv trained on, beside lstm-residual",
               rate=5e-4),
    egogesture(
        # clips of 4: as many steps as one epoch of the row before
        "lstm-residual", 4, start="egogesture/deconv",
        goal=("depth5.hand.average", ">=", "egogesture/deconv"),
        reduced=NARROW_VGG + " (one rate here); its first phase is the row egogesture/deconv",
        # the recipe's; what is trained already is not to be shaken, nor its statistics moved
        rate=1e-4,
        **{"network.options.hidden": 128, "optimizer.clip_norm": 1.0, "norm.frozen": ["*"],
           "group": [{"match": "encoder.*", "rate": 0.1}],
           "phase": []}),
]

MASK = ("micro.f1", "imagewise.iou")


def hgr1(name, reported="-", goal=(), recipe="", epochs=4, start="", reduced="", fails=False,
         tests=("",), **settings):
    return Row(name, recipe or name, "hgr1", square(64) | schedule(epochs, 8) | settings, MASK,
               reported, goal, start, reduced, fails, tests)


WIDTH_16 = {"network.options.base": 16}
SHOWME = [
    hgr1("showme/base", "F1 .81", epochs=6, goal=("micro.f1", ">=", 0.81)),
    hgr1("showme/dropout10", "F1 .86", ("micro.f1", ">=", 0.86), reduced="width 16 of 32",
         **WIDTH_16),
    hgr1("showme/augmented", "F1 .92", ("micro.f1", ">=", 0.92), epochs=2,
         reduced="width 16 of 32; an epoch shows every picture twice", **WIDTH_16),
    hgr1("showme/augmented-longer", "F1 .92", ("micro.f1", ">=", 0.92), recipe="showme/augmented",
         epochs=8, reduced="width 16 of 32; an epoch shows every picture twice; 8 epochs",
         **WIDTH_16),
    hgr1("showme/segnet", "all black", reduced="width 16 of 64", fails=True, **WIDTH_16),
    hgr1("showme/segnet-fixed", "-", ("micro.f1", ">=", 0.88),
         reduced="width 16 of 64, no ImageNet and so one rate for all",
         **WIDTH_16, **{"norm.reestimate": 20, "group": []}),
    hgr1("showme/segnet-fixed-longer", "-", ("micro.f1", ">=", 0.88), recipe="showme/segnet-fixed",
         epochs=16, reduced="width 16 of 64, no ImageNet and so one rate for all; 16 epochs",
         **WIDTH_16, **{"norm.reestimate": 20, "group": []}),
    hgr1("showme/mobileunet", "on par with F1 .92", ("micro.f1", ">=", 0.90), epochs=2,
         reduced="an epoch shows every picture twice"),
    hgr1("showme/unetpp", recipe="showme/base", start="imagenet",
         reduced="no row of the report: MobileNetV2 under UNet++ in place of its network",
         network=composed("mobilenet_v2", "unetpp", "mask", channels=[64, 32, 32, 16, 16]),
         **IMAGENET_INPUT),
]

REFINENET = [
    hgr1("wild/refinenet-lw", "mIoU .662 on EgoHands", recipe="wild/egohands-refinenet_lw101",
         start="imagenet", tests=("", "--multi-scale", "--scales 1.5", "--scales 1,1.5,2"),
         reduced="MobileNetV2 for ResNet-101, 128 channels for 256; one phase, Adam 1e-3",
         network=composed("mobilenet_v2", "refinenet_lw", "mask", channels=128), optimizer=adam(),
         **IMAGENET_INPUT, **{"group": [], "phase": [], "schedule.accumulate": 1}),
]

POSE = ("hand3d.auc", "hand3d.epe_mean", "corners.rate")


def pose(name, loss_options, goal=(), reported="-", epochs=4):
    settings = square(64) | schedule(epochs, 16) | {"network.options.base": 16}
    settings |= {f"loss.0.options.{key}": value for key, value in loss_options.items()}
    if name != "pose-l2":
        settings["schedule.ema"] = 0.98
    return Row(f"rhd/{name}", f"rhd/{name}", "rhd", settings, POSE, reported, goal,
               "", "width 16 of 32, widths of peaks in proportion", name == "pose-l2")


CORNERS = ("corners.rate", "<", 0.01)
RHD = [
    Row("rhd/handseg", "rhd/handseg", "rhd",
        square(64) | schedule(5, 8) | {"network.options.base": 16, "schedule.collapse_epochs": 0},
        ("imagewise.iou", "micro.f1"), "IoU about .83", ("imagewise.iou", ">=", 0.83),
        reduced="width 16 of 32"),
    pose("pose-l2", {"sigma_px": 1.0}, reported="key-points in corners"),
    pose("pose-ce", {"sigma_px": 1.0}, CORNERS),
    pose("pose-dsnt", {"sigma_px": 1.0}, CORNERS),
    pose("pose-wmse", {"sigma_px": 2.0}, CORNERS),
]

AMODAL = ("amodal.miou", "amodal.strict.miou", "micro.f1")
UNETPP = composed("mobilenet_v2", "unetpp", "parts", channels=[64, 32, 32, 16, 16])
SMALL_UNETPP = ("encoder of hand-pose (MobileNetV2) for RegNetY-3.2GF, Adam 1e-3, right hands not "
                "mirrored")
# the recipes', without the mirror: which side a hand is cannot be seen from its outline
UNMIRRORED = [
    {"name": "affine", "options": {"rotation_deg": 15.0, "rotation_probability": 0.6,
                                   "scale_min": 0.9, "scale_max": 1.1, "shift": 0.05}},
    {"name": "colour_gain", "options": {"gain": 0.0, "channel_gain": 0.1, "contrast": 0.0,
                                        "saturation": 0.0, "gamma": 0.0}},
]


def interhand(name, reported, goal=(), start="hand-pose", reduced=SMALL_UNETPP, **settings):
    return Row(f"interhand/{name}", f"interhand/{name}", "interhand",
               square(64) | {"optimizer": adam(), "schedule.collapse_epochs": 0,
                             "augment": UNMIRRORED} | settings,
               AMODAL, reported, goal, start, reduced)


def after(name):
    return ("amodal.miou", ">=", f"interhand/{name}")


PAIRS = schedule(4, 8)
WITH_UNETPP = {"network": UNETPP} | IMAGENET_INPUT
PSEUDO = WITH_UNETPP | schedule(1, 8) | {
    "teacher": composed("mobilenet_v2", "unet", "parts", channels=[64, 32, 32, 16, 16])
    | {"weights": "hand-pose"}}
EPOCHS_OF_PHASES = (3, 1, 2, 1, 2)
for index, epochs in enumerate(EPOCHS_OF_PHASES):
    PSEUDO[f"phase.{index}.schedule.epochs"] = epochs
for index in (1, 3):
    PSEUDO[f"phase.{index}.schedule.batch_size"] = 16
    PSEUDO[f"phase.{index}.optimizer.learning_rate"] = 1e-3

INTERHAND = [
    interhand("unet-ce", "mIoU .498", start="",
              reduced="width 16 of 64, Adam 1e-3, right hands not mirrored",
              **PAIRS, **{"network.options.base": 16}),
    interhand("unetpp-ce", "mIoU .537", after("unet-ce"), **PAIRS, **WITH_UNETPP),
    interhand("unetpp-wce", "mIoU .539", after("unetpp-ce"), **PAIRS, **WITH_UNETPP),
    interhand("unetpp-wce-dice", "mIoU .544", after("unetpp-wce"), **PAIRS, **WITH_UNETPP),
    interhand("unetpp-pseudo", "mIoU .558", after("unetpp-wce-dice"), **PSEUDO),
    interhand("unetpp-pseudo-adversarial-fixed", "-", after("unetpp-pseudo"), **PSEUDO),
]

ROWS = [*EGOGESTURE, *SHOWME, *RHD, *INTERHAND, *REFINENET]
