/* SPDX-FileCopyrightText: 2026 The handsight authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDSIGHT_API_HANDSIGHT_H
#define HANDSIGHT_API_HANDSIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "handsight/api/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Hands in pictures, for C. Functions return 0, or another number with one line of text in
 * `message` (cut to `message_size` bytes with the zero at its end; may be NULL and 0). A detector
 * may be used by several threads at once. */

enum handsight_format {
  HANDSIGHT_RGB = 0,
  HANDSIGHT_BGR = 1,
  HANDSIGHT_RGBA = 2,
  HANDSIGHT_BGRA = 3,
  HANDSIGHT_GREY = 4,
  HANDSIGHT_NV12 = 5 /* BT.601, video range */
};

struct handsight_image {
  const uint8_t* pixels;
  int width;
  int height;
  ptrdiff_t stride; /* bytes from row to row; 0 = no gap */
  enum handsight_format format;
  const uint8_t* chroma;   /* NV12 only; NULL = right behind the luma */
  ptrdiff_t chroma_stride; /* NV12 only; 0 = as stride */
};

/* Fill with handsight_default_options() first. */
struct handsight_options {
  const char* precision; /* auto, fp32, bf16, int8 */
  int threads;           /* of one call; 0 takes all */
  float threshold;       /* probability from which a pixel is hand */
  float min_area;        /* smallest hand, as a share of the picture */
  int max_hands;
  const char* pose_model; /* an .onnx file for keypoints; NULL = hands have none */
  int mirrored;           /* not 0: pictures are mirror images, as of a selfie camera */
  int closer_look; /* not 0: small hands again, each alone, twice for keypoints: twice the time */
};

enum handsight_side { HANDSIGHT_SIDE_UNKNOWN = 0, HANDSIGHT_LEFT = 1, HANDSIGHT_RIGHT = 2 };

enum handsight_keypoint_state {
  HANDSIGHT_VISIBLE = 0,
  HANDSIGHT_OCCLUDED = 1,
  HANDSIGHT_OUTSIDE = 2 /* of the picture */
};

struct handsight_keypoint {
  float x; /* in pixels of the picture, pixel centres at whole numbers */
  float y;
  float confidence; /* in [0, 1] */
  enum handsight_keypoint_state state;
};

struct handsight_hand {
  int x; /* box, in pixels of the picture */
  int y;
  int width;
  int height;
  float score;         /* in [0, 1] */
  const uint8_t* mask; /* width * height, 255 where the hand is; as long as the result */
  enum handsight_side side;
  /* 21 or, without a pose model and for tiny hands, NULL; as long as the result. The wrist, then
   * thumb, index, middle, ring and little finger with four each, from base to tip. */
  const struct handsight_keypoint* keypoints;
};

struct handsight_detector;
struct handsight_result;

HANDSIGHT_API void handsight_default_options(struct handsight_options* options);

/* model: an .onnx file for hand masks; options: NULL for the defaults. */
HANDSIGHT_API int handsight_open(const char* model, const struct handsight_options* options,
                                 struct handsight_detector** detector, char* message,
                                 size_t message_size);
HANDSIGHT_API void handsight_close(struct handsight_detector* detector);

/* The result belongs to the caller: handsight_free(). */
HANDSIGHT_API int handsight_detect(const struct handsight_detector* detector,
                                   const struct handsight_image* image,
                                   struct handsight_result** result, char* message,
                                   size_t message_size);
HANDSIGHT_API size_t handsight_count(const struct handsight_result* result);
/* index below handsight_count(); else all zeros */
HANDSIGHT_API struct handsight_hand handsight_at(const struct handsight_result* result,
                                                 size_t index);
HANDSIGHT_API void handsight_free(struct handsight_result* result);

#ifdef __cplusplus
}
#endif

#endif
