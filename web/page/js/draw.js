// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {pixelsOf} from './rle.js';

/** Each hand's own colour, told apart also by the colour-blind (after Okabe and Ito). */
const COLOURS = [[40, 190, 255], [0, 220, 130], [240, 90, 220], [250, 235, 50], [130, 120, 255],
                 [255, 130, 40]];
const OPACITY = 110;

export function colourOf(hand, index) {
  return COLOURS[((hand.track ?? index + 1) - 1) % COLOURS.length];
}
const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

function isEdge(pixels, width, height, x, y) {
  const i = y * width + x;
  return (x > 0 && !pixels[i - 1]) || (x + 1 < width && !pixels[i + 1]) ||
         (y > 0 && !pixels[i - width]) || (y + 1 < height && !pixels[i + width]);
}

/** The masks of all hands as one layer. */
function maskLayer(result, show) {
  const {width, height} = result;
  const layer = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  result.hands.forEach((hand, index) => {
    const pixels = pixelsOf(hand.mask);
    const colour = colourOf(hand, index);
    for (let i = 0; i < pixels.length; ++i) {
      if (!pixels[i]) continue;
      const edge = show.outline && isEdge(pixels, width, height, i % width, Math.floor(i / width));
      if (!edge && !show.mask) continue;
      image.data.set(colour, 4 * i);
      image.data[4 * i + 3] = edge ? 255 : OPACITY;
    }
  });
  layer.getContext('2d').putImageData(image, 0, 0);
  return layer;
}

function drawBox(context, hand, index, unit) {
  const [x, y, width, height] = hand.box;
  const colour = css(colourOf(hand, index));
  context.lineWidth = 2 * unit;
  context.strokeStyle = colour;
  context.strokeRect(x, y, width, height);
  const side = hand.side ?? 'hand';
  const text = `${side}${hand.track ? ` ${hand.track}` : ''} ${hand.score.toFixed(2)}`;
  context.font = `600 ${14 * unit}px system-ui, sans-serif`;
  const textWidth = context.measureText(text).width + 8 * unit;
  const top = y >= 20 * unit ? y - 20 * unit : y;
  context.fillStyle = colour;
  context.fillRect(x, top, textWidth, 20 * unit);
  context.fillStyle = '#101418';
  context.textBaseline = 'middle';
  context.fillText(text, x + 4 * unit, top + 10 * unit);
}

/** Wrist first, then four points for each finger from its base to its tip. */
function drawKeypoints(context, hand, index, unit) {
  if (!hand.keypoints) return;
  context.lineWidth = 2 * unit;
  context.strokeStyle = css(colourOf(hand, index));
  hand.keypoints.forEach(([x, y, , state], k) => {
    const parent = hand.keypoints[k % 4 === 1 ? 0 : Math.max(0, k - 1)];
    context.globalAlpha = state === 'visible' ? 1 : 0.4;
    context.beginPath();
    context.moveTo(parent[0], parent[1]);
    context.lineTo(x, y);
    context.stroke();
    context.beginPath();
    context.arc(x, y, 3 * unit, 0, 2 * Math.PI);
    context.fillStyle = '#fff';
    context.fill();
  });
  context.globalAlpha = 1;
}

/** The frame with only its hands, edges softened, before another background. */
function keyed(frame, result, background) {
  const {width, height} = result;
  const front = new OffscreenCanvas(width, height);
  const context = front.getContext('2d');
  const alpha = maskLayer(result, {mask: true, outline: false});
  // the layer is translucent; drawn repeatedly it becomes solid
  context.filter = 'blur(1.5px)';
  for (let i = 0; i < 6; ++i) context.drawImage(alpha, 0, 0);
  context.filter = 'none';
  context.globalCompositeOperation = 'source-in';
  context.drawImage(frame, 0, 0);
  context.globalCompositeOperation = 'destination-over';
  if (background.kind === 'green') {
    context.fillStyle = '#00b140';
    context.fillRect(0, 0, width, height);
  } else if (background.kind === 'picture' && background.picture) {
    const {picture} = background;
    const zoom = Math.max(width / picture.width, height / picture.height);
    context.drawImage(picture, (width - picture.width * zoom) / 2,
                      (height - picture.height * zoom) / 2, picture.width * zoom,
                      picture.height * zoom);
  } else {
    context.filter = `blur(${Math.round(width / 40)}px)`;
    context.drawImage(frame, 0, 0);
  }
  return front;
}

/**
 * Draws a frame with what was found in it.
 * @param {HTMLCanvasElement} canvas takes the frame's size
 * @param {CanvasImageSource} frame
 * @param {object} result the server's answer
 * @param {{mask, outline, boxes, keypoints}} show
 * @param {{kind: string, picture?: ImageBitmap}} background
 */
export function draw(canvas, frame, result, show, background) {
  if (canvas.width !== result.width || canvas.height !== result.height) {
    canvas.width = result.width;
    canvas.height = result.height;
  }
  const context = canvas.getContext('2d');
  const unit = Math.max(1, result.width / 640);
  context.drawImage(background.kind === 'keep' ? frame : keyed(frame, result, background), 0, 0);
  if (show.mask || show.outline) context.drawImage(maskLayer(result, show), 0, 0);
  result.hands.forEach((hand, index) => {
    if (show.keypoints) drawKeypoints(context, hand, index, unit);
    if (show.boxes) drawBox(context, hand, index, unit);
  });
}
