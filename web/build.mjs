// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
//
// node build.mjs [-o FOLDER] [--pose MODEL.onnx|none] [--depth MODEL.onnx|none] [MODEL.onnx ...]
// The page with its models, as static files that any web server hands out: the page, ONNX Runtime
// for WebAssembly as npm pinned it, the models, and models/models.json, what their metadata say;
// ONNX Runtime does not show metadata to a page. Default: hand-mask-small with hand-pose and
// hand-depth into web/dist.
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

import {describeDepth, describeForPage, describePose} from './model_description.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const RUNTIME = path.join(HERE, 'node_modules', 'onnxruntime-web', 'dist');
const RUNTIME_FILES = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs',
                       'ort-wasm-simd-threaded.wasm'];
const INDEX = 'models/models.json';

function readModel(file, describe) {
  const bytes = fs.readFileSync(file);
  const name = path.basename(file, '.onnx');
  try {
    return {bytes, description: {name, file: `${name}.onnx`, ...describe(bytes)}};
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

/** Tells the page that models lie beside it. */
function announceModels(page) {
  const text = fs.readFileSync(page, 'utf8');
  const announced = text.replace(
    '<title>', `<meta name="handsight-models" content="${INDEX}">\n<title>`);
  fs.writeFileSync(page, announced);
}

function removeEarlierBuild(out) {
  const others = fs.existsSync(out) && fs.readdirSync(out).length > 0 &&
                 !fs.existsSync(path.join(out, INDEX));
  if (others) throw new Error(`${out}: holds other files; give an empty folder`);
  fs.rmSync(out, {recursive: true, force: true});
}

function build(out, files, beside) {
  const models = files.map((file) => readModel(file, describeForPage));
  const readBeside = (file, describe) => (file === 'none' ? null : readModel(file, describe));
  const pose = readBeside(beside.pose, describePose);
  const depth = readBeside(beside.depth, describeDepth);
  removeEarlierBuild(out);
  fs.cpSync(path.join(HERE, 'page'), out, {recursive: true});
  for (const folder of ['ort', 'models']) fs.mkdirSync(path.join(out, folder));
  for (const file of RUNTIME_FILES) {
    fs.copyFileSync(path.join(RUNTIME, file), path.join(out, 'ort', file));
  }
  for (const {bytes, description} of [...models, pose, depth].filter(Boolean)) {
    fs.writeFileSync(path.join(out, 'models', description.file), bytes);
  }
  const index = {models: models.map(({description}) => description),
                 pose: pose?.description ?? null, depth: depth?.description ?? null};
  fs.writeFileSync(path.join(out, INDEX), `${JSON.stringify(index, null, 2)}\n`);
  announceModels(path.join(out, 'index.html'));
}

const shipped = (name) => path.join(HERE, '..', 'models', `${name}.onnx`);
try {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {out: {type: 'string', short: 'o', default: path.join(HERE, 'dist')},
              pose: {type: 'string', default: shipped('hand-pose')},
              depth: {type: 'string', default: shipped('hand-depth')}},
  });
  build(values.out, positionals.length ? positionals : [shipped('hand-mask-small')], values);
  console.log(`The page lies in ${values.out}; any web server can hand it out.`);
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exit(1);
}
