// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "handsight/core/fields.h"
#include "handsight/networks/network.h"

namespace handsight {

/// Any encoder under any decoder with any heads.
struct ComposedOptions {
  std::string encoder = "resnet34";
  std::string decoder = "unet";
  std::vector<std::string> heads{"mask"};
  bool frozen_norm = false;
};

template <class Field>
void visit_fields(ComposedOptions& o, Field&& field) {
  field("encoder", o.encoder, Choices{}, "see list encoders");
  field("decoder", o.decoder, Choices{}, "see list decoders");
  field("heads", o.heads, Choices{}, "see list heads; each at most once");
  field("frozen_norm", o.frozen_norm, Any{},
        "whether batch normalisation of the encoder keeps its statistics while training, for "
        "batches of few pictures");
}

/// The fields of ComposedOptions, and the tables of options of the parts.
[[nodiscard]] std::vector<FieldInfo> composed_fields();

/// settings  the fields of ComposedOptions and, as tables, `encoder_options`, `decoder_options` and
///           `head_options`, the last with one table a head under its name
/// Modules are named as in segmentation_models: `encoder`, `decoder`, `segmentation_head` for the
/// first head; another one is `<name>_head`. Maps of a coarser stride are enlarged bilinearly.
/// Throws InvalidArgument, in the name of `owner` or of the part.
[[nodiscard]] std::shared_ptr<Network> make_composed(const Json& settings, std::string_view owner);

}  // namespace handsight
