// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
import protobuf from 'protobufjs';

/** The few fields of onnx.proto that tell what goes in and out; all others are skipped. */
const {root} = protobuf.parse(`
  syntax = "proto3";
  message Dimension { int32 dim_value = 1; string dim_param = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Tensor { int32 elem_type = 1; Shape shape = 2; }
  message Type { Tensor tensor_type = 1; }
  message Value { string name = 1; Type type = 2; }
  message Graph { repeated Value input = 11; repeated Value output = 12; }
  message Property { string key = 1; string value = 2; }
  message Model { Graph graph = 7; repeated Property metadata_props = 14; }
`);
const Model = root.lookupType('Model');

const FLOAT = 1;  // of TensorProto.DataType
const KEYPOINTS = 21;

function describeValue({name, type}) {
  const tensor = type?.tensorType ?? {};
  const shape = (tensor.shape?.dim ?? []).map((dim) => dim.dimValue || null);
  return {name, shape, isFloat: tensor.elemType === FLOAT};
}

/**
 * What an .onnx file says about itself.
 * @param {Uint8Array} bytes
 * @returns {{inputs: object[], outputs: object[], metadata: Object<string, string>}}
 *   inputs, outputs: [{name, shape, isFloat}], null in a shape where the size is free
 * @throws {Error} when the bytes are no ONNX model
 */
export function describeOnnx(bytes) {
  let model;
  try {
    model = Model.decode(bytes);
  } catch (error) {
    throw new Error(`not an ONNX model: ${error.message}`);
  }
  const {graph, metadataProps} = model;
  if (!graph?.input?.length) throw new Error('not an ONNX model: no graph with inputs in it');
  return {
    inputs: graph.input.map(describeValue),
    outputs: graph.output.map(describeValue),
    metadata: Object.fromEntries(metadataProps.map(({key, value}) => [key, value])),
  };
}

/** What a model of pictures with an output `wanted` says: its input's shape and its metadata. */
function readModel(bytes, wanted, kind) {
  const {inputs, metadata} = describeOnnx(bytes);
  const said = (name) => JSON.parse(metadata[`handsight.${name}`] ?? 'null');
  const outputs = (said('outputs') ?? []).map(({name, first, channels}) => (
    {name, first, channels}));
  if (!outputs.some(({name}) => name === wanted)) {
    throw new Error(`expected a ${kind} model, its metadata names no output "${wanted}"`);
  }
  const [input] = inputs;
  if (inputs.length !== 1 || !input.isFloat || input.shape.length !== 4) {
    throw new Error('expected one input of floats, N C H W');
  }
  return {said, shape: input.shape, described: {mean: said('mean'), std: said('std'), outputs}};
}

/**
 * What the page needs to know about a hand-mask model; docs/onnx.md explains the fields.
 * @param {Uint8Array} bytes of the .onnx file
 * @returns {{longest_px, size_multiple, height, width, mean, std, outputs}}
 *   height, width: null where they are free
 * @throws {Error} when the model is not one for hand masks
 */
export function describeForPage(bytes) {
  const {said, shape, described} = readModel(bytes, 'mask', 'hand-mask');
  return {
    longest_px: Math.max(...said('input_size')),
    size_multiple: said('size_multiple') || 1,
    height: shape[2],
    width: shape[3],
    ...described,
  };
}

/** The side of the square that the network looks at, and how it is cut out. */
function readSquare(said) {
  const [height, width] = said('input_size');
  if (height !== width) throw new Error(`expected a square, found ${width} x ${height} pixels`);
  return {size: height, margin: 1.25, decoding: 'peak', mirror_left: true, ...said('pose')};
}

/**
 * What the page needs to know about a model of a hand's depth.
 * @param {Uint8Array} bytes of the .onnx file
 * @returns {{size, margin, mirror_left, mean, std, outputs}} size: side of its square
 * @throws {Error} when the model does not tell the depth of a hand in metres
 */
export function describeDepth(bytes) {
  const {said, described} = readModel(bytes, 'depth', 'depth');
  const unit = said('depth')?.unit;
  if (unit !== 'metre' || !said('pose')) {
    throw new Error(`expected depth in metres of squares around one hand, found ${unit ?? 'none'}`);
  }
  return {...readSquare(said), ...described};
}

/**
 * What the page needs to know about a model of keypoints.
 * @param {Uint8Array} bytes of the .onnx file
 * @returns {{size, margin, decoding, mirror_left, mean, std, outputs}} size: side of its square
 * @throws {Error} when the model is not one for the keypoints of a hand
 */
export function describePose(bytes) {
  const {said, described} = readModel(bytes, 'keypoints', 'keypoint');
  const {channels} = described.outputs.find(({name}) => name === 'keypoints');
  if (channels !== KEYPOINTS) {
    throw new Error(`expected ${KEYPOINTS} keypoints, found ${channels}`);
  }
  return {...readSquare(said), ...described};
}
