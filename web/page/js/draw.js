// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import {depthColour, paintDepth, paintPartEdges, paintParts} from './layers.js';

// The same colours as in the program's overlays, told apart also by the colour-blind (after Okabe
// and Ito).
const HANDS = [[40, 190, 255], [0, 220, 130], [240, 90, 220], [250, 235, 50], [130, 120, 255],
               [255, 130, 40]];
const SIDES = {left: [255, 130, 40], right: [40, 190, 255]};
const FINGERS = [[255, 140, 40], [250, 230, 60], [0, 215, 125], [60, 180, 255], [220, 110, 240]];
const WRIST = [255, 255, 255];
const OPACITY = 110;  // of 255

const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

function colourOf(hand, index, show) {
  if (show.sides && hand.side) return SIDES[hand.side];
  return HANDS[((hand.track ?? index + 1) - 1) % HANDS.length];
}

function isEdge(pixels, width, height, x, y) {
  const i = y * width + x;
  return (x > 0 && !pixels[i - 1]) || (x + 1 < width && !pixels[i + 1]) ||
         (y > 0 && !pixels[i - width]) || (y + 1 < height && !pixels[i + width]);
}

/** A transparent picture of the frame's size that `paint` fills. */
function layerOf({width, height}, paint) {
  const layer = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  paint(image);
  layer.getContext('2d').putImageData(image, 0, 0);
  return layer;
}

/** Depth and parts take the place of the mask's colour. */
const isFilled = (hand, show) =>
  show.mask && !(show.depth && hand.depth) && !(show.parts && hand.parts);

/** The masks of all hands. */
const maskLayer = (result, show) => layerOf(result, (image) => {
  const {width, height} = result;
  result.hands.forEach((hand, index) => {
    const {pixels} = hand;
    const colour = colourOf(hand, index, show);
    const fills = isFilled(hand, show);
    for (let i = 0; i < pixels.length; ++i) {
      if (!pixels[i]) continue;
      const edge = show.outline && isEdge(pixels, width, height, i % width, Math.floor(i / width));
      if (!edge && !fills) continue;
      image.data.set(colour, 4 * i);
      image.data[4 * i + 3] = edge ? 255 : OPACITY;
    }
  });
});

function labelOf(hand, show) {
  const name = (show.sides && hand.side) || 'hand';
  const depth = show.depth && hand.depth_mm ? ` · ${Math.round(hand.depth_mm)} mm` : '';
  return `${name}${hand.track ? ` ${hand.track}` : ''} ${hand.score.toFixed(2)}${depth}`;
}

function drawBox(context, hand, colour, show, unit) {
  const [x, y, width, height] = hand.box;
  context.lineWidth = 2 * unit;
  context.strokeStyle = css(colour);
  context.strokeRect(x, y, width, height);
  const text = labelOf(hand, show);
  context.font = `600 ${14 * unit}px system-ui, sans-serif`;
  const textWidth = context.measureText(text).width + 8 * unit;
  const top = y >= 20 * unit ? y - 20 * unit : y;
  context.fillStyle = css(colour);
  context.fillRect(x, top, textWidth, 20 * unit);
  context.fillStyle = '#101418';
  context.textBaseline = 'middle';
  context.fillText(text, x + 4 * unit, top + 10 * unit);
}

/** Wrist first, then four points for each finger from its base to its tip. */
const fingerOf = (k) => Math.floor((k - 1) / 4);
const parentOf = (k) => (k % 4 === 1 ? 0 : k - 1);

/** Bones and points in the colours of the fingers; what is occluded thin and hollow. */
function drawKeypoints(context, keypoints, unit) {
  // pixel centres are at whole numbers, those of a canvas at halves
  const points = keypoints.map(([x, y, , state], k) => (
    {x: x + 0.5, y: y + 0.5, state, colour: css(k === 0 ? WRIST : FINGERS[fingerOf(k)])}));
  const isSeen = ({state}) => state !== 'outside';
  points.forEach((point, k) => {
    const parent = points[parentOf(k)];
    if (k === 0 || !isSeen(point) || !isSeen(parent)) return;
    const isHidden = point.state === 'occluded';
    for (const [colour, thickness] of [['rgb(0 0 0 / 0.55)', 5], [point.colour, 3]]) {
      context.strokeStyle = colour;
      context.lineWidth = unit * (isHidden ? thickness - 2 : thickness);
      context.beginPath();
      context.moveTo(parent.x, parent.y);
      context.lineTo(point.x, point.y);
      context.stroke();
    }
  });
  for (const point of points.filter(isSeen)) {
    context.beginPath();
    context.arc(point.x, point.y, 4 * unit, 0, 2 * Math.PI);
    context.lineWidth = unit * (point.state === 'occluded' ? 2 : 1);
    context.fillStyle = point.colour;
    context.strokeStyle = point.state === 'occluded' ? point.colour : 'rgb(0 0 0 / 0.7)';
    if (point.state !== 'occluded') context.fill();
    context.stroke();
  }
}

