// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

/** What the server says is wrong. */
export class ServerError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export class Api {
  /** @param {string} base address of the server, without a slash at its end */
  constructor(base = '') {
    this.base = base;
    this.token = sessionStorage.getItem('handsight-token') ?? '';
  }

  useToken(token) {
    this.token = token;
    sessionStorage.setItem('handsight-token', token);
  }

  async models() {
    return (await (await this.ask('/v1/models')).json()).models;
  }

  /**
   * @param {Blob} picture
   * @param {{model?: string, threshold?: number, stream?: string, time?: number}} query
   */
  async segment(picture, query) {
    const text = new URLSearchParams(
      Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));
    const answer = await this.ask(`/v1/segment?${text}`, {method: 'POST', body: picture});
    return answer.json();
  }

  async ask(path, options = {}) {
    const headers = this.token ? {Authorization: `Bearer ${this.token}`} : {};
    const answer = await fetch(this.base + path, {...options, headers});
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new ServerError(answer.status, said.error ?? answer.statusText,
                          Number(answer.headers.get('Retry-After')) || 0);
  }
}
