// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

// Keypoints of single hands, as handsight/perception and handsight/inference find them.

const LEAST_SIDE_PX = 24;  // smaller hands get none
const LEAST_CONFIDENCE = 0.1;
// Shares of a map's side; see handsight/perception/heatmaps.h.
const NEAR = 0.04;
const SQUARE = 0.19;
const WIDE = 0.16;
const NARROW = 0.0625;
const STEPS = 3;
const SAME = 1e-9;  // rounding of sums
const NEGLIGIBLE = -20;  // all pixels of a map that lie so far below its largest are nothing
const PEAK_REACH = 5;
const SURE_TURN = 0.3;  // sine from which the turn of a hand is believed
const POINTS = 21;
const [WRIST, INDEX_BASE, LITTLE_BASE] = [0, 5, 17];

/**
 * The square of a picture that a network looks at for one hand.
 * @param {[number, number, number, number]} box x, y, width, height
 * @param {{margin: number}} pose
 * @returns {{x: number, y: number, side: number}|null} its centre, pixel centres at whole numbers;
 *   null for a hand that is too small
 */
export function cropOf([x, y, width, height], {margin}) {
  const longer = Math.max(width, height);
  if (longer < LEAST_SIDE_PX) return null;
  return {x: x + width / 2 - 0.5, y: y + height / 2 - 0.5, side: margin * longer};
}

/** First and one past the last pixel of an axis within `reach` of `centre`, at least one. */
function covered(centre, reach, size) {
  const first = Math.min(Math.max(Math.floor(centre - reach), 0), size - 1);
  return [first, Math.min(Math.max(Math.ceil(centre + reach) + 1, first + 1), size)];
}

/**
 * The part of a picture that the crop shows, and the size at which to draw it: the crop's own
 * resolution where that is lower, so that no pixel is left out.
 * @returns {{left, top, width, height, drawnWidth, drawnHeight}}
 */
export function patchOf(crop, {size}, picture) {
  const zoom = crop.side / size;
  const reach = crop.side / 2 + 2 * Math.max(1, zoom);
  const [left, right] = covered(crop.x, reach, picture.width);
  const [top, bottom] = covered(crop.y, reach, picture.height);
  const [width, height] = [right - left, bottom - top];
  const drawn = (length) => (zoom > 1 ? Math.max(1, Math.round(length / zoom)) : length);
  return {left, top, width, height, drawnWidth: drawn(width), drawnHeight: drawn(height)};
}

/** The two pixels of an axis between which a place lies, the border continued. */
function tapAt(place, size) {
  const inside = Math.min(Math.max(place, 0), size - 1);
  const low = Math.floor(inside);
  return {low, high: Math.min(low + 1, size - 1), share: inside - low};
}

/**
 * Writes the network's input for one hand: (value / 255 - mean) / std, channel by channel.
 * @param {Float32Array} input 3 x size x size
 * @param {Uint8ClampedArray} rgba the patch as it was drawn
 * @param {{size, mean, std}} pose
 * @param {boolean} isMirrored whether the crop shows the hand's mirror image
 */
export function fillInput(input, rgba, patch, crop, {size, mean, std}, isMirrored) {
  const zoom = crop.side / size;
  const middle = (size - 1) / 2;
  const {drawnWidth, drawnHeight} = patch;
  const taps = (centre, start, scale, length, turn) => Array.from({length: size}, (_, i) => (
    tapAt(scale * (centre + turn * zoom * (i - middle) + 0.5 - start) - 0.5, length)));
  const columns = taps(crop.x, patch.left, drawnWidth / patch.width, drawnWidth,
                       isMirrored ? -1 : 1);
  const rows = taps(crop.y, patch.top, drawnHeight / patch.height, drawnHeight, 1);
  const plane = size * size;
  for (let v = 0; v < size; ++v) {
    const [above, below] = [rows[v].low, rows[v].high].map((row) => 4 * row * drawnWidth);
    for (let u = 0; u < size; ++u) {
      const {low, high, share} = columns[u];
      for (let c = 0; c < 3; ++c) {
        const across = (row) =>
          (1 - share) * rgba[row + 4 * low + c] + share * rgba[row + 4 * high + c];
        const value = (1 - rows[v].share) * across(above) + rows[v].share * across(below);
        input[c * plane + v * size + u] = (value / 255 - mean[c]) / std[c];
      }
    }
  }
}

const indexOfLargest = (map) => {
  let best = 0;
  for (let i = 1; i < map.length; ++i) if (map[i] > map[best]) best = i;
  return best;
};

/** The mean place around the peak, weighted by the values. */
function decodePeak(map, size) {
  const peak = indexOfLargest(map);
  const [px, py] = [peak % size, Math.floor(peak / size)];
  const reachOf = (at) => Math.min(PEAK_REACH, at, size - 1 - at);
  const [reachX, reachY] = [reachOf(px), reachOf(py)];
  let [sum, x, y] = [0, 0, 0];
  for (let v = py - reachY; v <= py + reachY; ++v) {
    for (let u = px - reachX; u <= px + reachX; ++u) {
      const weight = Math.max(0, map[v * size + u]);
      sum += weight;
      x += weight * u;
      y += weight * v;
    }
  }
  return {x: sum > 0 ? x / sum : px, y: sum > 0 ? y / sum : py,
          confidence: Math.min(1, Math.max(0, map[peak]))};
}

/** exp(map - its largest value), what is negligible as 0. */
function softmaxWeights(map) {
  const largest = map[indexOfLargest(map)];
  return map.map((value) => (value - largest < NEGLIGIBLE ? 0 : Math.exp(value - largest)));
}

