// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "handsight/core/error.h"
#include "handsight/networks/decoder.h"
#include "handsight/networks/discriminator.h"
#include "handsight/networks/encoder.h"
#include "handsight/networks/head.h"
#include "handsight/networks/network.h"

namespace handsight {

#define HS_UNIT(unit) NetworkEntry unit##_network();
#include "networks_units.inc"
#undef HS_UNIT
#define HS_UNIT(unit) EncoderEntry unit##_encoder();
#include "encoders_units.inc"
#undef HS_UNIT
#define HS_UNIT(unit) DecoderEntry unit##_decoder();
#include "decoders_units.inc"
#undef HS_UNIT
#define HS_UNIT(unit) HeadEntry unit##_head();
#include "heads_units.inc"
#undef HS_UNIT
#define HS_UNIT(unit) DiscriminatorEntry unit##_discriminator();
#include "discriminators_units.inc"
#undef HS_UNIT

namespace {

template <class Entry>
Entry find(const std::vector<Entry>& catalog, std::string_view kind, std::string_view name) {
  std::string known;
  for (const auto& entry : catalog) {
    if (entry.name == name) return entry;
    known.append(known.empty() ? "" : ", ").append(entry.name);
  }
  fail("unknown ", kind, " '", name, "'; known ", kind, "s: ", known);
}

}  // namespace

std::vector<NetworkEntry> network_catalog() {
  return {
#define HS_UNIT(unit) unit##_network(),
#include "networks_units.inc"
#undef HS_UNIT
  };
}

std::vector<EncoderEntry> encoder_catalog() {
  return {
#define HS_UNIT(unit) unit##_encoder(),
#include "encoders_units.inc"
#undef HS_UNIT
  };
}

std::vector<DecoderEntry> decoder_catalog() {
  return {
#define HS_UNIT(unit) unit##_decoder(),
#include "decoders_units.inc"
#undef HS_UNIT
  };
}

std::vector<HeadEntry> head_catalog() {
  return {
#define HS_UNIT(unit) unit##_head(),
#include "heads_units.inc"
#undef HS_UNIT
  };
}

std::vector<DiscriminatorEntry> discriminator_catalog() {
  return {
#define HS_UNIT(unit) unit##_discriminator(),
#include "discriminators_units.inc"
#undef HS_UNIT
  };
}

NetworkEntry find_network(std::string_view name) {
  return find(network_catalog(), "network", name);
}

EncoderEntry find_encoder(std::string_view name) {
  return find(encoder_catalog(), "encoder", name);
}

DecoderEntry find_decoder(std::string_view name) {
  return find(decoder_catalog(), "decoder", name);
}

HeadEntry find_head(std::string_view name) { return find(head_catalog(), "head", name); }

DiscriminatorEntry find_discriminator(std::string_view name) {
  return find(discriminator_catalog(), "discriminator", name);
}

}  // namespace handsight
