// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node page_test.mjs PROGRAM [SCREENSHOT_FOLDER]
// The live page, from end to end: a rendered hand is the camera's picture, Chromium shows the page
// that `PROGRAM serve` serves, and what it draws is compared with the labels of the rendered hand.
// Exit code 77: skipped. HANDSIGHT_PLAYWRIGHT names a folder with playwright-core in node_modules
// (npm install --prefix FOLDER playwright-core@1.65), HANDSIGHT_CHROMIUM the browser.

import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';

const [program, screenshots] = process.argv.slice(2);
const WIDTH = 640;
const HEIGHT = 480;

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}

function loadPlaywright() {
  const folder = process.env.HANDSIGHT_PLAYWRIGHT;
  if (!folder) skip('HANDSIGHT_PLAYWRIGHT is not set');
  return createRequire(path.join(folder, 'node_modules', 'x.js'))('playwright-core');
}

const browserPath = process.env.HANDSIGHT_CHROMIUM ?? '/usr/bin/chromium';
if (!fs.existsSync(browserPath)) skip(`no browser at ${browserPath}`);
const {chromium} = loadPlaywright();

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'handsight-page-'));
const launch = (options = []) =>
  chromium.launch({executablePath: browserPath, args: ['--no-sandbox', ...options]});

/** A rendered hand that the model sees well, cut to the camera's size: a film of one frame, and where the hand is. */
async function makeClip() {
  const made = spawnSync(program, ['data', 'render', '-o', `${scratch}/hand`, '--layout', 'folder',
                                   '--count', '7', '--size', String(WIDTH), '--seed', '11',
                                   '--hands', 'any', '--quiet']);
  assert.equal(made.status, 0, String(made.stderr));
  const asAddress = (folder) =>
    `data:image/png;base64,${fs.readFileSync(`${scratch}/hand/${folder}/synthetic-6.png`, 'base64')}`;
  const browser = await launch();
  const page = await browser.newPage();
  const {jpeg, truth} = await page.evaluate(async ({picture, mask, width, height}) => {
    const cut = async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d').drawImage(bitmap, 0, (height - bitmap.height) / 2);
      return canvas;
    };
    const labels = (await cut(mask)).getContext('2d').getImageData(0, 0, width, height).data;
    return {jpeg: (await cut(picture)).toDataURL('image/jpeg', 0.95).split(',')[1],
            truth: Array.from({length: width * height}, (_, i) => (labels[4 * i] > 0 ? 1 : 0))};
  }, {picture: asAddress('images'), mask: asAddress('masks'), width: WIDTH, height: HEIGHT});
  await browser.close();
  fs.writeFileSync(`${scratch}/hand.jpg`, Buffer.from(jpeg, 'base64'));
  fs.writeFileSync(`${scratch}/hand.mjpeg`, Buffer.from(jpeg, 'base64'));
  return truth;
}

function startServer() {
  const server = spawn(program, ['serve', '--port', '0']);
  const address = new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const found = said.match(/http:\/\/[0-9.]+:\d+/);
      if (found) resolve(found[0]);
    });
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  return {server, address};
}

const pixelsOf = (page) => page.evaluate(() => {
  const view = document.getElementById('view');
  return {width: view.width, height: view.height,
          data: Array.from(view.getContext('2d').getImageData(0, 0, view.width, view.height).data)};
});

const setChecked = (page, ids, checked) => Promise.all(ids.map((id) =>
  page.evaluate(([name, value]) => {
    const box = document.getElementById(name);
    if (box.checked !== value) box.click();
  }, [id, checked])));

/** Which pixels differ between two pictures of the canvas. */
function changed(a, b, least) {
  return Array.from({length: a.width * a.height}, (_, i) => {
    const change = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[4 * i + c] - b.data[4 * i + c])));
    return change > least ? 1 : 0;
  });
}

function iou(a, b) {
  let both = 0;
  let either = 0;
  a.forEach((value, i) => {
    both += value & b[i];
    either += value | b[i];
  });
  return both / either;
}

