#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""Trains reduced forms of the recipes in turn and puts them beside the reports' numbers.

usage: run.py HANDSIGHT DATA [--only a,b] [--out FOLDER] [--json FILE] [--threads N] [--table]

DATA is the folder of real pictures: real/hgr1 and weights. The other pictures are rendered into
FOLDER/data, as each recipe's data set lies on disk. A run lies in FOLDER/runs/<name>: one that FILE
has is not repeated, a broken one goes on. `--only` takes names of rows or their first parts, such as
showme. `--table` only prints the table of what FILE holds. plan.py says what is run.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import plan

HERE = pathlib.Path(__file__).resolve().parent
RECIPES = HERE.parent.parent / "recipes"
# in the table
NAMES = {"depth5.hand.average": "average", "depth5.hand.score": "depth", "micro.f1": "F1",
         "imagewise.iou": "IoU", "hand3d.auc": "AUC", "hand3d.epe_mean": "EPE px",
         "corners.rate": "corners", "amodal.miou": "mIoU", "amodal.strict.miou": "strict mIoU"}


def toml(value):
    """The value as it stands behind `--set key=`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


class Workshop:
    """The program, the pictures and the runs."""

    def __init__(self, arguments):
        self.program = str(arguments.handsight.resolve())
        self.real = arguments.data.resolve()
        self.out = arguments.out.resolve()
        self.threads = str(arguments.threads)

    def call(self, *arguments):
        subprocess.run([self.program, *map(str, arguments), "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)

    def run_folder(self, name):
        return self.out / "runs" / name

    def made(self, path, *arguments):
        """The folder `path`, made by the program called with these arguments."""
        if not path.exists():
            partial = path.with_name(path.name + ".partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.parent.mkdir(parents=True, exist_ok=True)
            self.call(*arguments, "-o", partial)
            partial.rename(path)
        return path

    def rendered(self, layout, use):
        about = plan.RENDERED[layout]
        count, seed = about[use]
        path = self.out / "data" / f"{layout}-{use}"
        options = [part for key, value in about.get("options", {}).items()
                   for part in ("--option", f"{key}={value}")]
        self.made(path, "data", "render", "--layout", layout, "--count", count, "--seed", seed,
                  "--size", about["size"], "--clips", about["clips"], "--hands",
                  about.get("hands", "any"), *options, "--workers", self.threads)
        return path

    def packed(self, name, source):
        return self.made(self.out / "data" / (name + ".pack"), "data", "pack", source, "--longest",
                         plan.PACKED_LONGEST[name.split("-")[0]], "--workers", self.threads)

    def to_train(self, row):
        """Flags of `handsight train` that say where the pictures are."""
        if row.data == "hgr1":
            path = self.packed("hgr1-train", f"folder={self.real}/real/hgr1:train")
            name = "egohands" if row.recipe.startswith("wild/egohands") else "showme"
            return {f"data.{name}": {"reader": "packed"}, "train": [{"data": name}],
                    # no picture of the test's people is looked at before the end
                    "validate": [{"data": name, "fraction": 0.15}]}, {name: path}
        if row.data != "interhand":
            path = self.packed(f"{row.data}-train",
                               f"{row.data}={self.rendered(row.data, 'train')}")
            return {f"data.{row.data}": {"reader": "packed"},
                    "validate": self.some(row.data)}, {row.data: path}
        root = self.rendered("interhand", "train")
        self.write_paired_list(root)
        paths = {"interhand": root}
        changes = {"data.interhand.options.paired_list": "paired.txt",
                   "validate": self.some("interhand")}
        if "teacher" in row.settings:
            paths["unpaired"] = root
            changes["data.unpaired.options.paired_list"] = "paired.txt"
        return changes, paths

    def some(self, name):
        return [{"data": name, "split": "val", "fraction": plan.VALIDATED_SHARE}]

    def write_paired_list(self, root):
        """All pictures but every other one of those to train on, which are the first."""
        count = plan.RENDERED["interhand"]["train"][0]
        ids = [str(i) for i in range(count) if i % 2 == 0 or i >= 0.7 * count]
        (root / "paired.txt").write_text("\n".join(ids) + "\n")

    def to_test(self, row):
        if row.data == "hgr1":
            return f"folder={self.real}/real/hgr1:val"
        split = ":train" if row.data == "interhand" else ""
        return f"{row.data}={self.rendered(row.data, 'test')}{split}"

    def weights(self, name):
        if name == "imagenet":
            return str(self.real / "weights" / "mobilenet_v2_imagenet.safetensors")
        if name == "hand-pose":
            return str(RECIPES.parent / "models" / "hand-pose.safetensors")
        return str(self.run_folder(name) / "checkpoints" / "best.safetensors")


def train(workshop, row):
    folder = workshop.run_folder(row.name)
    if (folder / "checkpoints" / "last.state.safetensors").exists():
        workshop.call("train", "--resume", folder, "--threads", workshop.threads)
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    changes, paths = workshop.to_train(row)
    changes = {"precision": "fp32"} | changes | row.settings
    if row.start:
        changes["network.weights"] = workshop.weights(row.start)
    if "teacher" in changes:
        changes["teacher"] = changes["teacher"] | {
            "weights": workshop.weights(changes["teacher"]["weights"])}
    flags = [f"--set={key}={toml(value)}" for key, value in changes.items()]
    flags += [f"--data={name}={path}" for name, path in paths.items()]
    workshop.call("train", RECIPES / (row.recipe + ".toml"), "--out", folder, "--threads",
                  workshop.threads, *flags)


def measure(workshop, row, flags):
    """Number, interval and trivial predictors of each of the row's values."""
    found = workshop.run_folder(row.name) / "measured.json"
    workshop.call("evaluate", "--run", workshop.run_folder(row.name), "--data",
                  workshop.to_test(row), "--json", found, "--threads", workshop.threads,
                  "--precision", "fp32", *flags.split())
    record = json.loads(found.read_text())["data"][0]
    values = {f"{protocol['protocol']}.{name}": value for protocol in record["protocols"]
              for name, value in protocol["values"].items()}
    return {"pictures": record["pictures"], "values": {key: values[key] for key in row.values}}


