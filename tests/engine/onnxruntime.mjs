// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node onnxruntime.mjs MODEL INPUT OUTPUT N C H W: one run through ONNX Runtime, floats in files.
// HANDSIGHT_ORT names the folder that holds node_modules/onnxruntime-node.
import fs from 'fs';
import {createRequire} from 'module';

const ort = createRequire(`${process.env.HANDSIGHT_ORT}/package.json`)('onnxruntime-node');
const [model, input, output, ...sizes] = process.argv.slice(2);
const bytes = fs.readFileSync(input);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const session = await ort.InferenceSession.create(model);
const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', values, sizes.map(Number))};
const result = (await session.run(feeds))[session.outputNames[0]].data;
fs.writeFileSync(output, Buffer.from(result.buffer, result.byteOffset, result.byteLength));
