// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

// Depth of single hands, as handsight/perception and handsight/inference find it.

const FIELD_OF_VIEW_DEG = 65;  // of the picture's longer side, as in `handsight serve --fov`
const CELLS = 32;  // a row of the grid
const MILLIMETRES = 1000;

/**
 * The square that a network of depth looks at for one hand: around its mask and those of its
 * keypoints that lie in the picture.
 * @param {{box, keypoints?}} hand
 * @param {{margin: number}} model
 * @returns {{x: number, y: number, side: number}} its centre, pixel centres at whole numbers
 */
export function depthCropOf({box: [x, y, width, height], keypoints = []}, {margin}) {
  const inside = keypoints.filter(([, , , state]) => state !== 'outside');
  const [xs, ys] = [0, 1].map((axis) => inside.map((point) => point[axis]));
  const [left, right] = [Math.min(x, ...xs), Math.max(x + width, ...xs)];
  const [top, bottom] = [Math.min(y, ...ys), Math.max(y + height, ...ys)];
  return {x: (left + right) / 2 - 0.5, y: (top + bottom) / 2 - 0.5,
          side: margin * Math.max(right - left, bottom - top)};
}

/** Focal length in pixels of the picture. */
function focalOf({width, height}) {
  return Math.max(width, height) / 2 / Math.tan(FIELD_OF_VIEW_DEG * Math.PI / 360);
}

/**
 * Depth of a hand from what its network says.
 * @param {Float32Array} values size x size, metres for a lens whose focal length is the square
 * @param {{pixels}} hand the picture's pixels, other than 0 where the hand is
 * @param {boolean} isMirrored whether the square shows the hand's mirror image
 * @returns {{depth?: {square, size, mm}, depth_mm?: number}} as `handsight serve` tells it
 */
export function readDepth(values, hand, crop, {size}, picture, isMirrored) {
  const zoom = crop.side / size;
  const middle = (size - 1) / 2;
  const {width, height} = picture;
  const cells = Math.min(CELLS, size);
  const sums = new Float64Array(cells * cells);
  const counts = new Uint32Array(cells * cells);
  const lens = MILLIMETRES * focalOf(picture) / crop.side;
  const seen = [];
  for (let v = 0; v < size; ++v) {
    const y = Math.round(crop.y + zoom * (v - middle));
    if (y < 0 || y >= height) continue;
    for (let u = 0; u < size; ++u) {
      const x = Math.round(crop.x + zoom * (u - middle));
      if (x < 0 || x >= width || hand.pixels[y * width + x] === 0) continue;
      const mm = lens * values[v * size + (isMirrored ? size - 1 - u : u)];
      const cell = Math.floor(v * cells / size) * cells + Math.floor(u * cells / size);
      sums[cell] += mm;
      counts[cell] += 1;
      seen.push(mm);
    }
  }
  if (seen.length === 0) return {};
  seen.sort((a, b) => a - b);
  // 0 would be no depth at all
  const mm = Array.from(sums, (sum, i) => counts[i] && Math.round(Math.max(1, sum / counts[i])));
  const corner = (centre) => centre + 0.5 - crop.side / 2;
  return {depth_mm: seen[Math.floor(seen.length / 2)],
          depth: {square: [corner(crop.x), corner(crop.y), crop.side], size: cells, mm}};
}
