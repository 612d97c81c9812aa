// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "segment_options.h"

namespace handsight {
namespace {

void add_output_options(CLI::App& command, SegmentArguments& arguments) {
  command.add_option("-o,--out", arguments.folder, "folder for the outputs (handsight-out)");
  command
      .add_option("--write", arguments.write,
                  "mask, overlay, json, cutout, background, and of pictures parts, depth "
                  "(mask,overlay)")
      ->delimiter(',')
      ->allow_extra_args(false);  // else it would swallow an INPUT behind it
  command.add_option("--background", arguments.background,
                     "blur | green | #RRGGBB | picture file: writes the hands in front of it");
  command
      .add_option(
          "--json", arguments.json,
          "-: one JSON line a picture or frame on stdout, and no files unless -o or --write")
      ->check(CLI::IsMember({"-"}));
  command.add_flag("--quiet", arguments.quiet, "say nothing but errors");
  command.add_flag("--verbose", arguments.verbose, "a line for each picture");
}

void add_model_options(CLI::App& command, SegmentArguments& arguments) {
  command.add_option("-m,--model", arguments.model,
                     "an .onnx model, a checkpoint, or a shipped model's name (hand-mask-small)");
  command.add_option("--pose", arguments.pose,
                     "keypoint model, as -m; none = no keypoints (hand-pose where it is found)");
  command.add_option("--layers", arguments.layers,
                     "model of depth, parts or both, as -m; none (hand-depth and hand-parts); "
                     "parts that none tells come from the keypoints");
  command
      .add_option("--fov", arguments.field_of_view_deg,
                  "field of view of the camera along the longer side of its pictures, in degrees "
                  "(65): depth is in proportion to the focal length")
      ->check(CLI::Range(5.0, 170.0));
  command
      .add_option(
          "--precision", arguments.precision,
          "auto | fp32 | bf16 | int8: an 8-bit model, of shipped ones the NAME-int8 beside them")
      ->check(CLI::IsMember({"auto", "fp32", "bf16", "int8"}));
  command.add_option("--device", arguments.device, "cpu | cuda | cuda:N");
  command.add_option("--threads", arguments.threads, "0 = all cores; all but one for videos")
      ->check(CLI::Range(0, 1024));
  command.add_option("--scales", arguments.scales, "of the input size; probabilities are averaged")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(0.1, 8.0));
  command
      .add_option(
          "--closer", arguments.closer,
          "auto | yes | no: look at small hands again, each alone and larger, which doubles "
          "the time; auto does with pictures and does not with videos")
      ->check(CLI::IsMember({"auto", "yes", "no"}));
  command.add_option("--threshold", arguments.threshold, "probability from which a pixel is hand")
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag("--no-exif", arguments.no_exif, "do not turn pictures as their camera noted");
  command.add_flag("--smooth,!--no-smooth", arguments.smooth,
                   "over the frames of a video; no effect on single pictures");
  command
      .add_option("--without", arguments.without,
                  "stages between network and hands of a video to leave out, e.g. temporal")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_option("--mirror", arguments.mirror,
                  "auto | yes | no: mirrored pictures swap left and right hands; no effect on "
                  "models that do not tell them apart")
      ->check(CLI::IsMember({"auto", "yes", "no"}));
}

}  // namespace

CLI::App* add_segment_options(CLI::App& app, SegmentArguments& arguments) {
  auto* command =
      app.add_subcommand("segment", "Find hands in pictures and videos: masks, overlays, JSON");
  command
      ->add_option(
          "INPUT", arguments.inputs,
          "picture files, folders, patterns, videos, camera:N, or - for a picture on stdin")
      ->required();
  add_output_options(*command, arguments);
  add_model_options(*command, arguments);
  return command;
}

}  // namespace handsight
