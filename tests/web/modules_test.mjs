// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node --test modules_test.mjs: the parts of the page that need no browser.
import assert from 'node:assert/strict';
import test from 'node:test';

import {findHands, withSidesSwapped} from '../../web/page/js/hands.js';
import {DepthRange, depthColour, paintDepth, paintPartEdges, paintParts,
        partColour} from '../../web/page/js/layers.js';
import {inputOf, placeOf, probabilityOf, resized} from '../../web/page/js/network.js';
import {obstacles} from '../../web/page/js/offers.js';
import {countsOf, pixelsOf} from '../../web/page/js/rle.js';

const MODEL = {longest_px: 192, size_multiple: 32, height: null, width: null};

/** A map drawn with letters: what `levels` says of each. */
function mapOf(rows, levels) {
  return {width: rows[0].length, height: rows.length,
          values: Float32Array.from(rows.join(''), (letter) => levels[letter])};
}

test('a picture is placed in the middle of sides that the model takes', () => {
  // 192 x 108, of which 108 goes into 128
  assert.deepEqual(placeOf(640, 360, MODEL), {width: 192, height: 108, left: 0, top: 10,
                                              canvasWidth: 192, canvasHeight: 128});
});

test('the odd pixel of the margin is below', () => {
  const place = placeOf(1920, 1070, MODEL);
  assert.equal(place.height, 107);
  assert.equal(place.top, 10);
});

test('a model of fixed size keeps it', () => {
  const place = placeOf(480, 640, {...MODEL, size_multiple: 1, height: 192, width: 192});
  assert.deepEqual([place.canvasWidth, place.canvasHeight, place.left], [192, 192, 24]);
});

test('a picture larger than a fixed model is refused', () => {
  assert.throws(() => placeOf(640, 640, {...MODEL, height: 128, width: 128}), /128 x 128/);
});

test('the input is normalised channel by channel, with zeros around it', () => {
  const place = {width: 1, height: 1, left: 1, top: 0, canvasWidth: 3, canvasHeight: 1};
  const input = inputOf([255, 0, 51, 255], place, {mean: [0.5, 0.5, 0], std: [0.5, 0.25, 0.1]});
  assert.deepEqual(Array.from(input), [0, 1, 0, 0, -2, 0, 0, 2, 0]);
});

test('one logit becomes a sigmoid, two a softmax', () => {
  const place = {width: 1, height: 1, left: 0, top: 0, canvasWidth: 1, canvasHeight: 1};
  const logits = Float32Array.of(5, 0, Math.log(3), 1000);
  const at = (first, channels) => probabilityOf(logits, place, {first, channels}).values[0];
  assert.equal(at(1, 1), 0.5);
  assert.ok(Math.abs(at(1, 2) - 0.75) < 1e-6);
  assert.equal(at(3, 1), 1);
});

test('probabilities leave out what lies around the picture', () => {
  const place = {width: 1, height: 1, left: 1, top: 1, canvasWidth: 2, canvasHeight: 2};
  const map = probabilityOf(Float32Array.of(9, 9, 9, 0), place, {first: 0, channels: 1});
  assert.deepEqual(map, {width: 1, height: 1, values: Float32Array.of(0.5)});
});

test('a map is resized between pixel centres', () => {
  const {values} = resized({width: 2, height: 1, values: Float32Array.of(0, 1)}, 4, 1);
  assert.deepEqual(Array.from(values), [0, 0.25, 0.75, 1]);
});

test('regions become hands, the largest first', () => {
  const hand = mapOf(['..aa..',
                      '......',
                      'bbb...'], {'.': 0.1, a: 0.6, b: 0.9});
  const found = findHands(hand, 0.5);
  assert.deepEqual(found.map(({box}) => box), [[0, 2, 3, 1], [2, 0, 2, 1]]);
  assert.ok(Math.abs(found[0].score - 0.9) < 1e-6);
  assert.deepEqual(Array.from(found[1].pixels.subarray(0, 6)), [0, 0, 1, 1, 0, 0]);
});

test('pixels that touch at a corner are one hand', () => {
  assert.equal(findHands(mapOf(['a.', '.a'], {'.': 0, a: 1}), 0.5).length, 1);
});

test('a region far smaller than the largest is no hand', () => {
  const found = findHands(mapOf(['aaaaaaaa.a'], {'.': 0, a: 1}), 0.5);
  assert.deepEqual(found.map(({box}) => box), [[0, 0, 8, 1]]);
});

test('no hand is an empty list', () => {
  assert.deepEqual(findHands(mapOf(['...'], {'.': 0.2}), 0.5), []);
});

test('a hand has the side that is more likely over its pixels', () => {
  const rows = ['aa.bb'];
  const hand = mapOf(rows, {'.': 0, a: 1, b: 1});
  const sides = {left: mapOf(rows, {'.': 1, a: 0.7, b: 0.2}),
                 right: mapOf(rows, {'.': 0, a: 0.4, b: 0.3})};
  const found = findHands(hand, 0.5, sides);
  assert.deepEqual(found.map(({side}) => side), ['left', 'right']);
  assert.deepEqual(withSidesSwapped(found).map(({side}) => side), ['right', 'left']);
});

test('run lengths go down the columns', () => {
  // counts 1, 2, 1: of a 2 x 2 picture the pixels below left and above right
  const mask = {size: [2, 2], counts: '121'};
  assert.deepEqual(countsOf(mask.counts), [1, 2, 1]);
  assert.deepEqual(Array.from(pixelsOf(mask)), [0, 1, 1, 0]);
});

