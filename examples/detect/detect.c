/* SPDX-FileCopyrightText: 2026 The handsight authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* detect_c MODEL.onnx: the C interface on a grey picture, in which there is no hand. */
#include <stdio.h>
#include <string.h>

#include "handsight/api/handsight.h"

int main(int argc, char** argv) {
  static uint8_t grey[64 * 64];
  char message[512];
  struct handsight_detector* detector = NULL;
  struct handsight_result* result = NULL;
  struct handsight_image image = {grey, 64, 64, 0, HANDSIGHT_GREY, NULL, 0};
  if (argc != 2) {
    fputs("usage: detect_c MODEL.onnx\n", stderr);
    return 2;
  }
  memset(grey, 128, sizeof grey);
  if (handsight_open(argv[1], NULL, &detector, message, sizeof message) != 0 ||
      handsight_detect(detector, &image, &result, message, sizeof message) != 0) {
    fprintf(stderr, "detect_c: %s\n", message);
    handsight_close(detector);
    return 1;
  }
  printf("%zu hands\n", handsight_count(result));
  handsight_free(result);
  handsight_close(detector);
  return 0;
}
