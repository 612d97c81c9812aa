// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node --test modules_test.mjs: the parts of the page that need no browser.
import assert from 'node:assert/strict';
import test from 'node:test';

import {findHands, withSidesSwapped} from '../../web/page/js/hands.js';
import {inputOf, placeOf, probabilityOf, resized} from '../../web/page/js/network.js';
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
