// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "handsight/core/fields.h"
#include "handsight/core/image.h"

namespace handsight {

struct SheetPicture {
  Image image{};          ///< RGB or grey, any size
  std::string caption{};  ///< cut where the cell ends
};

struct ContactSheetOptions {
  int columns = 0;  ///< 0 = about as many as rows
  int cell_px = 240;
};

template <class Field>
void visit_fields(ContactSheetOptions& o, Field&& field) {
  field("columns", o.columns, Range{0, 100}, "pictures a row; 0 = about as many as rows");
  field("cell_px", o.cell_px, Range{32, 2048}, "side of the square that a picture fits into");
}

/// Pictures in rows from the top left, each fitted into a square with its caption below.
/// Throws InvalidArgument when there are none, a picture is neither RGB nor grey, an option is out
/// of its range, or the sheet would have more than 2^27 pixels.
[[nodiscard]] Image contact_sheet(std::span<const SheetPicture> pictures,
                                  const ContactSheetOptions& options = {});

}  // namespace handsight
