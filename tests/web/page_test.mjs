// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node page_test.mjs PROGRAM [SCREENSHOT_FOLDER]
// The page, from end to end, in both of its modes: the camera shows a rendered hand that moves,
// Chromium shows the page, and what it draws is compared with the labels of the rendered hand.
// Exit code 77: skipped. HANDSIGHT_CHROMIUM: another browser than /usr/bin/chromium.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {HEIGHT, WEB, WIDTH, TOGGLES, boxOf, changed, colourAt, frames, iou, launch, makeFilm, makePicture,
        openPage, pressAndAsk, requireBrowser, showOnly, shownPixels, startServe, startStatic,
        status} from './browser.mjs';
import {checkDepth, checkKeypoints, checkParts, checkSides, pretendHands} from './made_up.mjs';

requireBrowser();
const [program, screenshots] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'handsight-page-'));
const picture = path.join(scratch, 'hand.jpg');

const framesShown = (page) =>
  page.evaluate(() => Number(document.getElementById('view').dataset.frames ?? 0));

/** Runs the camera for some frames; then the picture stands, and toggles redraw it. */
async function holdCamera(page, least) {
  const before = await framesShown(page);
  await page.click('#camera');
  const start = Date.now();
  await frames(page, before + least);  // gives up where the page stands still
  const rate = least * 1000 / (Date.now() - start);
  console.log(`camera: ${rate.toFixed(1)} frames/s, network ${await page.textContent('#network-ms')}`);
  assert.equal(await page.textContent('#hands'), '1');
  await page.keyboard.press('c');
  await status(page, 'Stopped.');
}

/** The overlay follows the hand: it lies where the hand is in the very frame that is shown. */
async function checkFilm(page, film, least, holds) {
  const seen = new Set();
  for (let i = 0; i < holds || seen.size < 2; ++i) {
    assert.ok(i < 10, 'the camera shows always the same');
    await holdCamera(page, least);
    await showOnly(page, []);
    const bare = await shownPixels(page);
    const number = film.numberOf(bare.data);
    await page.keyboard.press('m');
    const drawn = changed(bare, await shownPixels(page), 12);
    const overlaps = film.truths.map((truth) => iou(drawn, truth));
    console.log(`frame ${number} of the camera: IoU ${overlaps[number].toFixed(3)}, with others ` +
                `${Math.min(...overlaps).toFixed(3)} and more`);
    assert.ok(overlaps[number] > 0.7, 'the overlay is not where the hand is');
    seen.add(number);
    await showOnly(page, TOGGLES);
  }
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
  for (const [key, what] of [['b', 'box'], ['o', 'outline']]) {
    await page.keyboard.press(key);
    const lines = changed(bare, await shownPixels(page), 12);
    const share = lines.filter((value) => value).length / truth.filter((value) => value).length;
    assert.ok(share > 0.01 && share < 0.5, `the ${what} has ${share} of the hand's pixels`);
    await page.keyboard.press(key);
  }
  await showOnly(page, TOGGLES);
}

const count = (values) => values.reduce((sum, value) => sum + value, 0);

/** Mirror and threshold: the standing picture is asked for again. */
async function checkSettings(page, truth) {
  await showPicture(page);
  await showOnly(page, []);
  const bare = await shownPixels(page);
  const maskOf = async (before) => {
    await page.keyboard.press('m');
    const mask = changed(before, await shownPixels(page), 12);
    await page.keyboard.press('m');
    return mask;
  };
  await pressAndAsk(page, 'i');
  const turned = await shownPixels(page);
  assert.deepEqual(colourAt(turned, [10, 20]), colourAt(bare, [WIDTH - 11, 20]));
  const mirrored = truth.map((_, i) => truth[i + WIDTH - 1 - 2 * (i % WIDTH)]);
  assert.ok(iou(await maskOf(turned), mirrored) > 0.7, 'the mirrored hand is not found');
  await pressAndAsk(page, 'i');
  const areas = [];
  for (const threshold of ['0.1', '0.9', '0.5']) {
    const before = await framesShown(page);
    await page.fill('#threshold', threshold);
    await frames(page, before);
    areas.push(count(await maskOf(bare)));
  }
  assert.ok(areas[0] > areas[2] && areas[2] > areas[1], `areas by threshold: ${areas}`);
  await showOnly(page, TOGGLES);
}

