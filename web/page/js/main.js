// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {Api, ServerError} from './api.js';
import {draw} from './draw.js';
import {Source} from './source.js';

const JPEG_QUALITY = 0.85;

const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const api = new Api();
let source = null;
let running = 0;  // grows with each source, so that an older loop ends
let backgroundPicture = null;
let last = null;  // the latest frame with what was found in it
// each page is a stream of its own, so that the server follows its hands
let stream = crypto.getRandomValues(new Uint32Array(2)).join('-');

function say(text, isProblem = false) {
  $('status').textContent = text;
  $('status').classList.toggle('problem', isProblem);
}

const shown = () => ({mask: $('show-mask').checked, outline: $('show-outline').checked,
                      boxes: $('show-boxes').checked, keypoints: $('show-keypoints').checked});

function redraw() {
  if (!last) return;
  draw($('view'), last.frame, last.result, shown(),
       {kind: $('background').value, picture: backgroundPicture});
}

const inMs = (value) => (value === undefined ? '–' : `${value.toFixed(0)} ms`);

/** Numbers of the last second, so that they can be read. */
class Meter {
  constructor() {
    this.times = [];
  }

  add(result, captureMs, totalMs) {
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 1000), now];
    $('rate').textContent = source?.live ? String(this.times.length) : '–';
    $('hands').textContent = String(result.hands.length);
    $('capture-ms').textContent = inMs(captureMs);
    $('decode-ms').textContent = inMs(result.timing_ms?.decode);
    $('network-ms').textContent = inMs(result.timing_ms?.network);
    $('total-ms').textContent = inMs(totalMs);
    $('view').dataset.frames = String(Number($('view').dataset.frames ?? 0) + 1);
    $('view').dataset.hands = String(result.hands.length);
  }
}
const meter = new Meter();

async function showFrame(ticket) {
  const start = performance.now();
  const canvas = source.capture($('mirror').checked);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY); });
  const frame = await createImageBitmap(canvas);
  const captured = performance.now();
  const follow = source.live && $('smooth').checked;
  const result = await api.segment(blob, {
    model: $('model').value,
    threshold: $('threshold').value,
    stream: follow ? stream : undefined,
    time: follow ? (captured / 1000).toFixed(4) : undefined,
  });
  if (ticket !== running) {
    frame.close();
    return;
  }
  last?.frame.close();
  last = {frame, result};
  redraw();
  $('snapshot').disabled = false;
  meter.add(result, captured - start, performance.now() - captured);
}

async function askForToken() {
  const dialog = $('token-dialog');
  dialog.showModal();
  await new Promise((resolve) => { dialog.addEventListener('close', resolve, {once: true}); });
  api.useToken($('token').value);
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
  $('camera').textContent = 'Start camera';
}

async function start(open, isCamera) {
  stop();
  const ticket = running;
  say('Opening …');
  try {
    source = await open();
  } catch (error) {
    say(`Cannot be opened: ${error.message}`, true);
    return;
  }
  if (ticket !== running) return;
  if (isCamera) $('camera').textContent = 'Stop camera';
  stream = crypto.getRandomValues(new Uint32Array(2)).join('-');
  follow(ticket);
}

function toggleCamera() {
  if (source?.live) {
    stop();
    say('Stopped.');
  } else {
    start(() => Source.camera(), true);
  }
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

async function chooseBackground() {
  if ($('background').value === 'picture' && !backgroundPicture) $('background-file').click();
  redraw();
}

function listen() {
  $('camera').addEventListener('click', toggleCamera);
  $('file').addEventListener('change', () => {
    const [file] = $('file').files;
    if (file) start(() => Source.file(file), false);
  });
  $('snapshot').addEventListener('click', saveSnapshot);
  for (const id of ['show-mask', 'show-outline', 'show-boxes', 'show-keypoints']) {
    $(id).addEventListener('change', redraw);
  }
  for (const id of ['threshold', 'model', 'mirror']) $(id).addEventListener('change', askAgain);
  $('background').addEventListener('change', chooseBackground);
  $('background-file').addEventListener('change', async () => {
    const [file] = $('background-file').files;
    if (file) backgroundPicture = await createImageBitmap(file);
    redraw();
  });
  const keys = {c: 'camera', s: 'snapshot', m: 'show-mask', b: 'show-boxes', k: 'show-keypoints'};
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) &&
                   event.target.type !== 'checkbox';
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = keys[event.key.toLowerCase()];
    if (id) $(id).click();
  });
}

async function listModels() {
  while (true) {
    try {
      const models = await api.models();
      $('model').replaceChildren(...models.map(({name}) => new Option(name, name)));
      return;
    } catch (error) {
      if (!(await recovered(error))) return;
    }
  }
}

listen();
listModels();
