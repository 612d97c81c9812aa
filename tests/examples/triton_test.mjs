// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node triton_test.mjs: names, types and sizes in config.pbtxt are those of the shipped model.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
if (!fs.existsSync(path.join(source, 'web', 'node_modules'))) {
  console.log('skipped: web/node_modules is not there; scripts/install-deps.sh --web installs it');
  process.exit(77);
}
const {describeOnnx} = await import('../../web/model_description.mjs');

/** [{name, type, dims}] of `input [ ... ]` or `output [ ... ]`. */
function valuesOf(config, kind) {
  const [, block] = config.match(new RegExp(`^${kind} \\[\\n([^]*?)^\\]`, 'm'));
  return [...block.matchAll(/name: "(\w+)"\s+data_type: (\w+)\s+dims: \[([^\]]*)\]/g)].map(
    ([, name, type, dims]) => ({name, type, dims: dims.split(',').map(Number)}));
}

const FREE = -1;
const config = fs.readFileSync(path.join(source, 'examples/triton/hand_mask/config.pbtxt'), 'utf8');
const model = describeOnnx(fs.readFileSync(path.join(source, 'models/hand-mask-small.onnx')));
for (const [kind, values] of [['input', model.inputs], ['output', model.outputs]]) {
  const expected = values.map(({name, shape: [batch, ...dims], isFloat}) => {
    assert.equal(batch, null, 'max_batch_size asks for a free batch');
    return {name, type: isFloat ? 'TYPE_FP32' : 'other', dims: dims.map((size) => size ?? FREE)};
  });
  assert.deepEqual(valuesOf(config, kind), expected);
}
console.log('the configuration fits the model');