def run(workshop, row):
    print(f"{time.strftime('%H:%M:%S')} {row.name}", flush=True)
    train(workshop, row)
    with open(workshop.run_folder(row.name) / "metrics.csv") as table:
        epochs = len(table.readlines()) - 1
    return {"recipe": row.recipe, "changes": row.settings, "start": row.start, "epochs": epochs,
            "tests": {flags: measure(workshop, row, flags) for flags in row.tests}}


def reached(results, name, key):
    """What the row of that name reached, or None."""
    for flags, measured in results.get(name, {}).get("tests", {}).items():
        if not flags:
            return measured["values"][key]["value"]
    return None


def blind(value):
    """The best that a predictor that does not look at the picture reaches, or None."""
    return max(value["trivial"].values(), default=None)


def looks(measured, key):
    """Whether the value lies surely above what a predictor that does not look reaches."""
    value = measured["values"][key]
    return value["low"] is None or blind(value) is None or value["low"] > blind(value)


def verdict(row, results, flags, measured):
    key, relation, bound = row.goal or (row.values[0], "", None)
    if flags:
        relation, bound = ">=", row.name
    if not looks(measured, row.values[0]):
        return "fails, as reported" if row.fails else "says nothing"
    if not relation:
        return ""
    aim = reached(results, bound, key) if isinstance(bound, str) else bound
    wanted = f"{NAMES[key]} {relation} {bound}"
    if aim is None:
        return f"{wanted}: not run"
    value = measured["values"][key]["value"]
    met = value >= aim if relation == ">=" else value < aim
    return f"{wanted}: {'met' if met else 'not met'}"


def shown(key, value):
    text = f"{NAMES[key]} {value['value']:.3f}"
    if value["low"] is not None:
        text += f" ({value['low']:.3f} to {value['high']:.3f})"
    return text if blind(value) is None else f"{text}, blind {blind(value):.3f}"


def table(results):
    lines = ["| run | other than the recipe | report | measured | goal |", "|---|---|---|---|---|"]
    for row in plan.ROWS:
        tests = results.get(row.name, {}).get("tests", {})
        for flags, measured in tests.items():
            values = "; ".join(shown(*item) for item in measured["values"].items())
            name = " ".join([row.name, flags]).strip()
            lines.append(f"| {name} | {row.reduced} | {row.reported} | {values} | "
                         f"{verdict(row, results, flags, measured)} |")
    missing = [row.name for row in plan.ROWS if row.name not in results]
    return "\n".join(lines + (["", "Not run: " + ", ".join(missing) + "."] if missing else []))


def kept(path):
    return json.loads(path.read_text())["runs"] if path.exists() else {}


def save(arguments, results):
    """Beside what another call may have written meanwhile."""
    results |= kept(arguments.json) | results
    arguments.json.write_text(
        json.dumps({"threads": arguments.threads, "runs": results}, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs/experiments"))
    parser.add_argument("--json", type=pathlib.Path, default=HERE / "results.json")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--table", action="store_true")
    a = parser.parse_args()
    results = kept(a.json)
    wanted = [row for row in plan.ROWS if not a.only or any(
        row.name == name or row.name.startswith(name + "/") for name in a.only.split(","))]
    failed = []
    for row in [] if a.table else wanted:
        if row.name in results:
            continue
        try:
            results[row.name] = run(Workshop(a), row)
        except subprocess.CalledProcessError as error:
            print(f"{row.name}: exit code {error.returncode}", file=sys.stderr, flush=True)
            failed.append(row.name)
            continue
        save(a, results)
    print(table(results))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
