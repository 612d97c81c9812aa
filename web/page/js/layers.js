// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

// What a server tells of a hand beside its mask: a square of `size` x `size` cells in pixels of the
// picture, {square: [x, y, side], size} with `mm` (depth, 0 = none) or `ids` (parts, 0 = none).

const DEPTH_OPACITY = 205;  // of 255
const PART_OPACITY = 165;
const HIDDEN_PART_OPACITY = 100;  // beyond the mask
const PART_COUNT = 16;

// Far to near: "plasma" of matplotlib (van der Walt and Smith, 2015) without its darkest tenth. Its
// lightness grows evenly, so that it is read the same by the colour-blind.
const PLASMA = [[70, 3, 159], [114, 1, 168], [156, 23, 158], [189, 55, 134], [216, 87, 107],
                [237, 121, 83], [251, 159, 58], [253, 202, 38], [240, 249, 33]];

/** @param {number} farness 0 = nearest: warm and light, 1 = farthest: cold and dark */
export function depthColour(farness) {
  const last = PLASMA.length - 1;
  const at = last * (1 - Math.min(1, Math.max(0, farness)));
  const low = Math.min(last - 1, Math.floor(at));
  return PLASMA[low].map((from, c) => Math.round(from + (at - low) * (PLASMA[low + 1][c] - from)));
}

const DEPTH_COLOURS = Array.from({length: 256}, (_, i) => depthColour(i / 255));

/** Hues a golden angle apart: the colours of the program's own pictures of parts. */
export function partColour(id) {
  const hue = Math.floor((id * 0.618034 % 1) * 180) / 30;  // sixths of the circle
  const saturation = (id % 2 === 0 ? 140 : 220) / 255;
  return [5, 3, 1].map((shift) => {
    const k = (shift + hue) % 6;
    return Math.round(255 * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1))));
  });
}

const PART_COLOURS = Array.from({length: PART_COUNT + 1}, (_, id) => partColour(id));

/** The depths that the colours span, followed over time so that live pictures do not flicker. */
export class DepthRange {
  constructor() {
    this.forget();
  }

  forget() {
    this.range = null;
  }

  /** @returns {{near: number, far: number}|null} mm; null before the first hand */
  update(hands) {
    const seen = hands.flatMap(({depth}) => depth?.mm.filter((mm) => mm > 0) ?? []);
    if (seen.length === 0) return this.range;
    seen.sort((a, b) => a - b);
    const quantile = (share) => seen[Math.round(share * (seen.length - 1))];
    const middle = (quantile(0.05) + quantile(0.95)) / 2;
    const half = Math.max(30, (quantile(0.95) - quantile(0.05)) / 2);  // a flat hand is one colour
    const target = {near: Math.max(0, middle - half), far: middle + half};
    const follow = (before, now) => before + 0.15 * (now - before);
    this.range = this.range ? {near: follow(this.range.near, target.near),
                               far: follow(this.range.far, target.far)} : target;
    return this.range;
  }
}

/** Calls `see(i, cells, weights)` with each pixel of the picture that the square covers. */
function forEachPixel({square: [left, top, side], size}, {width, height}, see) {
  const span = (start, length) => [Math.max(0, Math.ceil(start - 0.5)),
                                   Math.min(length, Math.ceil(start + side - 0.5))];
  const [x0, x1] = span(left, width);
  const [y0, y1] = span(top, height);
  const cells = [0, 0, 0, 0];
  const weights = [0, 0, 0, 0];
  const tap = (pixel, start) => {
    const at = Math.min(size - 1, Math.max(0, (pixel + 0.5 - start) * size / side - 0.5));
    const low = Math.floor(at);
    return [low, Math.min(size - 1, low + 1), at - low];
  };
  const columns = Array.from({length: Math.max(0, x1 - x0)}, (_, i) => tap(x0 + i, left));
  for (let y = y0; y < y1; ++y) {
    const [above, below, down] = tap(y, top);
    for (let x = x0; x < x1; ++x) {
      const [before, after, right] = columns[x - x0];
      cells[0] = above * size + before;
      cells[1] = above * size + after;
      cells[2] = below * size + before;
      cells[3] = below * size + after;
      weights[0] = (1 - down) * (1 - right);
      weights[1] = (1 - down) * right;
      weights[2] = down * (1 - right);
      weights[3] = down * right;
      see(y * width + x, cells, weights);
    }
  }
}

/** Between the cells that have a depth. @returns {number} 0 where none has */
function depthOf(mm, cells, weights) {
  let sum = 0;
  let weight = 0;
  for (let k = 0; k < 4; ++k) {
    if (mm[cells[k]] === 0) continue;
    sum += weights[k] * mm[cells[k]];
    weight += weights[k];
  }
  return weight > 0 ? sum / weight : 0;
}

/** The part that most of the weight speaks for. */
function partOf(ids, cells, weights) {
  let best = ids[cells[0]];
  if (cells.every((cell) => ids[cell] === best)) return best;
  let most = 0;
  for (const cell of cells) {
    let weight = 0;
    for (let k = 0; k < 4; ++k) if (ids[cells[k]] === ids[cell]) weight += weights[k];
    if (weight <= most) continue;
    most = weight;
    best = ids[cell];
  }
  return best;
}

function paint(image, i, colour, opacity) {
  image.data.set(colour, 4 * i);
  image.data[4 * i + 3] = opacity;
}

/**
 * Colours of depth over the hands' masks.
 * @param {ImageData} image the size of the picture
 * @param {{near: number, far: number}} range as DepthRange gives it
 */
export function paintDepth(image, hands, {near, far}) {
  for (const {depth, pixels} of hands.filter((hand) => hand.depth)) {
    forEachPixel(depth, image, (i, cells, weights) => {
      if (!pixels[i]) return;
      const mm = depthOf(depth.mm, cells, weights);
      if (mm === 0) return;
      const farness = Math.min(1, Math.max(0, (mm - near) / (far - near)));
      paint(image, i, DEPTH_COLOURS[Math.round(255 * farness)], DEPTH_OPACITY);
    });
  }
}

/** The part of each pixel of the picture that belongs to the hand. */
function partsOf(hand, {width, height}) {
  const ids = new Uint8Array(width * height);
  forEachPixel(hand.parts, {width, height}, (i, cells, weights) => {
    ids[i] = partOf(hand.parts.ids, cells, weights);
  });
  return ids;
}

/** The parts of each hand in their colours, weaker where something hides them. */
export function paintParts(image, hands) {
  for (const hand of hands.filter(({parts}) => parts)) {
    partsOf(hand, image).forEach((id, i) => {
      if (id === 0) return;
      paint(image, i, PART_COLOURS[id], hand.pixels[i] ? PART_OPACITY : HIDDEN_PART_OPACITY);
    });
  }
}

/** Only the lines between the parts, to be seen over something else. */
export function paintPartEdges(image, hands) {
  const {width} = image;
  for (const hand of hands.filter(({parts}) => parts)) {
    const ids = partsOf(hand, image);
    ids.forEach((id, i) => {
      const isLastOfRow = i % width === width - 1;
      const differs = (!isLastOfRow && ids[i + 1] !== id) || (ids[i + width] ?? id) !== id;
      if (differs) paint(image, i, [255, 255, 255], hand.pixels[i] ? 230 : HIDDEN_PART_OPACITY);
    });
  }
}