/** Sum and mean place of the weights within `radius` of a place; everywhere without a radius. */
function meanAround(weights, size, {x, y}, radius = Infinity) {
  let [sum, sumX, sumY] = [0, 0, 0];
  const first = (at) => Math.max(0, Math.ceil(at - radius));
  const last = (at) => Math.min(size - 1, Math.floor(at + radius));
  for (let v = first(y); v <= last(y); ++v) {
    for (let u = first(x); u <= last(x); ++u) {
      if (Math.hypot(u - x, v - y) > radius) continue;
      const weight = weights[v * size + u];
      sum += weight;
      sumX += weight * u;
      sumY += weight * v;
    }
  }
  return {sum, x: sumX / sum, y: sumY / sum};
}

/** Middle of the square that holds the most; `preferred` where its square holds as much. */
function heaviestSquare(weights, size, reach, preferred) {
  const stride = size + 1;
  const sums = new Float64Array(stride * stride);
  for (let y = 0; y < size; ++y) {
    let row = 0;
    for (let x = 0; x < size; ++x) {
      row += weights[y * size + x];
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
    }
  }
  const heldAround = (x, y) => {
    const [left, right] = [Math.max(0, x - reach), Math.min(size, x + reach + 1)];
    const [top, bottom] = [Math.max(0, y - reach), Math.min(size, y + reach + 1)];
    return sums[bottom * stride + right] - sums[bottom * stride + left] -
           sums[top * stride + right] + sums[top * stride + left];
  };
  let [best, most] = [{x: 0, y: 0}, -1];
  for (let y = 0; y < size; ++y) {
    for (let x = 0; x < size; ++x) {
      const held = heldAround(x, y);
      if (held > most) [best, most] = [{x, y}, held];
    }
  }
  const held = heldAround(Math.round(preferred.x), Math.round(preferred.y));
  return held >= most * (1 - SAME) ? preferred : best;
}

/** The mean around where most of the map lies. */
function placeOfMost(weights, size, all) {
  let place = heaviestSquare(weights, size, Math.round(SQUARE * size / 2), all);
  for (const radius of [WIDE * size, Math.max(1, NARROW * size)]) {
    for (let step = 0; step < STEPS; ++step) {
      const around = meanAround(weights, size, place, radius);
      if (around.sum > 0) place = around;
    }
  }
  return place;
}

/** The mean of the map's softmax, and how much of it lies near. */
function decodeMean(map, size, isSteady) {
  const weights = softmaxWeights(map);
  const all = meanAround(weights, size, {x: 0, y: 0});
  const place = isSteady ? all : placeOfMost(weights, size, all);
  const near = meanAround(weights, size, place, NEAR * size).sum;
  return {x: place.x, y: place.y, confidence: Math.min(1, near / all.sum)};
}

/**
 * The keypoint of one heat map, in its pixels; the middle, without confidence, of one that is no
 * number.
 * @param {Float32Array} map size x size
 * @param {boolean} isSteady of a hand that is followed: the mean over the whole map, which does not
 *   jump from one peak to another
 */
export function decode(map, size, decoding, isSteady = false) {
  const point = decoding === 'mean' ? decodeMean(map, size, isSteady) : decodePeak(map, size);
  if (Object.values(point).every(Number.isFinite)) return point;
  return {x: (size - 1) / 2, y: (size - 1) / 2, confidence: 0};
}

const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));

/**
 * How likely a hand is a right one, from the decision that its palm is seen: with the turn from the
 * index finger to the little one, whoever knows palm or back knows the side.
 * @param {number[][]} keypoints [x, y, ...] in the picture
 */
export function rightByPalm(palmLogit, keypoints) {
  const along = (k) => [0, 1].map((axis) => keypoints[k][axis] - keypoints[WRIST][axis]);
  const [ix, iy] = along(INDEX_BASE);
  const [lx, ly] = along(LITTLE_BASE);
  const lengths = Math.hypot(ix, iy) * Math.hypot(lx, ly);
  const turn = lengths > 0 ? (ix * ly - iy * lx) / lengths : 0;
  const seen = Math.min(1, Math.max(-1, turn / SURE_TURN));
  return 0.5 + (0.5 - sigmoid(palmLogit)) * seen;
}

/**
 * What the network says of one hand.
 * @param {Float32Array} logits K x size x size
 * @param {{size, decoding, outputs, isSteady?: boolean}} pose
 * @param {{width, height}} picture
 * @returns {{keypoints: [number, number, number, string][], side?: string}} in the picture
 */
export function readAnswer(logits, crop, pose, picture, isMirrored) {
  const {size, decoding, outputs, isSteady} = pose;
  const plane = size * size;
  const output = (name) => outputs.find((each) => each.name === name);
  const zoom = crop.side / size;
  const middle = (size - 1) / 2;
  const {first} = output('keypoints');
  const keypoints = Array.from({length: POINTS}, (_, k) => {
    const map = logits.subarray((first + k) * plane, (first + k + 1) * plane);
    const {x: u, y: v, confidence} = decode(map, size, decoding, isSteady);
    const x = crop.x + (isMirrored ? -1 : 1) * zoom * (u - middle);
    const y = crop.y + zoom * (v - middle);
    const isInside = x >= -0.5 && y >= -0.5 && x <= picture.width - 0.5 &&
                     y <= picture.height - 0.5;
    const seen = confidence >= LEAST_CONFIDENCE ? 'visible' : 'occluded';
    return [x, y, confidence, isInside ? seen : 'outside'];
  });
  const palm = output('palm');
  if (!palm) return {keypoints};
  const right = rightByPalm(logits[palm.first * plane], keypoints);
  return {keypoints, side: right >= 0.5 ? 'right' : 'left'};
}
