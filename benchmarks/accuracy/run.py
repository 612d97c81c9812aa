#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""A hand-mask model on the cases that are hard by name: one table row a case.

usage: run.py HANDSIGHT MODEL DATA [--pictures N] [--pose MODEL] [--json FILE]

DATA is the folder of real pictures: dev/irllabs, real/hgr1, real/cutouts, real/backgrounds,
samples/egohands. Rendered cases are made with a seed that no recipe trains on. `iou` is
imagewise.iou with its 95 % interval, `sides` the share of pixels given to the right one of the two
sides among those given to one alone, `false` the share of hand-free pixels called hand. With --pose,
also how often `segment` says the right side of the 154 hands of 11k Hands that no recipe trains on.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import tempfile

RENDERED = {
    "rendered, as in training": "",
    "two hands": "&hands=both",
    "hands hold things": "&objects=1",
    "things before hands": "&occluders=1",
    "before people and faces": "&faces=1",
    "gloves": "&gloves=1",
    "low light": "&low_light=1",
    "blur": "&motion_blur=1&defocus=1",
    "small hands, 5-15 % of the frame": "&least_size=0.05&most_size=0.15",
    "no hands": "&empty=1",
}


def cases(data, pictures):
    yield "irllabs: difficult light", f"folder={data}/dev/irllabs"
    yield "HGR1, other people", f"folder={data}/real/hgr1:val?side=right"
    yield "two people at a table (2 pictures)", f"egohands={data}/samples/egohands"
    cutouts = f"composite={data}/real:val?count={pictures}&size=256"
    yield "cut-outs of other people", cutouts
    yield "photographs without hands", cutouts + "&hands_min=0&hands_max=0&room=0&distractors=0"
    for name, options in RENDERED.items():
        yield name, f"synthetic?n={pictures}&seed=77&size=256{options}"


def measured(record):
    values = {}
    for protocol in record["protocols"]:
        for name, value in protocol["values"].items():
            values[f"{protocol['protocol']}.{name}"] = value
    iou = values["imagewise.iou"]
    hands = iou["trivial"]["all background"] < 1.0
    row = {"pictures": record["pictures"]}
    if not hands:
        return row | {"false": 1 - values["two-class-mean.iou_background"]["value"]}
    row |= {"iou": iou["value"], "low": iou["low"], "high": iou["high"]}
    if "sides.side_accuracy" in values:
        row["sides"] = values["sides.side_accuracy"]["value"]
    return row


def told_sides(handsight, model, pose, data):
    """Side of the largest hand that was found, against the data set's own label."""
    folder = data / "real/cutouts/hands11k"
    with open(folder / "hands11k.csv") as file:
        truth = {pathlib.Path(row["file"]).name: row["hand"] for row in csv.DictReader(file)
                 if row["split"] == "val"}
    lines = subprocess.run([handsight.resolve(), "segment", "-m", model, "--pose", pose, "--json", "-",
                            "--quiet"] + [folder / "images" / name for name in truth],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    counts = {"pictures": len(truth), "found": 0, "agree": 0, "left": 0}
    for record in map(json.loads, lines):
        hands = [hand for hand in record["hands"] if "side" in hand]
        if not hands:
            continue
        side = max(hands, key=lambda hand: hand["box"][2] * hand["box"][3])["side"]
        counts["found"] += 1
        counts["left"] += side == "left"
        counts["agree"] += side == truth[pathlib.Path(record["image"]).name]
    counts["left_in_truth"] = list(truth.values()).count("left")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("model")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--pose")
    parser.add_argument("--json", type=pathlib.Path)
    a = parser.parse_args()
    rows = {}
    print("| case | pictures | iou | 95 % | sides | false |\n|---|---|---|---|---|---|")
    for name, data in cases(a.data, a.pictures):
        with tempfile.NamedTemporaryFile(suffix=".json") as found:
            subprocess.run([a.handsight.resolve(), "evaluate", "-m", a.model, "--data", data,
                            "--json", found.name, "--quiet"], check=True,
                           stdout=subprocess.DEVNULL)
            row = measured(json.load(open(found.name))["data"][0])
        rows[name] = row
        share = [f"{row[key]:.3f}" if key in row else "" for key in ("iou", "sides")]
        span = f"{row['low']:.3f}-{row['high']:.3f}" if row.get("low") is not None else ""
        false = f"{100 * row['false']:.2f} %" if "false" in row else ""
        print(f"| {name} | {row['pictures']} | {share[0]} | {span} | {share[1]} | {false} |",
              flush=True)
    result = {"model": pathlib.Path(a.model).name, "cases": rows}
    if a.pose:
        result["sides"] = told_sides(a.handsight, a.model, a.pose, a.data)
        print(f"sides: {result['sides']}")
    if a.json:
        a.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
