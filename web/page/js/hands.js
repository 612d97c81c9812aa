// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

const LEAST_AREA = 0.002;         // of a hand, as a share of the picture
const LEAST_RELATIVE_AREA = 0.2;  // against the largest hand
const MOST_HANDS = 4;

/**
 * The 8-connected pixels that are set and that `seed` belongs to; clears them.
 * @param {Int32Array} queue room for all pixels
 */
function grow(set, seed, queue, {width, height}) {
  let end = 1;
  queue[0] = seed;
  set[seed] = 0;
  for (let next = 0; next < end; ++next) {
    const x = queue[next] % width;
    const y = (queue[next] - x) / width;
    const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
    const bottom = Math.min(height - 1, y + 1);
    for (let v = Math.max(0, y - 1); v <= bottom; ++v) {
      for (let i = v * width + left; i <= v * width + right; ++i) {
        if (set[i] === 0) continue;
        set[i] = 0;
        queue[end++] = i;
      }
    }
  }
  return queue.slice(0, end);
}

function mean(values, members) {
  let sum = 0;
  for (const i of members) sum += values[i];
  return sum / members.length;
}

function handOf(members, {width, height, values}) {
  const pixels = new Uint8Array(width * height);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const i of members) {
    pixels[i] = 1;
    const x = i % width;
    const y = Math.floor(i / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return {score: mean(values, members), pixels,
          box: [left, top, right - left + 1, bottom - top + 1]};
}

/**
 * The hands of one picture, the largest first: regions of probabilities from `threshold` on.
 * @param {{width, height, values: Float32Array}} hand probability of "hand"
 * @param {{left, right}} [sides] probabilities of the same size; they tell a hand's side
 * @returns {{score, box: [x, y, width, height], pixels: Uint8Array, side?: string}[]}
 */
export function findHands(hand, threshold, sides) {
  const {width, height, values} = hand;
  const set = new Uint8Array(values.length);
  for (let i = 0; i < values.length; ++i) set[i] = values[i] >= threshold ? 1 : 0;
  const queue = new Int32Array(values.length);
  const regions = [];
  for (let i = 0; i < values.length; ++i) {
    if (set[i] !== 0) regions.push(grow(set, i, queue, {width, height}));
  }
  regions.sort((a, b) => b.length - a.length);
  const least = Math.max(LEAST_AREA * values.length,
                         LEAST_RELATIVE_AREA * (regions[0]?.length ?? 0));
  return regions.filter((region) => region.length >= least).slice(0, MOST_HANDS)
    .map((region) => {
      const found = handOf(region, hand);
      if (!sides) return found;
      const isRight = mean(sides.right.values, region) > mean(sides.left.values, region);
      return {...found, side: isRight ? 'right' : 'left'};
    });
}

/** The same hands as in the picture's mirror image. */
export const withSidesSwapped = (hands) => hands.map((hand) =>
  (hand.side ? {...hand, side: hand.side === 'left' ? 'right' : 'left'} : hand));
