// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "handsight/formats/pickle.h"

namespace handsight::detail {

/// The few classes and functions that a pickle of data may ask for, understood as data.
/// Throws FileError, with the name, on any other.
[[nodiscard]] PickleGlobal pickle_global(std::string_view module, std::string_view name,
                                         std::string_view source);

/// What a call of `function` with these arguments stands for, e.g. a dtype, an empty array.
[[nodiscard]] PickleValue::Content pickle_call(const PickleValue& function,
                                               const PickleValue& arguments,
                                               std::string_view source);

/// Gives an object its state: the elements of an array, the byte order of a dtype. The attributes
/// of an OrderedDict are left out.
void pickle_build(PickleValue& target, const PickleValue& state, std::string_view source);

/// ('storage', torch.FloatStorage, key, device, elements)
[[nodiscard]] TorchStorage pickle_storage(const PickleValue& persistent_id,
                                          std::string_view source);

}  // namespace handsight::detail