async function checkCamera(page, truth) {
  await page.click('#camera');
  await page.waitForFunction(() => Number(document.getElementById('view').dataset.frames) > 15);
  const frames = await page.evaluate(async () => {
    const view = document.getElementById('view');
    const before = Number(view.dataset.frames);
    await new Promise((resolve) => { setTimeout(resolve, 2000); });
    return (Number(view.dataset.frames) - before) / 2;
  });
  console.log(`camera: ${frames} frames/s`);
  assert.ok(frames > 2, 'the page stands still');
  assert.equal(await page.textContent('#hands'), '1');
  await page.keyboard.press('c');  // the picture stands; toggles redraw it
  const all = ['show-mask', 'show-outline', 'show-boxes', 'show-keypoints'];
  await setChecked(page, all, false);
  const bare = await pixelsOf(page);
  await page.keyboard.press('m');
  const masked = await pixelsOf(page);
  const overlap = iou(changed(bare, masked, 12), truth);
  console.log(`overlay against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.7, 'the overlay is not where the hand is');
  await page.keyboard.press('m');
  assert.ok(changed(bare, await pixelsOf(page), 0).every((value) => !value), 'the mask stays');
  await page.keyboard.press('b');
  assert.ok(changed(bare, await pixelsOf(page), 12).some((value) => value), 'no box appears');
  await setChecked(page, all, true);
}

async function checkBackground(page, truth) {
  await setChecked(page, ['show-mask', 'show-outline', 'show-boxes'], false);
  await page.selectOption('#background', 'green');
  const {data} = await pixelsOf(page);
  const kept = truth.map((_, i) => (data[4 * i] < 60 && data[4 * i + 1] > 120 ? 0 : 1));
  const overlap = iou(kept, truth);
  console.log(`what is kept before green against the labels: IoU ${overlap.toFixed(3)}`);
  assert.ok(overlap > 0.7, 'the hand is not cut out');
  await page.selectOption('#background', 'keep');
  await setChecked(page, ['show-mask', 'show-outline', 'show-boxes'], true);
}

async function checkFileAndSnapshot(page) {
  await page.setInputFiles('#file', `${scratch}/hand.jpg`);
  await page.waitForFunction(() => document.getElementById('status').textContent === 'Done.');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#snapshot')]);
  const saved = fs.readFileSync(await download.path());
  assert.equal(saved.subarray(1, 4).toString(), 'PNG');
  await page.setInputFiles('#file', {name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no')});
  await page.waitForFunction(() => document.getElementById('status').classList.contains('problem'));
}

async function checkLayouts(page) {
  await page.setInputFiles('#file', `${scratch}/hand.jpg`);
  await page.waitForFunction(() => document.getElementById('status').textContent === 'Done.');
  for (const [name, width, height, scheme] of
       [['desk-light', 1280, 800, 'light'], ['desk-dark', 1280, 800, 'dark'],
        ['phone', 390, 844, 'light']]) {
    await page.setViewportSize({width, height});
    await page.emulateMedia({colorScheme: scheme});
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(tooWide <= 0, `${name}: the page is ${tooWide} pixels too wide`);
    if (screenshots) await page.screenshot({path: path.join(screenshots, `${name}.png`), fullPage: true});
  }
  await page.focus('#view');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'camera');
}

const {server, address} = startServer();
let browser;
try {
  const truth = await makeClip();
  const base = await address;
  browser = await launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
                          `--use-file-for-fake-video-capture=${scratch}/hand.mjpeg`]);
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const own = ['blob:', 'data:', base].some((start) => request.url().startsWith(start));
    if (!own) complaints.push(`asked for ${request.url()}`);
  });
  page.setDefaultTimeout(60000);
  await page.goto(base);
  await checkCamera(page, truth);
  await checkBackground(page, truth);
  await checkFileAndSnapshot(page);
  await checkLayouts(page);
  assert.deepEqual(complaints, []);
  console.log('passed');
} finally {
  await browser?.close();
  server.removeAllListeners('exit');
  server.kill('SIGINT');
  fs.rmSync(scratch, {recursive: true, force: true});
}