/** Keys work wherever the focus is but in lists; files may be dropped. */
async function checkHandling(page) {
  await page.focus('#file');
  await page.keyboard.press('m');
  assert.equal(await page.isChecked('#show-mask'), false);
  await page.keyboard.press('m');
  const before = await framesShown(page);
  const text = fs.readFileSync(picture, 'base64');
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'dropped.jpg', {type: 'image/jpeg'}));
    document.getElementById('view').dispatchEvent(
      new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
  }, text);
  await frames(page, before);
}

/** One red pixel as BMP: two heads, then blue, green, red. */
const RED = Buffer.from('424d3a0000000000000036000000280000000100000001000000010018000000000004' +
                        '00000000000000000000000000000000000000' + '0000ff00', 'hex');

/** Steps along the rows, summed over what is not hand. */
const sharpnessBehind = (truth, {width, data}) => count(truth.map((isHand, i) => (
  isHand || i % width === width - 1 ? 0 : Math.abs(data[4 * i] - data[4 * i + 4]))));

async function checkBackground(page, truth) {
  await showOnly(page, []);
  await page.selectOption('#background', 'green');
  const {data} = await shownPixels(page);
  const kept = truth.map((_, i) => (data[4 * i] < 60 && data[4 * i + 1] > 120 ? 0 : 1));
  const overlap = iou(kept, truth);
  console.log(`what is kept before green against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.7, 'the hand is not cut out');
  await page.selectOption('#background', 'picture');
  await page.setInputFiles('#background-file',
                           {name: 'red.bmp', mimeType: 'image/bmp', buffer: RED});
  await page.waitForFunction(() => {
    const [r, g, b] = document.getElementById('view').getContext('2d')
      .getImageData(5, 5, 1, 1).data;
    return r > 240 && g < 20 && b < 20;
  });
  await page.selectOption('#background', 'keep');
  const sharp = sharpnessBehind(truth, await shownPixels(page));
  await page.selectOption('#background', 'blur');
  const blurred = sharpnessBehind(truth, await shownPixels(page));
  assert.ok(blurred < 0.6 * sharp, `steps behind the hand: ${blurred} of ${sharp}`);
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

/** The picture is asked for again, and the hand is coloured. */
async function checkLayer(page, truth, key) {
  const bare = await shownPixels(page);
  await pressAndAsk(page, key);
  const overlap = iou(changed(bare, await shownPixels(page), 12), truth);
  console.log(`${key} against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.5, `${key} is not drawn where the hand is`);
  await page.keyboard.press(key);
}

