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

/**
 * What the page needs to know about a hand-mask model; docs/onnx.md explains the fields.
 * @param {Uint8Array} bytes of the .onnx file
 * @returns {{longest_px, size_multiple, height, width, mean, std, outputs}}
 *   height, width: null where they are free
 * @throws {Error} when the model is not one for hand masks
 */
export function describeForPage(bytes) {
  const {inputs, metadata} = describeOnnx(bytes);
  const said = (name) => JSON.parse(metadata[`handsight.${name}`] ?? 'null');
  const outputs = said('outputs') ?? [];
  if (!outputs.some(({name}) => name === 'mask')) {
    throw new Error('expected a hand-mask model, its metadata names no output "mask"');
  }
  const [input] = inputs;
  if (inputs.length !== 1 || !input.isFloat || input.shape.length !== 4) {
    throw new Error('expected one input of floats, N C H W');
  }
  return {
    longest_px: Math.max(...said('input_size')),
    size_multiple: said('size_multiple') || 1,
    height: input.shape[2],
    width: input.shape[3],
    mean: said('mean'),
    std: said('std'),
    outputs: outputs.map(({name, first, channels}) => ({name, first, channels})),
  };
}
