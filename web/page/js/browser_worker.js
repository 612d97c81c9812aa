// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs models with ONNX Runtime for WebAssembly, beside the page so that it stays lively.
// In: {id, picture: ImageBitmap, model, address, threshold, pose, depth}, pose and depth: of
// describePose() and describeDepth() with their addresses, or null; out: {id, result} or {id, error}.
import * as ort from '../ort/ort.wasm.min.mjs';
import {depthCropOf, readDepth} from './depth.js';
import {findHands} from './hands.js';
import {cropOf, fillInput, patchOf, readAnswer} from './keypoints.js';
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

/** A part of the picture, drawn at another size. */
function rgbaOf(picture, part, {width, height}) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, part.left, part.top, part.width, part.height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

const run = async (session, input) =>
  (await session.run({[session.inputNames[0]]: input}))[session.outputNames[0]].data;

/**
 * Shows a network each hand alone.
 * @param {(hand) => object|null} cropOf of a hand; null: it is not shown
 * @param {(logits, hand, crop, isMirrored) => object} read what is added to a hand
 */
async function withAnswers(hands, picture, model, cropOf, read) {
  const views = hands.map((hand) => ({
    hand, crop: cropOf(hand), isMirrored: model.mirror_left && hand.side === 'left'}));
  const shown = views.filter(({crop}) => crop);
  if (shown.length === 0) return hands;
  const session = await sessionOf(model.address);
  const {size} = model;
  const inputs = new Float32Array(shown.length * 3 * size * size);
  shown.forEach(({crop, isMirrored}, i) => {
    const patch = patchOf(crop, model, picture);
    const rgba = rgbaOf(picture, patch, {width: patch.drawnWidth, height: patch.drawnHeight});
    const input = inputs.subarray(i * 3 * size * size, (i + 1) * 3 * size * size);
    fillInput(input, rgba, patch, crop, model, isMirrored);
  });
  const logits = await run(session,
                           new ort.Tensor('float32', inputs, [shown.length, 3, size, size]));
  const each = logits.length / shown.length;
  return views.map((view) => {
    const i = shown.indexOf(view);
    if (i < 0) return view.hand;
    const own = logits.subarray(i * each, (i + 1) * each);
    return {...view.hand, ...read(own, view.hand, view.crop, view.isMirrored)};
  });
}

/** The hands with keypoints, and sides where the network tells them. */
const withKeypoints = (hands, picture, pose) => withAnswers(
  hands, picture, pose, ({box}) => cropOf(box, pose),
  (logits, hand, crop, isMirrored) => readAnswer(logits, crop, pose, picture, isMirrored));

/** The hands with depth. */
function withDepth(hands, picture, model) {
  const {first} = model.outputs.find(({name}) => name === 'depth');
  const plane = model.size * model.size;
  return withAnswers(
    hands, picture, model, (hand) => depthCropOf(hand, model),
    (logits, hand, crop, isMirrored) => readDepth(
      logits.subarray(first * plane, (first + 1) * plane), hand, crop, model, picture, isMirrored));
}

async function segment({picture, model, address, threshold, pose, depth}) {
  const session = await sessionOf(address);
  const start = performance.now();
  const {width, height} = picture;
  const place = placeOf(width, height, model);
  const whole = {left: 0, top: 0, width, height};
  const input = new ort.Tensor('float32', inputOf(rgbaOf(picture, whole, place), place, model),
                               [1, 3, place.canvasHeight, place.canvasWidth]);
  const prepared = performance.now();
  const logits = await run(session, input);
  const ran = performance.now();
  const mapOf = (name) => {
    const output = model.outputs.find((each) => each.name === name);
    return output && resized(probabilityOf(logits, place, output), width, height);
  };
  const sides = {left: mapOf('left'), right: mapOf('right')};
  let hands = findHands(mapOf('mask'), threshold, sides.left && sides.right && sides);
  const timing_ms = {prepare: prepared - start, network: ran - prepared};
  if (pose) {
    const found = performance.now();
    hands = await withKeypoints(hands, picture, pose);
    timing_ms.pose = performance.now() - found;
  }
  if (depth) {
    const posed = performance.now();
    hands = await withDepth(hands, picture, depth);
    timing_ms.layers = performance.now() - posed;
  }
  picture.close();
  return {width, height, hands, timing_ms};
}

self.addEventListener('message', async ({data: {id, ...request}}) => {
  try {
    self.postMessage({id, result: await segment(request)});
  } catch (error) {
    self.postMessage({id, error: error.message});
  }
});
