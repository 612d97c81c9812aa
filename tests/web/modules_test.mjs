// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node --test modules_test.mjs: the parts of the page that need no browser.
import assert from 'node:assert/strict';
import test from 'node:test';

import {depthCropOf, readDepth} from '../../web/page/js/depth.js';
import {findHands, withSidesSwapped} from '../../web/page/js/hands.js';
import {cropOf, decode, fillInput, patchOf, readAnswer,
        rightByPalm} from '../../web/page/js/keypoints.js';
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

const POSE = {size: 4, margin: 1.25, mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255]};

test('the square around a hand is as wide as its longer side and the margin', () => {
  assert.deepEqual(cropOf([10, 20, 40, 80], POSE), {x: 29.5, y: 59.5, side: 100});
  assert.equal(cropOf([0, 0, 23, 10], POSE), null);
});

/** The red channel of what the network is shown of a picture of one row of `reds`. */
function shownOf(reds, crop, isMirrored = false) {
  const rgba = Uint8ClampedArray.from(reds.flatMap((red) => [red, 0, 0, 255]));
  const patch = {left: 0, top: 0, width: reds.length, height: 1, drawnWidth: reds.length,
                 drawnHeight: 1};
  const input = new Float32Array(3 * 16);
  fillInput(input, rgba, patch, crop, POSE, isMirrored);
  return Array.from(input.subarray(0, 4), Math.round);
}

test('a hand is shown where its square lies, the border continued', () => {
  assert.deepEqual(shownOf([10, 20, 30, 40], {x: 1.5, y: 0, side: 4}), [10, 20, 30, 40]);
  assert.deepEqual(shownOf([10, 20, 30, 40], {x: 3.5, y: 0, side: 4}), [30, 40, 40, 40]);
  assert.deepEqual(shownOf([10, 20], {x: 0.5, y: 0, side: 2}), [10, 13, 18, 20]);
});

test('a left hand is shown mirrored where the network asks for it', () => {
  assert.deepEqual(shownOf([10, 20, 30, 40], {x: 1.5, y: 0, side: 4}, true), [40, 30, 20, 10]);
});

test('a large hand is drawn at the size that the network sees', () => {
  const patch = patchOf({x: 50, y: 50, side: 40}, POSE, {width: 100, height: 60});
  // a pixel of the crop is ten of the picture; two of them are taken around it
  assert.deepEqual(patch, {left: 10, top: 10, width: 81, height: 50, drawnWidth: 8,
                           drawnHeight: 5});
});

test('a heat map is read by its mean, sure of what lies together', () => {
  const map = new Float32Array(100 * 100).fill(-100);
  map[30 * 100 + 20] = 5;
  map[30 * 100 + 22] = 5;
  const {x, y, confidence} = decode(map, 100, 'mean');
  assert.ok(Math.abs(x - 21) < 1e-6 && Math.abs(y - 30) < 1e-6);
  assert.ok(confidence > 0.999);
  map[90 * 100 + 80] = 5 + Math.log(6);
  const heavier = decode(map, 100, 'mean');
  assert.ok(Math.abs(heavier.x - 80) < 1e-6 && Math.abs(heavier.y - 90) < 1e-6);
  assert.ok(Math.abs(heavier.confidence - 0.75) < 1e-6);
  const steady = decode(map, 100, 'mean', true);
  assert.ok(Math.abs(steady.x - 65.25) < 1e-6 && Math.abs(steady.y - 75) < 1e-6);
  assert.ok(steady.confidence < 0.01);
});

test('a heat map is read by its peak', () => {
  const map = new Float32Array(20 * 20);
  map[5 * 20 + 10] = 0.8;
  map[5 * 20 + 11] = 0.8;
  assert.deepEqual(decode(map, 20, 'peak'), {x: 10.5, y: 5, confidence: map[5 * 20 + 10]});
});

test('a heat map that is no number has its middle, without confidence', () => {
  assert.deepEqual(decode(new Float32Array(4).fill(NaN), 2, 'mean'),
                   {x: 0.5, y: 0.5, confidence: 0});
});

test('palm or back and the turn of the fingers tell the side', () => {
  const points = Array.from({length: 21}, () => [0, 0]);
  [points[5], points[17]] = [[-3, -3], [3, -3]];  // index left, little finger right of it
  assert.ok(rightByPalm(-9, points) > 0.99, 'the back of a right hand');
  assert.ok(rightByPalm(9, points) < 0.01, 'the palm of a left hand');
  points[17] = points[5];
  assert.equal(rightByPalm(9, points), 0.5);
});

test('an answer comes back into the picture', () => {
  const pose = {...POSE, decoding: 'peak', outputs: [{name: 'keypoints', first: 0, channels: 21}]};
  const logits = new Float32Array(21 * 16);
  for (let k = 0; k < 21; ++k) logits[16 * k] = 1;  // above left
  logits.fill(0, 16, 32);
  const crop = {x: 101.5, y: 51.5, side: 40};
  const {keypoints, side} = readAnswer(logits, crop, pose, {width: 640, height: 480}, false);
  assert.deepEqual(keypoints[0], [86.5, 36.5, 1, 'visible']);
  assert.equal(keypoints[1][3], 'occluded');
  assert.equal(side, undefined);
  const mirrored = readAnswer(logits, crop, pose, {width: 100, height: 480}, true);
  assert.deepEqual(mirrored.keypoints[0], [116.5, 36.5, 1, 'outside']);
});

test('the square of depth holds keypoints in the picture', () => {
  const hand = {box: [10, 20, 30, 40], keypoints: [[70, 30, 1, 'visible'], [500, 0, 1, 'outside']]};
  assert.deepEqual(depthCropOf(hand, {margin: 2}), {x: 39.5, y: 39.5, side: 120});
  assert.deepEqual(depthCropOf({box: [0, 0, 10, 4]}, {margin: 1}), {x: 4.5, y: 1.5, side: 10});
});

test('depth is told of the mask alone, in millimetres of the lens', () => {
  // a square of 4 pixels on 8 of the picture, its left half 0.5, its right half 1
  const values = Float32Array.from({length: 16}, (_, i) => (i % 4 < 2 ? 0.5 : 1));
  const picture = {width: 10, height: 8};
  const hand = {pixels: Uint8Array.from({length: 80}, (_, i) => i >= 40)};
  const crop = {x: 5.5, y: 3.5, side: 8};
  const read = (isMirrored) => readDepth(values, hand, crop, {size: 4}, picture, isMirrored);
  const {depth} = read(false);
  const [near, far] = [0.5, 1].map(
    (metres) => Math.round(1000 * metres * 5 / 8 / Math.tan(32.5 * Math.PI / 180)));
  assert.deepEqual(depth.square, [2, 0, 8]);
  assert.deepEqual(depth.mm, [...Array(8).fill(0), near, near, far, far, near, near, far, far]);
  assert.deepEqual(read(true).depth.mm.slice(8, 12), [far, far, near, near]);
  assert.deepEqual(readDepth(values, {pixels: new Uint8Array(80)}, crop,
                             {size: 4}, picture, false), {});
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
  assert.match(reasons['show-keypoints'], /without a keypoint model/);
  assert.match(reasons['show-depth'], /without a model of depth/);
  for (const id of ['show-parts', 'smooth']) assert.match(reasons[id], /server/, id);
  assert.match(reasons['show-sides'], /sides/);
});

test('nothing can be switched before there is a model', () => {
  assert.deepEqual(new Set(Object.values(obstacles(undefined, true))), new Set(['no model yet']));
});
