// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {pixelsOf} from './rle.js';

const JPEG_QUALITY = 0.85;

/** What the server says is wrong. */
export class ServerError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Finds hands by asking `handsight serve`. See BrowserBackend for the other way. */
export class ServerBackend {
  follows = true;  // hands from frame to frame
  onDemand = ['depth', 'parts'];  // costly: asked for only where they are shown

  constructor() {
    this.token = sessionStorage.getItem('handsight-token') ?? '';
  }

  useToken(token) {
    this.token = token;
    sessionStorage.setItem('handsight-token', token);
  }

  /**
   * @returns {Promise<{name: string, sides?: boolean, pose?: string, layers?: string[]}[]>}
   *   layers: of depth and parts, those that it tells
   */
  async models() {
    try {
      return (await (await this.ask('/v1/models')).json()).models;
    } catch (error) {
      if (error.status === 404) throw new Error('There is no handsight server behind this page.');
      throw error;
    }
  }

  /**
   * @param {HTMLCanvasElement} canvas the picture
   * @param {{model: object, threshold: number, mirrored: boolean, layers: string[],
   *   stream?: string, time?: string}} request; model: one of models(), layers: some of its own
   * @returns {Promise<{width, height, hands, timing_ms, layers}>} hands: [{score, box: [x, y,
   *   width, height], pixels, side?, track?, keypoints?, depth_mm?, depth?, parts?}], pixels as
   *   pixelsOf() makes them; timing_ms: {prepare, network, pose?, layers?}; layers: those asked for
   */
  async segment(canvas, {model, threshold, mirrored, layers, stream, time}) {
    const start = performance.now();
    const picture = await new Promise((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY);
    });
    const encodeMs = performance.now() - start;
    const query = {model: model.name, threshold, stream, time,
                   mirror: model.sides && mirrored ? 'yes' : undefined,
                   layers: layers.length > 0 ? layers.join(',') : undefined};
    const text = new URLSearchParams(
      Object.entries(query).filter(([, value]) => value !== undefined));
    const answer = await this.ask(`/v1/segment?${text}`, {method: 'POST', body: picture});
    const {width, height, hands, timing_ms: {decode, ...spent}} = await answer.json();
    return {
      width,
      height,
      hands: hands.map(({mask, ...hand}) => ({...hand, pixels: pixelsOf(mask)})),
      timing_ms: {...spent, prepare: encodeMs + decode},
      layers,
    };
  }

  async ask(path, options = {}) {
    const headers = this.token ? {Authorization: `Bearer ${this.token}`} : {};
    const answer = await fetch(path, {...options, headers});
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new ServerError(answer.status, said.error ?? answer.statusText,
                          Number(answer.headers.get('Retry-After')) || 0);
  }
}
