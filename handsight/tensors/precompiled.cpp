// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
// Owns the precompiled libtorch header that the libtorch modules share.
