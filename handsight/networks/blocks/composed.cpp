// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/networks/blocks/composed.h"

#include <algorithm>
#include <set>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "handsight/core/error.h"
#include "handsight/networks/blocks/batch_norm.h"
#include "handsight/networks/blocks/padding.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/head.h"

namespace handsight {
namespace {

constexpr std::int64_t kImageChannels = 3;

class ComposedNetwork final : public Network {
 public:
  struct Parts {
    std::shared_ptr<Encoder> encoder;
    std::shared_ptr<Decoder> decoder;
    std::vector<std::pair<std::string, std::shared_ptr<Head>>> heads;
    bool frozen_norm = false;
  };

  ComposedNetwork(Parts parts, std::string_view owner) : parts_(std::move(parts)), owner_(owner) {
    register_module("encoder", parts_.encoder);
    register_module("decoder", parts_.decoder);
    for (const auto& [name, head] : parts_.heads) {
      const bool is_first = head == parts_.heads.front().second;
      register_module(is_first ? "segmentation_head" : name + "_head", head);
    }
    train(true);
  }

  [[nodiscard]] std::vector<OutputMap> outputs() const override {
    std::vector<OutputMap> outputs;
    for (const auto& [name, head] : parts_.heads) outputs = joined(outputs, head->outputs());
    return outputs;
  }

  void train(bool on) override {
    Network::train(on);
    if (!parts_.frozen_norm) return;
    for (const auto& module : parts_.encoder->modules()) {
      if (module->as<BatchNormImpl>() != nullptr) module->eval();
    }
  }

  at::Tensor forward(const at::Tensor& image) override {
    check_image(image, kImageChannels, owner_);
    const auto stride = parts_.encoder->levels().back().stride;
    const bool any_size = parts_.encoder->takes_any_size() && parts_.decoder->takes_any_size();
    const auto multiple = any_size ? 1 : stride;
    const auto margins = margins_to_multiple(image, multiple, stride);
    const auto padded = pad(image, margins);
    const auto map = parts_.decoder->forward(parts_.encoder->forward(padded));
    std::vector<at::Tensor> logits;
    for (const auto& named : parts_.heads) logits.push_back(named.second->forward(map));
    auto joint = logits.size() == 1 ? logits.front() : at::cat(logits, 1);
    if (joint.size(2) != padded.size(2) || joint.size(3) != padded.size(3)) {
      joint = at::upsample_bilinear2d(joint, {padded.size(2), padded.size(3)}, false);
    }
    return crop(joint, margins);
  }

 private:
  Parts parts_;
  std::string owner_;
};

/// Takes a table out of `settings`; null when it is not there.
Json take_table(Json& settings, const std::string& name, std::string_view owner) {
  const auto found = settings.find(name);
  if (found == settings.end()) return {};
  const Json table = *found;
  if (!table.is_object())
    fail(owner, ": option '", name, "' is no table; expected options by name");
  settings.erase(name);
  return table;
}

}  // namespace

std::vector<FieldInfo> composed_fields() {
  auto fields = describe_fields<ComposedOptions>();
  const auto add = [&](std::string name, std::string help) {
    fields.push_back({.name = std::move(name),
                      .type = "table",
                      .default_value = "{}",
                      .allowed = "",
                      .help = std::move(help)});
  };
  add("encoder_options", "options of the encoder, see list encoders");
  add("decoder_options", "options of the decoder, see list decoders");
  add("head_options", "a table of options for each head, under its name, see list heads");
  return fields;
}

std::shared_ptr<Network> make_composed(const Json& settings, std::string_view owner) {
  auto own = settings.is_null() ? Json::object() : settings;
  if (!own.is_object()) fail(owner, ": expected a table of options");
  const auto encoder_options = take_table(own, "encoder_options", owner);
  const auto decoder_options = take_table(own, "decoder_options", owner);
  auto head_options = take_table(own, "head_options", owner);
  const auto options = parse_fields<ComposedOptions>(own, owner);

  ComposedNetwork::Parts parts;
  parts.frozen_norm = options.frozen_norm;
  parts.encoder = find_encoder(options.encoder).make(encoder_options);
  parts.decoder = find_decoder(options.decoder).make(parts.encoder->levels(), decoder_options);
  std::set<std::string> seen;
  for (const auto& name : options.heads) {
    if (!seen.insert(name).second) fail(owner, ": head '", name, "' is listed twice");
    const auto table = take_table(head_options, name, owner);
    parts.heads.emplace_back(name, find_head(name).make(parts.decoder->level().channels, table));
  }
  if (parts.heads.empty()) fail(owner, ": option 'heads' is empty, expected at least one");
  if (!head_options.is_null() && !head_options.empty()) {
    fail(owner, ": head_options names '", head_options.begin().key(), "', which is not in heads");
  }
  return std::make_shared<ComposedNetwork>(std::move(parts), owner);
}

}  // namespace handsight
