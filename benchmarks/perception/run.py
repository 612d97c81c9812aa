#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
"""What each stage of perception is worth with the shipped networks: `handsight evaluate --video`
with all of them, and at the last noise also with each left out.

Two films of 640 x 480 at 30 frames/s with two rendered hands: one in which nothing moves but the
camera's noise, one in which the hands move. Noise is ffmpeg's (`noise=alls=N:allf=t`, normal, fresh
in each frame); films are stored nearly without loss, so that it stays.

usage: run.py HANDSIGHT [--noise 3,8] [--frames 150]
Needs ffmpeg; writes benchmarks/perception/results.json.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RATE = 30
STAGES = ["temporal", "hysteresis", "regions", "separation", "tracker", "box_filter", "handedness",
          "keypoint_crop", "keypoint_filter", "cut"]
KEPT = ["hands_a_frame", "tracks", "switches", "jitter", "jitter_of_masks", "keypoint_jitter",
        "keypoint_jitter_of_network"]


def render(handsight, folder, frames):
    """Frames of a rendered clip in which both networks see both hands."""
    subprocess.run([handsight, "data", "render", "-o", folder, "--layout", "folder", "--count", "1",
                    "--clips", str(frames), "--hands", "both", "--seed", "2", "--quiet",
                    "--option", "size=0", "--option", "width=640", "--option", "height=480",
                    "--option", "least_size=0.3", "--option", f"frames_per_second={RATE}"],
                   check=True)
    return [folder / "images" / f"synthetic-{i}.png" for i in range(frames)]


def write_film(path, pictures, frames, noise):
    """The pictures to and fro, as many frames as asked for."""
    there_and_back = pictures + pictures[-2:0:-1] if len(pictures) > 1 else pictures
    listing = path.with_suffix(".txt")
    listing.write_text("".join(
        f"file '{there_and_back[i % len(there_and_back)]}'\nduration {1 / RATE:.7f}\n"
        for i in range(frames)))
    subprocess.run(["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", listing, "-vf",
                    f"noise=alls={noise}:allf=t", "-r", str(RATE), "-frames:v", str(frames),
                    "-pix_fmt", "yuv420p", "-crf", "4", path], check=True)


def measure(handsight, film, without):
    flags = ["--without", ",".join(without)] if without else []
    done = subprocess.run([handsight, "evaluate", "-m", "hand-mask-small", "--pose", "auto",
                           "--video", film, "--json", "-", "--threads", "1", "--quiet", *flags],
                          check=True, capture_output=True, text=True)
    stability = json.loads(done.stdout)["videos"][0]
    return {name: round(stability[name], 5) for name in KEPT}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("handsight", type=pathlib.Path)
    parser.add_argument("--noise", default="3,8")
    parser.add_argument("--frames", type=int, default=150)
    a = parser.parse_args()
    handsight = a.handsight.resolve()
    results = {"frames": a.frames, "frames_per_second": RATE, "size": [640, 480], "hands": 2}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pictures = render(handsight, folder / "clip", a.frames // 2 + 1)
        for noise in a.noise.split(","):
            for film, shown in (("still", pictures[:1]), ("moving", pictures)):
                path = folder / f"{film}-{noise}.mp4"
                write_film(path, shown, a.frames, noise)
                rows = {"all stages": measure(handsight, path, [])}
                for stage in STAGES if noise == a.noise.split(",")[-1] else []:
                    rows[f"without {stage}"] = measure(handsight, path, [stage])
                results[f"{film}, noise {noise}"] = rows
                print(film, noise, json.dumps(rows, indent=1))
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
