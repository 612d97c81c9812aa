// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node page_test.mjs PROGRAM [SCREENSHOT_FOLDER]
// The page, from end to end, in both of its modes: a rendered hand is the camera's picture,
// Chromium shows the page, and what it draws is compared with the labels of the rendered hand.
// Exit code 77: skipped. HANDSIGHT_CHROMIUM: another browser than /usr/bin/chromium.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {WEB, TOGGLES, changed, frames, iou, launch, makeClip, openPage, pressAndAsk,
        requireBrowser, showOnly, shownPixels, startServe, startStatic, status}
  from './browser.mjs';

requireBrowser();
const [program, screenshots] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'handsight-page-'));
const picture = path.join(scratch, 'hand.jpg');

async function showCamera(page, least) {
  await page.click('#camera');
  const start = Date.now();
  await frames(page, least);  // gives up where the page stands still
  const rate = least * 1000 / (Date.now() - start);
  console.log(`camera: ${rate.toFixed(1)} frames/s, network ${await page.textContent('#network-ms')}`);
  assert.equal(await page.textContent('#hands'), '1');
  await page.keyboard.press('c');  // the picture stands; toggles redraw it
}

async function showPicture(page) {
  await page.setInputFiles('#file', picture);
  await status(page, 'Done.');
}

async function checkMask(page, truth) {
  await showOnly(page, []);
  const bare = await shownPixels(page);
  await page.keyboard.press('m');
  const overlap = iou(changed(bare, await shownPixels(page), 12), truth);
  console.log(`overlay against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.7, 'the overlay is not where the hand is');
  await page.keyboard.press('m');
  assert.ok(changed(bare, await shownPixels(page), 0).every((value) => !value), 'the mask stays');
  await page.keyboard.press('b');
  assert.ok(changed(bare, await shownPixels(page), 12).some((value) => value), 'no box appears');
  await showOnly(page, TOGGLES);
}

async function checkBackground(page, truth) {
  await showOnly(page, []);
  await page.selectOption('#background', 'green');
  const {data} = await shownPixels(page);
  const kept = truth.map((_, i) => (data[4 * i] < 60 && data[4 * i + 1] > 120 ? 0 : 1));
  const overlap = iou(kept, truth);
  console.log(`what is kept before green against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.7, 'the hand is not cut out');
  await page.selectOption('#background', 'keep');
  await showOnly(page, TOGGLES);
}

