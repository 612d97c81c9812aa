// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads COCO's compressed run lengths: down the columns, background first; from the fourth count on
 * the difference to the count two before; five bits a character, bit 5 set when more follow.
 * @param {string} text
 * @returns {number[]}
 */
export function countsOf(text) {
  const counts = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    let bits = 0;
    do {
      bits = text.charCodeAt(at++) - 48;
      value |= (bits & 31) << shift;
      shift += 5;
    } while (bits & 32 && at < text.length);
    if (bits & 16) value |= -1 << shift;
    if (counts.length > 2) value += counts[counts.length - 2];
    counts.push(value);
  }
  return counts;
}

/**
 * Calls `paint(column, firstRow, endRow)` for each piece of a column that is set.
 * @param {{size: [number, number], counts: string}} mask
 */
export function forEachRun(mask, paint) {
  const [height, width] = mask.size;
  const most = width * height;
  let position = 0;
  countsOf(mask.counts).forEach((count, index) => {
    const end = Math.min(position + count, most);
    if (index % 2 === 1) {
      while (position < end) {
        const column = Math.floor(position / height);
        const columnEnd = Math.min(end, (column + 1) * height);
        paint(column, position - column * height, columnEnd - column * height);
        position = columnEnd;
      }
    }
    position = end;
  });
}

/** One byte a pixel, rows from the top: 1 where the mask is set. */
export function pixelsOf(mask) {
  const [height, width] = mask.size;
  const pixels = new Uint8Array(width * height);
  forEachRun(mask, (column, first, end) => {
    for (let row = first; row < end; ++row) pixels[row * width + column] = 1;
  });
  return pixels;
}
