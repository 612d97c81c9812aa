// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node hands.mjs MODEL.onnx PICTURE.ppm: where the hands of a picture are, by ONNX Runtime alone.
// Needs onnxruntime-node or onnxruntime-web, here or in the folder that $ORT_FOLDER names.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

// as `handsight info MODEL.onnx` shows them
const LONGEST_PX = 256;
const SIZE_MULTIPLE = 32;
const MEAN = [0.50196, 0.50196, 0.50196];
const STD = [0.50196, 0.50196, 0.50196];

function loadRuntime() {
  const folder = process.env.ORT_FOLDER;
  const require = createRequire(folder ? path.resolve(folder, 'package.json') : import.meta.url);
  try {
    return require('onnxruntime-node');
  } catch {
    return require('onnxruntime-web');
  }
}

function readPpm(file) {
  const bytes = fs.readFileSync(file);
  const header = bytes.subarray(0, 64).toString('latin1').match(/^P6\s+(\d+)\s+(\d+)\s+255\s/);
  if (!header) throw new Error(`${file}: expected a binary PPM of 8 bits`);
  return {width: Number(header[1]), height: Number(header[2]),
          rgb: bytes.subarray(header[0].length)};
}

/** Mean of the pixels of `picture` that make pixel (x, y) of a picture `zoom` times its size. */
function average({width, height, rgb}, x, y, zoom, c) {
  const [right, bottom] = [Math.min(width, (x + 1) / zoom), Math.min(height, (y + 1) / zoom)];
  let [sum, count] = [0, 0];
  for (let v = Math.floor(y / zoom); v < bottom; ++v) {
    for (let u = Math.floor(x / zoom); u < right; ++u, ++count) sum += rgb[3 * (v * width + u) + c];
  }
  return sum / count;
}

const [model, file] = process.argv.slice(2);
const ort = loadRuntime();
const session = await ort.InferenceSession.create(fs.readFileSync(model));

const picture = readPpm(file);
const zoom = LONGEST_PX / Math.max(picture.width, picture.height);
const [width, height] = [Math.round(zoom * picture.width), Math.round(zoom * picture.height)];
const padded = (size) => Math.ceil(size / SIZE_MULTIPLE) * SIZE_MULTIPLE;
const [columns, rows] = [padded(width), padded(height)];
const [left, top] = [Math.floor((columns - width) / 2), Math.floor((rows - height) / 2)];
const image = new Float32Array(3 * rows * columns);  // zeros around the picture
for (let c = 0; c < 3; ++c) {
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      image[(c * rows + y + top) * columns + x + left] =
        (average(picture, x, y, zoom, c) / 255 - MEAN[c]) / STD[c];
    }
  }
}

const input = new ort.Tensor('float32', image, [1, 3, rows, columns]);
const {logits} = await session.run({image: input});
let box = [width, height, -1, -1];
for (let y = 0; y < height; ++y) {
  for (let x = 0; x < width; ++x) {
    // a logit above 0 is a probability above one half
    if (logits.data[(y + top) * columns + x + left] <= 0) continue;
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
  }
}
if (box[2] < 0) {
  console.log('no hand');
} else {
  const [x, y, u, v] = [box[0], box[1], box[2] + 1, box[3] + 1].map((at) => Math.round(at / zoom));
  console.log(`hands at ${x}, ${y} of ${u - x} x ${v - y}`);
}