async function checkFileAndSnapshot(page) {
  await showPicture(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#snapshot')]);
  const saved = fs.readFileSync(await download.path());
  assert.equal(saved.subarray(1, 4).toString(), 'PNG');
  await page.setInputFiles('#file',
                           {name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no')});
  await page.waitForFunction(() => document.getElementById('status').classList.contains('problem'));
}

async function checkLayouts(page, prefix) {
  await showPicture(page);
  for (const [name, width, height, scheme] of
       [['desk-light', 1280, 800, 'light'], ['desk-dark', 1280, 800, 'dark'],
        ['phone-light', 390, 844, 'light'], ['phone-dark', 390, 844, 'dark']]) {
    await page.setViewportSize({width, height});
    await page.emulateMedia({colorScheme: scheme});
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(tooWide <= 0, `${name}: the page is ${tooWide} pixels too wide`);
    if (screenshots) {
      const file = path.join(screenshots, `${prefix}-${name}.png`);
      await page.screenshot({path: file, fullPage: true});
    }
  }
  await page.focus('#view');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'camera');
}

/** The least and the largest column and row of what is 1. */
function boxOf(truth, width) {
  const range = ([least, most], value) => [Math.min(least, value), Math.max(most, value)];
  let [xs, ys] = [[Infinity, -Infinity], [Infinity, -Infinity]];
  truth.forEach((isHand, i) => {
    if (!isHand) return;
    xs = range(xs, i % width);
    ys = range(ys, Math.floor(i / width));
  });
  return {xs, ys};
}

/** The shipped model's keypoints lie on the hand or close by. */
async function checkShippedKeypoints(page, truth) {
  await showOnly(page, []);
  const bare = await shownPixels(page);
  await page.keyboard.press('k');
  const drawn = changed(bare, await shownPixels(page), 12);
  const {xs, ys} = boxOf(truth, bare.width);
  const widened = ([low, high]) => [low - 0.2 * (high - low), high + 0.2 * (high - low)];
  const [left, right] = widened(xs), [top, bottom] = widened(ys);
  let lit = 0, near = 0;
  drawn.forEach((isDrawn, i) => {
    if (!isDrawn) return;
    const x = i % bare.width, y = Math.floor(i / bare.width);
    ++lit;
    if (x >= left && x <= right && y >= top && y <= bottom) ++near;
  });
  console.log(`keypoints: ${lit} pixels, ${(100 * near / lit).toFixed(0)} % of them at the hand`);
  assert.ok(lit > 200, 'no keypoints are drawn');
  assert.ok(near > 0.9 * lit, 'the keypoints are not at the hand');
  await showOnly(page, TOGGLES);
}

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
async function pretendHands(page) {
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

const colourAt = ({width, data}, [x, y]) =>
  Array.from(data.subarray(4 * (y * width + x)).subarray(0, 3));

async function checkKeypoints(page) {
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
async function checkSides(page, truth) {
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
async function checkDepth(page, truth) {
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
async function checkParts(page, truth) {
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

/** Switches that are out of reach say why, for all to see. */
async function checkObstacles(page, expected) {
  for (const [id, reason] of Object.entries(expected)) {
    await page.waitForFunction(([note, source]) => (
      new RegExp(source).test(document.getElementById(note).textContent)),
                               [`${id}-obstacle`, reason.source]);
    assert.equal(await page.isDisabled(`#${id}`), true, id);
    assert.equal(await page.isVisible(`#${id}-obstacle`), true, id);
  }
}

/** Where a model of layers is found: the picture is asked for again, and the hand is coloured. */
async function checkShippedLayers(browser, truth) {
  const server = await startServe(program);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    await showPicture(page);
    await showOnly(page, []);
    const layers = [['d', '#show-depth'], ['p', '#show-parts']];
    for (const [key, id] of layers) {
      if (await page.isDisabled(id)) continue;
      const bare = await shownPixels(page);
      await pressAndAsk(page, key);
      const overlap = iou(changed(bare, await shownPixels(page), 12), truth);
      console.log(`${key} against the labels: IoU ${overlap.toFixed(3)}`);
      assert.ok(overlap > 0.5, `${key} is not drawn where the hand is`);
      await page.keyboard.press(key);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

async function checkServed(browser, truth) {
  const server = await startServe(program, ['--layers', 'none']);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    assert.equal(await page.isVisible('#where'), false);
    await checkObstacles(page, {'show-depth': /--layers/, 'snapshot': /nothing to save/});
    await showCamera(page, 15);
    await checkMask(page, truth);
    await checkBackground(page, truth);
    await checkFileAndSnapshot(page);
    await showPicture(page);
    await checkShippedKeypoints(page, truth);
    await pretendHands(page);
    await showPicture(page);
    await checkKeypoints(page);
    await checkSides(page, truth);
    await checkDepth(page, truth);
    await checkParts(page, truth);
    await showOnly(page, TOGGLES);
    await checkLayouts(page, 'server');
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

async function checkStatic(browser, truth, dist) {
  const server = await startStatic(dist);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    assert.equal(await page.inputValue('#where'), 'browser');
    await checkObstacles(page, {'show-keypoints': /server/, 'show-depth': /server/,
                                'show-parts': /server/, 'smooth': /server/});
    await showCamera(page, 2);
    await checkMask(page, truth);
    await checkBackground(page, truth);
    await checkLayouts(page, 'browser');
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

/** Both modes in one page, under the policy that `serve` gives its pages. */
async function checkBoth(browser, dist) {
  const server = await startServe(program, ['--page', dist]);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    await showPicture(page);
    assert.equal(await page.textContent('#hands'), '1');
    for (const [count, where] of [[1, 'server'], [2, 'browser']]) {
      await page.selectOption('#where', where);
      await frames(page, count);
      assert.equal(await page.textContent('#hands'), '1', where);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

let browser;
try {
  const truth = await makeClip(program, scratch);
  const dist = path.join(scratch, 'dist');
  const built = spawnSync(process.execPath, [path.join(WEB, 'build.mjs'), '-o', dist]);
  assert.equal(built.status, 0, String(built.stderr));
  browser = await launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
                          `--use-file-for-fake-video-capture=${scratch}/hand.mjpeg`]);
  await checkServed(browser, truth);
  await checkShippedLayers(browser, truth);
  await checkStatic(browser, truth, dist);
  await checkBoth(browser, dist);
  console.log('passed');
} finally {
  await browser?.close();
  fs.rmSync(scratch, {recursive: true, force: true});
}
