// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs models with ONNX Runtime for WebAssembly, beside the page so that it stays lively.
// In: {id, picture: ImageBitmap, model, address, threshold}; out: {id, result} or {id, error}.
import * as ort from '../ort/ort.wasm.min.mjs';
import {findHands} from './hands.js';
import {inputOf, placeOf, probabilityOf, resized} from './network.js';

ort.env.wasm.wasmPaths = new URL('../ort/', import.meta.url).href;
// threads need memory that is shared, and that a page that is isolated (COOP, COEP)
ort.env.wasm.numThreads = self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;

const sessions = new Map();  // promises, by the model's address

function sessionOf(address) {
  if (!sessions.has(address)) {
    const opening = ort.InferenceSession.create(address);
    opening.catch(() => sessions.delete(address));  // to be tried again
    sessions.set(address, opening);
  }
  return sessions.get(address);
}

function rgbaOf(picture, {width, height}) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

async function segment({picture, model, address, threshold}) {
  const session = await sessionOf(address);
  const start = performance.now();
  const {width, height} = picture;
  const place = placeOf(width, height, model);
  const input = new ort.Tensor('float32', inputOf(rgbaOf(picture, place), place, model),
                               [1, 3, place.canvasHeight, place.canvasWidth]);
  picture.close();
  const prepared = performance.now();
  const {[session.outputNames[0]]: logits} = await session.run({[session.inputNames[0]]: input});
  const ran = performance.now();
  const mapOf = (name) => {
    const output = model.outputs.find((each) => each.name === name);
    return output && resized(probabilityOf(logits.data, place, output), width, height);
  };
  const sides = {left: mapOf('left'), right: mapOf('right')};
  const hands = findHands(mapOf('mask'), threshold, sides.left && sides.right && sides);
  return {width, height, hands,
          timing_ms: {prepare: prepared - start, network: ran - prepared}};
}

self.addEventListener('message', async ({data: {id, ...request}}) => {
  try {
    self.postMessage({id, result: await segment(request)});
  } catch (error) {
    self.postMessage({id, error: error.message});
  }
});