const contextOf = ({width, height}) => new OffscreenCanvas(width, height).getContext('2d');

/** Drawn repeatedly, what is translucent becomes solid. */
function drawSolid(context, layer) {
  for (let i = 0; i < 6; ++i) context.drawImage(layer, 0, 0);
}

/** The blurred frame without its hands, which would shine through around themselves. */
function blurredBehind(frame, hands) {
  const rest = contextOf(hands);
  rest.drawImage(frame, 0, 0);
  rest.globalCompositeOperation = 'destination-out';
  rest.drawImage(hands, 0, 0);
  const blurred = contextOf(hands);
  blurred.filter = `blur(${Math.round(hands.width / 40)}px)`;
  blurred.drawImage(rest.canvas, 0, 0);
  return blurred.canvas;
}

/** The frame with only its hands, edges softened, before another background. */
function keyed(frame, result, background) {
  const {width, height} = result;
  const hands = contextOf(result);
  hands.filter = 'blur(1.5px)';
  drawSolid(hands, maskLayer(result, {mask: true}));
  const context = contextOf(result);
  context.drawImage(hands.canvas, 0, 0);
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
    drawSolid(context, blurredBehind(frame, hands.canvas));
    context.drawImage(frame, 0, 0);  // where the hand is too large to see past it
  }
  return context.canvas;
}

/** The corner in which a plate covers the least of the hands; the lower left first. */
function freeCorner(canvas, hands, width, height, margin) {
  const [right, bottom] = [canvas.width - width - margin, canvas.height - height - margin];
  const common = (start, length, from, size) =>
    Math.max(0, Math.min(start + length, from + size) - Math.max(start, from));
  const covered = ([left, top]) => hands.reduce((sum, {box: [x, y, wide, tall]}) => (
    sum + common(x, wide, left, width) * common(y, tall, top, height)), 0);
  const corners = [[margin, bottom], [right, bottom], [margin, margin], [right, margin]];
  return corners.reduce((best, corner) => (covered(corner) < covered(best) ? corner : best));
}

/** What the colours of depth mean. */
function drawDepthScale(context, {near, far}, hands, unit) {
  const [width, height, margin] = [150 * unit, 44 * unit, 8 * unit];
  const [left, top] = freeCorner(context.canvas, hands, width, height, margin);
  context.fillStyle = 'rgb(16 20 24 / 0.8)';
  context.fillRect(left, top, width, height);
  const bar = context.createLinearGradient(left + margin, 0, left + width - margin, 0);
  for (let i = 0; i <= 8; ++i) bar.addColorStop(i / 8, css(depthColour(i / 8)));
  context.fillStyle = bar;
  context.fillRect(left + margin, top + margin, width - 2 * margin, 10 * unit);
  context.fillStyle = '#ffffff';
  context.font = `600 ${13 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const rounded = (mm) => 5 * Math.round(mm / 5);
  context.fillText(`${rounded(near)}`, left + margin, top + 31 * unit);
  context.textAlign = 'right';
  context.fillText(`${rounded(far)} mm`, left + width - margin, top + 31 * unit);
  context.textAlign = 'left';
}

/** Depth and parts; of both, depth in colours and of the parts their edges. */
function drawLayers(context, result, show) {
  const {hands, depthRange} = result;
  const hasDepth = show.depth && depthRange;
  if (hasDepth) {
    context.drawImage(layerOf(result, (image) => paintDepth(image, hands, depthRange)), 0, 0);
  }
  if (show.parts) {
    const paintThem = hasDepth ? paintPartEdges : paintParts;
    context.drawImage(layerOf(result, (image) => paintThem(image, hands)), 0, 0);
  }
}

/**
 * Draws a frame with what was found in it.
 * @param {HTMLCanvasElement} canvas takes the frame's size
 * @param {CanvasImageSource} frame
 * @param {object} result as ServerBackend.segment() gives it, and depthRange as DepthRange does
 * @param {{mask, outline, boxes, sides, keypoints, depth, parts}} show sides: in colours and labels
 * @param {{kind: string, picture?: ImageBitmap}} background
 */
export function draw(canvas, frame, result, show, background) {
  if (canvas.width !== result.width || canvas.height !== result.height) {
    canvas.width = result.width;
    canvas.height = result.height;
  }
  const context = canvas.getContext('2d');
  // lines and letters stay legible where the canvas is shown small
  const unit = Math.max(1, result.width / 640, result.width / (canvas.clientWidth || result.width));
  context.drawImage(background.kind === 'keep' ? frame : keyed(frame, result, background), 0, 0);
  drawLayers(context, result, show);
  if (show.mask || show.outline) context.drawImage(maskLayer(result, show), 0, 0);
  result.hands.forEach((hand, index) => {
    if (show.keypoints && hand.keypoints) drawKeypoints(context, hand.keypoints, unit);
    if (show.boxes) drawBox(context, hand, colourOf(hand, index, show), show, unit);
  });
  if (show.depth && result.depthRange) {
    drawDepthScale(context, result.depthRange, result.hands, unit);
  }
}
