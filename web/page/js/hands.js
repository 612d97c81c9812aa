// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

const LEAST_AREA = 0.002;         // of a hand, as a share of the picture
const LEAST_RELATIVE_AREA = 0.2;  // against the largest hand
const MOST_HANDS = 4;

/** The 8-connected pixels of `isHand` that `seed` belongs to; marks them as taken. */
function grow(isHand, seed, taken, width, height) {
  const members = [seed];
  taken[seed] = 1;
  for (let next = 0; next < members.length; ++next) {
    const x = members[next] % width;
    const y = Math.floor(members[next] / width);
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); ++v) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); ++u) {
        const i = v * width + u;
        if (taken[i] || !isHand(i)) continue;
        taken[i] = 1;
        members.push(i);
      }
    }
  }
  return members;
}

const mean = (values, members) =>
  members.reduce((sum, i) => sum + values[i], 0) / members.length;

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
  const taken = new Uint8Array(values.length);
  const isHand = (i) => values[i] >= threshold;
  const regions = [];
  for (let i = 0; i < values.length; ++i) {
    if (!taken[i] && isHand(i)) regions.push(grow(isHand, i, taken, width, height));
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
