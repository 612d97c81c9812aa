// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node ort_peer.mjs MODEL THREADS N C H W: as engine_peer, through ONNX Runtime. The folder that
// holds node_modules/onnxruntime-node is named by the variable ORT_FOLDER.
import {createRequire} from 'module';
import readline from 'readline';

const require = createRequire(`${process.env.ORT_FOLDER}/package.json`);
const ort = require('onnxruntime-node');
const [model, threads, ...sizes] = process.argv.slice(2);
const shape = sizes.map(Number);
const session = await ort.InferenceSession.create(
    model, {intraOpNumThreads: Number(threads), interOpNumThreads: 1});
const values = new Float32Array(shape.reduce((a, b) => a * b));
for (let i = 0; i < values.length; ++i) values[i] = Math.sqrt(3) * (2 * Math.random() - 1);
const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', values, shape)};
await session.run(feeds);
for await (const line of readline.createInterface({input: process.stdin})) {
  if (line === 'memory') {
    console.log(process.resourceUsage().maxRSS);
    continue;
  }
  const start = performance.now();
  await session.run(feeds);
  console.log((performance.now() - start).toFixed(4));
}
