// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {BrowserBackend} from './browser.js';
import {draw} from './draw.js';
import {DepthRange} from './layers.js';
import {Meter} from './meter.js';
import {obstacles} from './offers.js';
import {ServerBackend, ServerError} from './server.js';
import {Source} from './source.js';

const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const KEYS = {c: 'camera', f: 'file', s: 'snapshot', i: 'mirror', m: 'show-mask', o: 'show-outline',
              b: 'show-boxes', l: 'show-sides', k: 'show-keypoints', d: 'show-depth',
              p: 'show-parts'};
const SHOWN = ['mask', 'outline', 'boxes', 'sides', 'keypoints', 'depth', 'parts'];

// `node build.mjs` lays models beside the page and names their list here.
const modelIndex = document.querySelector('meta[name="handsight-models"]')?.content;
const backends = {
  server: new ServerBackend(),
  ...(modelIndex && {browser: new BrowserBackend(modelIndex)}),
};
const meter = new Meter($);
const depthRange = new DepthRange();
let backend = backends.server;
let models = [];
let listed = null;  // promise: the models are known
let source = null;
let running = 0;  // grows with each source, so that an older loop ends
let backgroundPicture = null;
let last = null;  // the latest frame with what was found in it
let stream = '';

function say(text, isProblem = false) {
  $('status').textContent = text;
  $('status').classList.toggle('problem', isProblem);
}

const model = () => models.find(({name}) => name === $('model').value);

const isShown = (what) => $(`show-${what}`).checked && !$(`show-${what}`).disabled;

function redraw() {
  if (!last) return;
  const show = Object.fromEntries(SHOWN.map((what) => [what, isShown(what)]));
  draw($('view'), last.frame, last.result, show,
       {kind: $('background').value, picture: backgroundPicture});
}

async function showFrame(ticket) {
  const start = performance.now();
  const mirrored = $('mirror').checked;
  const canvas = source.capture(mirrored);
  const frame = await createImageBitmap(canvas);
  const captured = performance.now();
  const isFollowed = source.live && backend.follows && $('smooth').checked;
  const result = await backend.segment(canvas, {
    model: model(),
    threshold: Number($('threshold').value),
    mirrored,
    layers: backend.onDemand.filter(isShown),
    stream: isFollowed ? stream : undefined,
    time: isFollowed ? (captured / 1000).toFixed(4) : undefined,
  });
  if (ticket !== running) {
    frame.close();
    return;
  }
  last?.frame.close();
  last = {frame, mirrored, result: {...result, depthRange: depthRange.update(result.hands)}};
  redraw();
  setObstacle('snapshot', '');
  meter.add(result, {isLive: source.live, captureMs: captured - start,
                     totalMs: performance.now() - captured});
}

async function askForToken() {
  const dialog = $('token-dialog');
  dialog.showModal();
  await new Promise((resolve) => { dialog.addEventListener('close', resolve, {once: true}); });
  backends.server.useToken($('token').value);
}

/** Says what went wrong; true when it is worth trying again. */
async function recovered(error) {
  if (error instanceof ServerError && error.status === 401) {
    await askForToken();
    return true;
  }
  if (error instanceof ServerError && error.status === 503) {
    say('The server is busy.', true);
    await pause(1000 * Math.max(error.retryAfter, 0.2));
    return true;
  }
  say(error.message, true);
  return false;
}

async function follow(ticket) {
  while (ticket === running) {
    try {
      await showFrame(ticket);
      if (ticket !== running) return;
      say(source.live ? 'Live.' : 'Done.');
      if (!source.live) return;
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
    } catch (error) {
      if (ticket !== running) return;
      if (!(await recovered(error))) {
        stop();
        return;
      }
    }
  }
}

function stop() {
  ++running;
  source?.end();
  source = null;
  $('camera-text').textContent = 'Start camera';
}

async function start(open, isCamera) {
  stop();
  depthRange.forget();
  const ticket = running;
  say('Opening …');
  try {
    await listed;
    if (!model()) throw new Error('there is no model to look with');
    const opened = await open();
    if (ticket !== running) {
      opened.end();
      return;
    }
    source = opened;
  } catch (error) {
    say(`Cannot be opened: ${error.message}`, true);
    return;
  }
  if (isCamera) $('camera-text').textContent = 'Stop camera';
  // a stream of its own, so that the server follows its hands
  stream = crypto.getRandomValues(new Uint32Array(2)).join('-');
  follow(ticket);
}

