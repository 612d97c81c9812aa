// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

const LEAST_SIDE_PX = 16;  // what a network accepts

/**
 * Where a picture lies in a network's input: its longer side at the size that the model was trained
 * at, in the middle of a canvas whose sides the model takes, the odd pixel right and below.
 * @param {{longest_px, size_multiple, height, width}} model as in models.json
 * @returns {{width, height, left, top, canvasWidth, canvasHeight}}
 */
export function placeOf(width, height, model) {
  const zoom = model.longest_px / Math.max(width, height);
  const side = (size) => Math.max(LEAST_SIDE_PX, Math.round(zoom * size));
  const taken = (fixed, size) =>
    fixed ?? Math.ceil(size / model.size_multiple) * model.size_multiple;
  const placed = {width: side(width), height: side(height)};
  const canvasWidth = taken(model.width, placed.width);
  const canvasHeight = taken(model.height, placed.height);
  if (canvasWidth < placed.width || canvasHeight < placed.height) {
    throw new Error(`the model takes pictures of ${canvasWidth} x ${canvasHeight} pixels`);
  }
  return {...placed, canvasWidth, canvasHeight,
          left: Math.floor((canvasWidth - placed.width) / 2),
          top: Math.floor((canvasHeight - placed.height) / 2)};
}

/**
 * The network's input: (value / 255 - mean) / std, channel by channel, zeros around the picture.
 * @param {Uint8ClampedArray} rgba the picture at the size of its place
 * @returns {Float32Array} 3 x canvasHeight x canvasWidth
 */
export function inputOf(rgba, place, {mean, std}) {
  const plane = place.canvasWidth * place.canvasHeight;
  const input = new Float32Array(3 * plane);
  for (let c = 0; c < 3; ++c) {
    for (let y = 0; y < place.height; ++y) {
      let to = c * plane + (y + place.top) * place.canvasWidth + place.left;
      let from = 4 * y * place.width + c;
      for (let x = 0; x < place.width; ++x, from += 4) {
        input[to++] = (rgba[from] / 255 - mean[c]) / std[c];
      }
    }
  }
  return input;
}

/**
 * Probability in the picture, from logits on the canvas: the sigmoid of one channel, or what the
 * softmax of several leaves to all but the first.
 * @param {Float32Array} logits K x canvasHeight x canvasWidth
 * @param {{first: number, channels: number}} output which of the K
 * @returns {{width, height, values: Float32Array}}
 */
export function probabilityOf(logits, place, {first, channels}) {
  const plane = place.canvasWidth * place.canvasHeight;
  const values = new Float32Array(place.width * place.height);
  let i = 0;
  for (let y = 0; y < place.height; ++y) {
    for (let x = 0; x < place.width; ++x) {
      const at = first * plane + (y + place.top) * place.canvasWidth + place.left + x;
      const background = channels === 1 ? 0 : logits[at];
      let others = 0;
      for (let c = channels === 1 ? 0 : 1; c < channels; ++c) {
        others += Math.exp(logits[at + c * plane] - background);
      }
      values[i++] = others === Infinity ? 1 : others / (1 + others);
    }
  }
  return {width: place.width, height: place.height, values};
}

/** Which two source pixels make each target pixel of an axis, and the share of the second. */
function tapsOf(source, target) {
  return Array.from({length: target}, (_, i) => {
    const at = Math.max(0, (i + 0.5) * source / target - 0.5);
    const low = Math.floor(at);
    return {low, high: Math.min(low + 1, source - 1), share: at - low};
  });
}

/** Bilinear, corners not aligned. */
export function resized(map, width, height) {
  const columns = tapsOf(map.width, width);
  const values = new Float32Array(width * height);
  const line = new Float32Array(map.width);
  tapsOf(map.height, height).forEach(({low, high, share}, y) => {
    for (let x = 0; x < map.width; ++x) {
      const above = map.values[low * map.width + x];
      line[x] = above + share * (map.values[high * map.width + x] - above);
    }
    for (let x = 0; x < width; ++x) {
      const tap = columns[x];
      values[y * width + x] = line[tap.low] + tap.share * (line[tap.high] - line[tap.low]);
    }
  });
  return {width, height, values};
}
