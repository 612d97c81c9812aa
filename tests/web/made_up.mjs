// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// What the page draws of answers that are made up: sides, keypoints, depth and parts whose places
// are known.
import assert from 'node:assert/strict';

import {boxOf, colourAt, pressAndAsk, showOnly, shownPixels} from './browser.mjs';

/** Keypoints in a grid; the last of the little finger hidden, the one before outside. */
const KEYPOINTS = Array.from({length: 21}, (_, k) => [
  k === 0 ? 320 : 40 + 130 * Math.floor((k - 1) / 4), k === 0 ? 440 : 360 - 80 * ((k - 1) % 4),
  0.9, k === 20 ? 'occluded' : k === 19 ? 'outside' : 'visible']);

/** What is near in its left half and far in its right, and one part everywhere. */
function withLayers(hand, asked) {
  const [x, y, width, height] = hand.box;
  const side = Math.max(width, height);
  const square = [x + (width - side) / 2, y + (height - side) / 2, side];
  const mm = Array.from({length: 64}, (_, i) => (i % 8 < 4 ? 300 : 500));
  return {...hand,
          ...(asked.includes('depth') &&
              {depth_mm: 400, depth: {square, size: 8, mm}}),
          ...(asked.includes('parts') && {parts: {square, size: 1, ids: [9]}})};
}

/** The server's answers, with a side, keypoints and the layers asked for for each hand. */
export async function pretendHands(page) {
  const changeAnswer = (pattern, change) => page.route(pattern, async (route) => {
    const url = new URL(route.request().url());
    const asked = url.searchParams.get('layers') ?? '';
    url.searchParams.delete('layers');  // the server has none
    const response = await route.fetch({url: url.href});
    await route.fulfill({response, json: change(await response.json(), asked.split(','))});
  });
  await changeAnswer('**/v1/models', ({models}) => (
    {models: models.map((model) => (
      {...model, sides: true, pose: 'hand-pose', layers: ['depth', 'parts']}))}));
  await changeAnswer('**/v1/segment?*', (answer, asked) => (
    {...answer,
     hands: answer.hands.map((hand) => (
       {...withLayers(hand, asked), side: 'left', keypoints: KEYPOINTS}))}));
  await page.reload();
}

export async function checkKeypoints(page) {
  await showOnly(page, []);
  const bare = await shownPixels(page);
  await page.keyboard.press('k');
  const drawn = await shownPixels(page);
  assert.deepEqual(colourAt(drawn, KEYPOINTS[0]), [255, 255, 255], 'the wrist');
  assert.deepEqual(colourAt(drawn, KEYPOINTS[4]), [255, 140, 40], 'the tip of the thumb');
  assert.deepEqual(colourAt(drawn, KEYPOINTS[18]), [220, 110, 240], 'the little finger');
  const [x, y] = KEYPOINTS[20];
  assert.deepEqual(colourAt(drawn, [x, y]), colourAt(bare, [x, y]), 'a hidden point is hollow');
  assert.notDeepEqual(colourAt(drawn, [x + 4, y]), colourAt(bare, [x + 4, y]), 'and has a rim');
  const [u, v] = KEYPOINTS[19];
  assert.deepEqual(colourAt(drawn, [u, v]), colourAt(bare, [u, v]), 'what is outside is not drawn');
}

/** Left hands are orange, and the first hand of unknown side is blue. */
export async function checkSides(page, truth) {
  await showOnly(page, ['show-mask']);
  const unknown = await shownPixels(page);
  await page.keyboard.press('l');
  const known = await shownPixels(page);
  let redder = 0;
  truth.forEach((isHand, i) => {
    if (isHand && known.data[4 * i] > unknown.data[4 * i] &&
        known.data[4 * i + 2] < unknown.data[4 * i + 2]) ++redder;
  });
  const share = redder / truth.reduce((sum, isHand) => sum + isHand, 0);
  assert.ok(share > 0.7, `only ${share.toFixed(2)} of the left hand are in its colour`);
}

/** Of the hand's pixels left (-1) or right (1) of its middle, the share that is as `is` says. */
function shareOfHalf(truth, {width, data}, half, is) {
  const {xs: [left, right]} = boxOf(truth, width);
  const quarter = (right - left) / 4;
  const isAsked = (x) => (half < 0 ? x < left + quarter : x > right - quarter);
  const asked = truth.flatMap((isHand, i) => (isHand && isAsked(i % width) ? [i] : []));
  return asked.filter((i) => is(data[4 * i], data[4 * i + 2])).length / asked.length;
}

/** The answers are pretendHands(). */
export async function checkDepth(page, truth) {
  await showOnly(page, []);
  await pressAndAsk(page, 'd');
  const drawn = await shownPixels(page);
  const warm = shareOfHalf(truth, drawn, -1, (red, blue) => red > blue + 60);
  const cold = shareOfHalf(truth, drawn, 1, (red, blue) => blue > red);
  console.log(`depth: ${warm.toFixed(2)} of the near side warm, ${cold.toFixed(2)} of the far`);
  assert.ok(warm > 0.7 && cold > 0.7, 'the colours of depth are not where they belong');
  const [x, y] = [14, drawn.height - 14];
  assert.ok(colourAt(drawn, [x, y]).every((value) => value < 90), 'there is no scale');
  await page.keyboard.press('d');
}

/** The part is drawn over the whole square, not over the mask alone. */
export async function checkParts(page, truth) {
  await showOnly(page, []);
  const bare = await shownPixels(page);
  await pressAndAsk(page, 'p');
  const drawn = await shownPixels(page);
  const {width} = bare;
  const {xs: [left, right], ys: [top, bottom]} = boxOf(truth, width);
  const change = [0, 1].map((isOn) => {
    const asked = truth.flatMap((isHand, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const isInside = x > left && x < right && y > top && y < bottom;
      return isInside && isHand === isOn ? [drawn.data[4 * i + 2] - bare.data[4 * i + 2]] : [];
    });
    return asked.reduce((sum, value) => sum + value, 0) / asked.length;
  });
  console.log(`parts: bluer by ${change[1].toFixed(0)} on the hand, ${change[0].toFixed(0)} beside`);
  assert.ok(change[0] > 15, 'parts end at the mask');
  assert.ok(change[1] > 15, 'parts are not on the hand');
  await page.keyboard.press('p');
}