/** Where a model of layers is found. */
async function checkShippedLayers(browser, truth) {
  const server = await startServe(program);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    await showPicture(page);
    await showOnly(page, []);
    const layers = [['d', '#show-depth'], ['p', '#show-parts']];
    for (const [key, id] of layers) {
      if (!(await page.isDisabled(id))) await checkLayer(page, truth, key);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

/** A server with a token: the page asks for it, then goes on. */
async function checkToken(browser) {
  const file = path.join(scratch, 'token');
  fs.writeFileSync(file, 'open-sesame');
  const server = await startServe(program, ['--token-file', file, '--layers', 'none']);
  try {
    const {page} = await openPage(browser, server.address);
    await page.fill('#token', 'open-sesame');
    await page.keyboard.press('Enter');
    await showPicture(page);
    assert.equal(await page.textContent('#hands'), '1');
    await page.close();
  } finally {
    server.end();
  }
}

/** "Steady over time" is what makes frames a stream. */
async function checkSmooth(page) {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const isSmooth of [true, false]) {
    await page.setChecked('#smooth', isSmooth);
    asked.length = 0;
    await holdCamera(page, 3);
    assert.equal(asked.some((address) => address.includes('stream=')), isSmooth);
  }
  await page.setChecked('#smooth', true);
}

async function checkServed(browser, truth, film) {
  const server = await startServe(program, ['--layers', 'none']);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    assert.equal(await page.isVisible('#where'), false);
    await checkObstacles(page, {'show-depth': /--layers/, 'snapshot': /nothing to save/});
    await checkFilm(page, film, 10, 3);
    await checkSmooth(page);
    await showPicture(page);
    await checkMask(page, truth);
    await checkBackground(page, truth);
    await checkSettings(page, truth);
    await checkHandling(page);
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

async function checkStatic(browser, truth, film, dist) {
  const server = await startStatic(dist);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    assert.equal(await page.inputValue('#where'), 'browser');
    await checkObstacles(page, {'show-parts': /server/, 'smooth': /server/});
    await checkFilm(page, film, 2, 2);
    await showPicture(page);
    await checkMask(page, truth);
    await checkBackground(page, truth);
    assert.equal(await page.isDisabled('#show-sides'), false);
    await checkShippedKeypoints(page, truth);
    await showOnly(page, []);
    await checkLayer(page, truth, 'd');
    await showOnly(page, TOGGLES);
    await checkLayouts(page, 'browser');
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

/** How many of the pixels of `drawn` have one of `other` at most `reach` away. */
function shareNear(drawn, other, width, reach) {
  const steps = Array.from({length: 2 * reach + 1}, (_, i) => i - reach);
  const isNear = (i) => steps.some((y) => steps.some((x) => other[i + y * width + x]));
  const places = drawn.flatMap((value, i) => (value ? [i] : []));
  return places.filter(isNear).length / places.length;
}

/** Both modes in one page, under the policy that `serve` gives its pages. */
async function checkBoth(browser, dist) {
  // 32 bits, as the browser computes in
  const server = await startServe(program, ['--page', dist, '--precision', 'fp32']);
  try {
    const {page, complaints} = await openPage(browser, server.address);
    await showPicture(page);
    assert.equal(await page.textContent('#hands'), '1');
    const drawn = {};
    const depths = {};
    for (const where of ['server', 'browser']) {
      const before = await framesShown(page);
      await page.selectOption('#where', where);
      await frames(page, before);
      assert.equal(await page.textContent('#hands'), '1', where);
      await showOnly(page, []);
      const bare = await shownPixels(page);
      await page.keyboard.press('k');
      drawn[where] = changed(bare, await shownPixels(page), 12);
      await page.keyboard.press('k');
      await pressAndAsk(page, 'd');
      depths[where] = await shownPixels(page);
      depths.area = changed(bare, depths[where], 12).filter(Boolean).length;
      await page.keyboard.press('d');
      await showOnly(page, TOGGLES);
    }
    for (const [one, other] of [['server', 'browser'], ['browser', 'server']]) {
      const near = shareNear(drawn[one], drawn[other], depths.server.width, 3);
      console.log(`keypoints of the ${one} near those of the ${other}: ${near.toFixed(3)}`);
      assert.ok(near > 0.9, 'server and browser find other keypoints');
    }
    const other = changed(depths.server, depths.browser, 40).filter(Boolean).length / depths.area;
    console.log(`other depth in the browser: ${(100 * other).toFixed(1)} % of the hand`);
    assert.ok(other < 0.1, 'server and browser find other depths');
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    server.end();
  }
}

let browser;
try {
  const truth = await makePicture(program, scratch);
  const film = await makeFilm(program, scratch);
  const apart = Math.min(...film.truths.map((each) => iou(each, film.truths[0])));
  assert.ok(apart < 0.6, `the hand hardly moves: IoU ${apart}`);
  const dist = path.join(scratch, 'dist');
  const built = spawnSync(process.execPath, [path.join(WEB, 'build.mjs'), '-o', dist]);
  assert.equal(built.status, 0, String(built.stderr));
  browser = await launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
                          `--use-file-for-fake-video-capture=${scratch}/film.mjpeg`]);
  await checkServed(browser, truth, film);
  await checkToken(browser);
  await checkShippedLayers(browser, truth);
  await checkStatic(browser, truth, film, dist);
  await checkBoth(browser, dist);
  console.log('passed');
} finally {
  await browser?.close();
  fs.rmSync(scratch, {recursive: true, force: true});
}