function toggleCamera() {
  if (source?.live) {
    stop();
    say('Stopped.');
    holdFrame();
  } else {
    start(() => Source.camera(), true);
  }
}

/** The last frame stays, as a picture that can be asked about again. */
async function holdFrame() {
  const ticket = running;
  if (!last) return;
  const held = await Source.held(last.frame, last.mirrored);
  if (ticket === running) source = held; else held.end();
}

function saveSnapshot() {
  $('view').toBlob((blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'handsight.png';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }, 'image/png');
}

/** A still picture is asked for again when a setting of the model changes. */
function askAgain() {
  $('threshold-value').textContent = Number($('threshold').value).toFixed(2);
  if (source && !source.live) follow(++running);
}

/** What was not asked for yet is missing from what is shown. */
function changeShown() {
  redraw();
  const isMissing = (what) => isShown(what) && !last.result.layers.includes(what);
  if (last && backend.onDemand.some(isMissing)) askAgain();
}

/** A switch is out of reach while there is a reason, which is to be seen beside it. */
function setObstacle(id, reason) {
  $(id).disabled = reason !== '';
  ($(id).closest('label') ?? $(id)).title = reason;
  $(`${id}-obstacle`).textContent = reason;
}

/** What the model does not give cannot be shown. */
function offerWhatModelGives() {
  for (const [id, reason] of Object.entries(obstacles(model(), backend.follows))) {
    setObstacle(id, reason);
  }
  redraw();
}

async function listModels() {
  const asked = backend;
  let found = [];
  while (true) {
    try {
      found = await asked.models();
      break;
    } catch (error) {
      if (asked !== backend || !(await recovered(error))) break;
    }
  }
  if (asked !== backend) return;
  models = found;
  $('model').replaceChildren(...models.map(({name}) => new Option(name, name)));
  offerWhatModelGives();
}

/** What is shown goes on with the first model of the other backend. */
async function chooseBackend() {
  const ticket = ++running;
  backend = backends[$('where').value];
  models = [];
  listed = listModels();
  await listed;
  if (ticket !== running || !source) return;
  if (model()) follow(ticket); else stop();
}

async function chooseBackground() {
  if ($('background').value === 'picture' && !backgroundPicture) $('background-file').click();
  redraw();
}

function pressKey(event) {
  const isTyping = event.target.tagName === 'SELECT' || $('token-dialog').open;
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const id = KEYS[event.key.toLowerCase()];
  if (id) $(id).click();
}

function openFile([file]) {
  if (file) start(() => Source.file(file), false);
}

/** Files may be dropped anywhere; the picture shows that it takes them. */
function listenForDrops() {
  const stage = document.querySelector('.stage');
  const mark = (isOver) => stage.classList.toggle('target', isOver);
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', () => mark(false));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    openFile(event.dataTransfer.files);
  });
}

function listen() {
  listenForDrops();
  $('camera').addEventListener('click', toggleCamera);
  $('file').addEventListener('change', () => openFile($('file').files));
  // so that the same file can be chosen again
  $('file').addEventListener('click', () => { $('file').value = ''; });
  $('snapshot').addEventListener('click', saveSnapshot);
  for (const what of SHOWN) {
    $(`show-${what}`).addEventListener('change', changeShown);
  }
  for (const id of ['threshold', 'mirror']) $(id).addEventListener('change', askAgain);
  $('model').addEventListener('change', () => {
    offerWhatModelGives();
    askAgain();
  });
  $('where').addEventListener('change', chooseBackend);
  $('background').addEventListener('change', chooseBackground);
  $('background-file').addEventListener('change', async () => {
    const [file] = $('background-file').files;
    if (file) backgroundPicture = await createImageBitmap(file);
    redraw();
  });
  document.addEventListener('keydown', pressKey);
  window.addEventListener('resize', redraw);
}

listen();
if (backends.browser) {
  $('where').value = 'browser';
  $('where-line').hidden = false;
}
chooseBackend();