/** CIE lightness of an sRGB colour, 0 to 100. */
function lightnessOf(colour) {
  const [r, g, b] = colour.map((v) => (v > 10 ? ((v / 255 + 0.055) / 1.055) ** 2.4 : v / 3294.6));
  return 116 * Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b) - 16;
}

test('the colours of depth darken evenly from warm to cold', () => {
  const [red, , blue] = depthColour(0);
  assert.ok(red > blue, 'near is warm');
  assert.ok(depthColour(1)[2] > depthColour(1)[0], 'far is cold');
  for (let i = 0; i < 8; ++i) {
    const step = lightnessOf(depthColour(i / 8)) - lightnessOf(depthColour((i + 1) / 8));
    assert.ok(step > 6 && step < 12, `step ${i} is ${step.toFixed(1)}`);
  }
});

test('depths beyond the range keep the colours of its ends', () => {
  assert.deepEqual(depthColour(-1), depthColour(0));
  assert.deepEqual(depthColour(2), depthColour(1));
});

test('parts have the colours of the program', () => {
  // hue 111 of 180, saturation 220 of 255; hue 42, saturation 140
  assert.deepEqual(partColour(1), [35, 101, 255]);
  assert.deepEqual(partColour(2), [199, 255, 115]);
});

const handWithDepth = (mm) => ({depth: {mm}});

test('the range of depths spans what is seen and 60 mm at least', () => {
  assert.deepEqual(new DepthRange().update([handWithDepth([0, 300, 500, 0])]),
                   {near: 300, far: 500});
  assert.deepEqual(new DepthRange().update([handWithDepth([400, 400])]), {near: 370, far: 430});
});

test('the range of depths follows slowly, and begins anew', () => {
  const range = new DepthRange();
  range.update([handWithDepth([300, 500])]);
  assert.deepEqual(range.update([handWithDepth([400, 600])]), {near: 315, far: 515});
  assert.deepEqual(range.update([]), {near: 315, far: 515});
  range.forget();
  assert.equal(range.update([]), null);
});

/** A picture of 4 x 2, all transparent. */
const blank = () => ({width: 4, height: 2, data: new Uint8ClampedArray(4 * 4 * 2)});
const pixelAt = ({width, data}, x, y) =>
  Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));

test('depth is painted where the mask is', () => {
  const image = blank();
  // two cells of one pixel at (1, 0), of which the lower left has no depth
  const hand = {pixels: [0, 1, 1, 0, 0, 0, 1, 0],
                depth: {square: [1, 0, 2], size: 2, mm: [300, 500, 0, 500]}};
  paintDepth(image, [hand, {pixels: hand.pixels}], {near: 300, far: 500});
  assert.deepEqual(pixelAt(image, 1, 0), [...depthColour(0), 205]);
  assert.deepEqual(pixelAt(image, 2, 1), [...depthColour(1), 205]);
  assert.equal(pixelAt(image, 1, 1)[3], 0);
});

test('cells without a depth do not count between those that have one', () => {
  const image = blank();
  const hand = {pixels: [1, 1, 1, 1, 1, 1, 1, 1],
                depth: {square: [0, 0, 4], size: 2, mm: [300, 0, 0, 0]}};
  paintDepth(image, [hand], {near: 300, far: 500});
  const nearest = [...depthColour(0), 205];
  assert.deepEqual(pixelAt(image, 0, 0), nearest);
  assert.deepEqual(pixelAt(image, 2, 1), nearest);
});

/** All of the picture's left half, of which the mask covers the first column. */
const handOfParts = () => ({pixels: [1, 0, 0, 0, 1, 0, 0, 0],
                            parts: {square: [0, 0, 2], size: 2, ids: [9, 9, 13, 0]}});

test('parts are painted also beyond the mask, weaker', () => {
  const image = blank();
  paintParts(image, [handOfParts()]);
  assert.deepEqual(pixelAt(image, 0, 0), [...partColour(9), 165]);
  assert.deepEqual(pixelAt(image, 1, 0), [...partColour(9), 100]);
  assert.deepEqual(pixelAt(image, 0, 1), [...partColour(13), 165]);
  assert.equal(pixelAt(image, 1, 1)[3], 0);
});

test('a pixel between cells belongs to the part that more of them speak for', () => {
  const image = blank();
  // a pixel in the middle of four cells
  const hand = {pixels: [], parts: {square: [0, 0, 1], size: 2, ids: [4, 15, 15, 5]}};
  paintParts(image, [hand]);
  assert.deepEqual(pixelAt(image, 0, 0).slice(0, 3), partColour(15));
});

test('edges lie between parts', () => {
  const image = blank();
  paintPartEdges(image, [handOfParts()]);
  assert.deepEqual(pixelAt(image, 0, 0), [255, 255, 255, 230]);
  assert.equal(pixelAt(image, 3, 0)[3], 0);
});

test('a switch that is out of reach has a reason', () => {
  const all = obstacles({sides: true, pose: 'p', layers: ['depth', 'parts']}, true);
  assert.deepEqual(new Set(Object.values(all)), new Set(['']));
  const none = obstacles({sides: true, layers: ['parts']}, true);
  assert.match(none['show-depth'], /--layers/);
  assert.match(none['show-keypoints'], /--pose/);
  assert.equal(none['show-parts'], '');
});

test('what a browser cannot do needs a server', () => {
  const reasons = obstacles({sides: false}, false);
  for (const id of ['show-keypoints', 'show-depth', 'show-parts', 'smooth']) {
    assert.match(reasons[id], /server/, id);
  }
  assert.match(reasons['show-sides'], /sides/);
});

test('nothing can be switched before there is a model', () => {
  assert.deepEqual(new Set(Object.values(obstacles(undefined, true))), new Set(['no model yet']));
});
