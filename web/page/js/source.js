// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0

const LONGEST_PX = 640;

function fitted(width, height) {
  const zoom = Math.min(1, LONGEST_PX / Math.max(width, height));
  return [Math.max(1, Math.round(width * zoom)), Math.max(1, Math.round(height * zoom))];
}

/** A camera, a video file or a picture, seen as frames. */
export class Source {
  constructor(element, live, end) {
    this.element = element;
    this.live = live;  // frames follow each other
    this.end = end;
    this.mirrored = false;  // the element shows a mirror image
    this.canvas = document.createElement('canvas');
  }

  static async camera() {
    if (!navigator.mediaDevices) throw new Error('this browser gives no camera to this address');
    const stream = await navigator.mediaDevices.getUserMedia(
      {video: {width: {ideal: 640}, height: {ideal: 480}, frameRate: {ideal: 30}}});
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await video.play();
    return new Source(video, true, () => stream.getTracks().forEach((track) => track.stop()));
  }

  static async file(file) {
    const address = URL.createObjectURL(file);
    if (file.type.startsWith('video/')) {
      const video = document.createElement('video');
      video.muted = true;
      video.loop = true;
      video.playsInline = true;
      video.src = address;
      await video.play();
      return new Source(video, true, () => { video.pause(); URL.revokeObjectURL(address); });
    }
    const picture = await createImageBitmap(file);
    URL.revokeObjectURL(address);
    return new Source(picture, false, () => picture.close());
  }

  /** A frame that was captured before. */
  static async held(frame, mirrored) {
    const copy = await createImageBitmap(frame);
    const source = new Source(copy, false, () => copy.close());
    source.mirrored = mirrored;
    return source;
  }

  /** The present frame on a canvas of its own, at most LONGEST_PX long. */
  capture(mirrored) {
    const [width, height] = fitted(this.element.videoWidth ?? this.element.width,
                                   this.element.videoHeight ?? this.element.height);
    this.canvas.width = width;
    this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    if (mirrored !== this.mirrored) {
      context.translate(width, 0);
      context.scale(-1, 1);
    }
    context.drawImage(this.element, 0, 0, width, height);
    return this.canvas;
  }
}
