// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

const inMs = (value) => (value === undefined ? '–' : `${value.toFixed(0)} ms`);

/** Numbers of the last second, so that they can be read. */
export class Meter {
  /** @param {(id: string) => HTMLElement} find the elements that show the numbers */
  constructor(find) {
    this.find = find;
    this.times = [];
    this.frames = 0;
  }

  /** @param {{hands: object[], timing_ms: object}} result */
  add(result, {isLive, captureMs, totalMs}) {
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 1000), now];
    const {prepare, network, pose, layers} = result.timing_ms;
    const texts = {
      'rate': isLive ? String(this.times.length) : '–',
      'hands': String(result.hands.length),
      'capture-ms': inMs(captureMs),
      'prepare-ms': inMs(prepare),
      'network-ms': inMs(network),
      'pose-ms': inMs(pose),
      'layers-ms': inMs(layers),
      'total-ms': inMs(totalMs),
    };
    for (const [id, text] of Object.entries(texts)) this.find(id).textContent = text;
    Object.assign(this.find('view').dataset,
                  {frames: ++this.frames, hands: result.hands.length});
  }
}
