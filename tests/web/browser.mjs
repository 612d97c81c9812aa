// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// What the test of the page stands on: a browser with a rendered hand as its camera, servers, and
// the pixels that the page shows.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const WIDTH = 640;
export const HEIGHT = 480;
export const WEB = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'web');

const executablePath = process.env.HANDSIGHT_CHROMIUM ?? '/usr/bin/chromium';

function playwright() {
  return createRequire(path.join(WEB, 'package.json'))('playwright-core');
}

/** Ends the test as skipped where there is no browser or nothing to drive it. */
export function requireBrowser() {
  let missing = fs.existsSync(executablePath) ? '' : executablePath;
  try {
    playwright();
  } catch {
    missing = 'web/node_modules';
  }
  if (!missing) return;
  console.log(`skipped: ${missing} is not there; scripts/install-deps.sh --web installs it`);
  process.exit(77);
}

export function launch(options = []) {
  return playwright().chromium.launch({executablePath, args: ['--no-sandbox', ...options]});
}

function render(program, folder, options) {
  const made = spawnSync(program, ['data', 'render', '-o', folder, '--layout', 'folder', '--size',
                                   String(WIDTH), '--quiet', ...options]);
  assert.equal(made.status, 0, String(made.stderr));
}

/**
 * Rendered pictures, cut to the camera's size.
 * @param {string[]} names of the files in FOLDER/images and FOLDER/masks
 * @returns {Promise<{jpeg: Buffer, pixels: Buffer, truth: number[]}[]>} pixels: RGBA; truth: one
 *   number a pixel, 1 where the hand is
 */
async function cutPictures(folder, names) {
  const asAddress = (kind, name) => {
    const bytes = fs.readFileSync(path.join(folder, kind, name), 'base64');
    return `data:image/png;base64,${bytes}`;
  };
  const browser = await launch();
  const page = await browser.newPage();
  const cut = [];
  for (const name of names) {
    const {jpeg, pixels, mask} = await page.evaluate(async ({addresses, width, height}) => {
      const [picture, labels] = await Promise.all(addresses.map(async (address) => {
        const bitmap = await createImageBitmap(await (await fetch(address)).blob());
        const canvas = document.createElement('canvas');
        canvas.width = width;
        canvas.height = height;
        canvas.getContext('2d').drawImage(bitmap, 0, (height - bitmap.height) / 2);
        return canvas;
      }));
      const textOf = (canvas) => {
        const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
        let binary = '';
        for (let i = 0; i < data.length; i += 0x8000) {
          binary += String.fromCharCode(...data.subarray(i, i + 0x8000));
        }
        return btoa(binary);
      };
      return {jpeg: picture.toDataURL('image/jpeg', 0.95).split(',')[1], pixels: textOf(picture),
              mask: textOf(labels)};
    }, {addresses: [asAddress('images', name), asAddress('masks', name)], width: WIDTH,
        height: HEIGHT});
    const labels = Buffer.from(mask, 'base64');
    cut.push({jpeg: Buffer.from(jpeg, 'base64'), pixels: Buffer.from(pixels, 'base64'),
              truth: Array.from({length: WIDTH * HEIGHT}, (_, i) => (labels[4 * i] > 0 ? 1 : 0))});
  }
  await browser.close();
  return cut;
}

/**
 * A rendered hand that the model sees well: FOLDER/hand.jpg.
 * @returns {Promise<number[]>} one number a pixel, 1 where the hand is
 */
export async function makePicture(program, folder) {
  render(program, `${folder}/hand`, ['--count', '7', '--seed', '11', '--hands', 'any']);
  const [{jpeg, truth}] = await cutPictures(`${folder}/hand`, ['synthetic-6.png']);
  fs.writeFileSync(path.join(folder, 'hand.jpg'), jpeg);
  return truth;
}

/**
 * A rendered hand that moves: FOLDER/film.mjpeg.
 * @returns {Promise<{truths: number[][], numberOf: function(Buffer): number}>} where the hand is in
 *   each frame, and which frame a picture of RGBA shows
 */
export async function makeFilm(program, folder) {
  render(program, `${folder}/film`, ['--count', '1', '--clips', '8', '--seed', '6', '--hands',
                                     'any', '--option', 'frames_per_second=4']);
  const names = [0, 1, 2, 5, 6, 7].map((number) => `synthetic-${number}.png`);  // one hand is found
  const frames = await cutPictures(`${folder}/film`, names);
  fs.writeFileSync(path.join(folder, 'film.mjpeg'), Buffer.concat(frames.map(({jpeg}) => jpeg)));
  const difference = (a, b) => {
    let sum = 0;
    for (let i = 0; i < a.length; i += 16) sum += Math.abs(a[i] - b[i]);  // red, every fourth pixel
    return sum;
  };
  return {
    truths: frames.map(({truth}) => truth),
    numberOf: (pixels) => {
      const apart = frames.map((frame) => difference(frame.pixels, pixels));
      return apart.indexOf(Math.min(...apart));
    },
  };
}

