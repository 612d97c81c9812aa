/* SPDX-FileCopyrightText: 2026 The handsight authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* detect_c MODEL.onnx PICTURE.ppm: boxes and scores of the hands in a picture, in C. */
#include <stdio.h>
#include <stdlib.h>

#include "handsight/api/handsight.h"

enum { LONGEST_SIDE = 16384 };

/* Reads a binary PPM of 8 bits; the pixels are the caller's to free, NULL when there are none. */
static uint8_t* read_ppm(const char* path, int* width, int* height) {
  uint8_t* pixels = NULL;
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  if (fscanf(file, "P6 %d %d 255", width, height) == 2 && fgetc(file) != EOF && *width > 0 &&
      *width <= LONGEST_SIDE && *height > 0 && *height <= LONGEST_SIDE) {
    const size_t size = (size_t)3 * (size_t)*width * (size_t)*height;
    pixels = malloc(size);
    if (pixels != NULL && fread(pixels, 1, size, file) != size) {
      free(pixels);
      pixels = NULL;
    }
  }
  fclose(file);
  return pixels;
}

/* 0, or 1 with one line in `message`. */
static int detect(const char* model, const struct handsight_image* image, char* message,
                  size_t message_size) {
  struct handsight_detector* detector = NULL;
  struct handsight_result* result = NULL;
  size_t i;
  int failed = handsight_open(model, NULL, &detector, message, message_size) != 0 ||
               handsight_detect(detector, image, &result, message, message_size) != 0;
  for (i = 0; !failed && i < handsight_count(result); ++i) {
    const struct handsight_hand hand = handsight_at(result, i);
    printf("hand at %d, %d of %d x %d, score %.2f\n", hand.x, hand.y, hand.width, hand.height,
           (double)hand.score);
  }
  handsight_free(result);
  handsight_close(detector);
  return failed;
}

int main(int argc, char** argv) {
  struct handsight_image image = {NULL, 0, 0, 0, HANDSIGHT_RGB, NULL, 0};
  char message[512] = "";
  uint8_t* pixels = NULL;
  int failed = 0;
  if (argc != 3) {
    fputs("usage: detect_c MODEL.onnx PICTURE.ppm\n", stderr);
    return 2;
  }
  pixels = read_ppm(argv[2], &image.width, &image.height);
  if (pixels == NULL) {
    fprintf(stderr, "detect_c: %s: expected a binary PPM of 8 bits\n", argv[2]);
    return 1;
  }
  image.pixels = pixels;
  failed = detect(argv[1], &image, message, sizeof message);
  if (failed) fprintf(stderr, "detect_c: %s\n", message);
  free(pixels);
  return failed;
}
