// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {withSidesSwapped} from './hands.js';

/** Finds hands in this browser, with the models that lie beside the page. */
export class BrowserBackend {
  follows = false;
  onDemand = ['sides', 'keypoints', 'depth'];  // networks of their own

  /** @param {string} index address of models.json */
  constructor(index) {
    this.index = new URL(index, document.baseURI);
    this.waiting = new Map();  // {resolve, reject} of what the worker has not answered
    this.last = 0;
  }

  /** As ServerBackend.models(). */
  async models() {
    const answer = await fetch(this.index);
    if (!answer.ok) throw new Error(`${this.index.pathname}: ${answer.statusText}`);
    const {models, pose, depth} = await answer.json();
    const addressed = (found) => found && {...found, address: new URL(found.file, this.index).href};
    const has = ({outputs}, name) => outputs.some((output) => output.name === name);
    return models.map((model) => ({
      ...model,
      sides: (has(model, 'left') && has(model, 'right')) || (pose !== null && has(pose, 'palm')),
      pose: pose?.name,
      keypoints: addressed(pose),
      layers: depth ? ['depth'] : [],
      depth: addressed(depth),
    }));
  }

  /** As ServerBackend.segment(); each frame for itself, without tracks and parts. */
  async segment(canvas, {model, threshold, mirrored, layers, stream}) {
    const picture = await createImageBitmap(canvas);
    const address = new URL(model.file, this.index).href;
    const isSteady = stream !== undefined;
    const pose = layers.length > 0 && model.keypoints ? {...model.keypoints, isSteady} : null;
    const depth = layers.includes('depth') ? model.depth : null;
    const found = await this.ask({picture, model, address, threshold, pose, depth});
    const told = this.onDemand.filter((layer) => (layer === 'depth' ? depth : pose));
    const result = {...found, layers: [...new Set([...layers, ...told])]};
    return mirrored ? {...result, hands: withSidesSwapped(result.hands)} : result;
  }

  ask(request) {
    this.worker ??= this.startWorker();
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {resolve, reject});
      this.worker.postMessage({id, ...request}, [request.picture]);
    });
  }

  startWorker() {
    const worker = new Worker(new URL('browser_worker.js', import.meta.url), {type: 'module'});
    worker.addEventListener('message', ({data: {id, result, error}}) => {
      const {resolve, reject} = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) resolve(result); else reject(new Error(error));
    });
    worker.addEventListener('error', () => {
      const failure = new Error('ONNX Runtime does not start');
      for (const {reject} of this.waiting.values()) reject(failure);
      this.waiting.clear();
      this.worker = null;
    });
    return worker;
  }
}