/** `PROGRAM serve` on a free port. @returns {Promise<{address: string, end: function}>} */
export function startServe(program, options = []) {
  const server = spawn(program, ['serve', '--port', '0', ...options]);
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const found = said.match(/http:\/\/[0-9.]+:\d+/);
      if (found) resolve({address: found[0], end: () => server.kill('SIGINT')});
    });
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}

const TYPES = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript',
               '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.svg': 'image/svg+xml',
               '.json': 'application/json'};

/** A server that knows nothing but the files of a folder. As startServe(). */
export function startStatic(folder) {
  const server = http.createServer((request, response) => {
    const {pathname} = new URL(request.url, 'http://localhost');
    const file = path.join(folder, pathname === '/' ? 'index.html' : path.normalize(pathname));
    if (!fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, {'Content-Type': type});
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({
      address: `http://127.0.0.1:${server.address().port}`,
      end: () => { server.close(); server.closeAllConnections(); },
    }));
  });
}

/** Opens the page; complaints gathers errors and requests that leave the server. */
export async function openPage(browser, address) {
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const own = ['blob:', 'data:', address].some((start) => request.url().startsWith(start));
    if (!own) complaints.push(`asked for ${request.url()}`);
  });
  page.setDefaultTimeout(90000);
  await page.goto(address);
  return {page, complaints};
}

export const status = (page, text) =>
  page.waitForFunction((t) => document.getElementById('status').textContent === t, text);

export const frames = (page, least) =>
  page.waitForFunction((n) => Number(document.getElementById('view').dataset.frames) > n, least);

/** The canvas as it is drawn. @returns {Promise<{width, height, data: Uint8Array}>} */
export async function shownPixels(page) {
  const {width, height, text} = await page.evaluate(() => {
    const view = document.getElementById('view');
    const {data} = view.getContext('2d').getImageData(0, 0, view.width, view.height);
    let binary = '';
    for (let i = 0; i < data.length; i += 0x8000) {
      binary += String.fromCharCode(...data.subarray(i, i + 0x8000));
    }
    return {width: view.width, height: view.height, text: btoa(binary)};
  });
  return {width, height, data: Buffer.from(text, 'base64')};
}

export const TOGGLES = ['show-mask', 'show-outline', 'show-boxes', 'show-sides', 'show-keypoints'];

/** Off unless asked for; changing one may ask the server again. */
export const LAYERS = ['show-depth', 'show-parts'];

/** Checks exactly these toggles. */
export const showOnly = (page, ids) => page.evaluate(([all, checked]) => {
  for (const id of all) {
    const box = document.getElementById(id);
    if (box.checked !== checked.includes(id)) box.click();
  }
}, [[...TOGGLES, ...LAYERS], ids]);

/** Presses a key that makes the page ask again, and waits for the answer. */
export async function pressAndAsk(page, key) {
  const before = await page.evaluate(() => Number(document.getElementById('view').dataset.frames));
  await page.keyboard.press(key);
  await frames(page, before);
}

/** Which pixels differ by more than `least` of 255. */
export function changed(a, b, least) {
  return Array.from({length: a.width * a.height}, (_, i) => {
    const change = (c) => Math.abs(a.data[4 * i + c] - b.data[4 * i + c]);
    return Math.max(change(0), change(1), change(2)) > least ? 1 : 0;
  });
}

export function iou(a, b) {
  let both = 0;
  let either = 0;
  a.forEach((value, i) => {
    both += value & b[i];
    either += value | b[i];
  });
  return both / either;
}

/** The least and the largest column and row of what is 1. */
export function boxOf(truth, width) {
  const range = ([least, most], value) => [Math.min(least, value), Math.max(most, value)];
  let [xs, ys] = [[Infinity, -Infinity], [Infinity, -Infinity]];
  truth.forEach((isHand, i) => {
    if (!isHand) return;
    xs = range(xs, i % width);
    ys = range(ys, Math.floor(i / width));
  });
  return {xs, ys};
}

/** Red, green and blue of a pixel. */
export const colourAt = ({width, data}, [x, y]) =>
  Array.from(data.subarray(4 * (y * width + x)).subarray(0, 3));
