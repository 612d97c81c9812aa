#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the engine's tests as a processor with nothing newer than AVX2 would.
#   isa_test.sh build/ci/bin/test_engine
set -euo pipefail
ONEDNN_MAX_CPU_ISA=AVX2 "$1" --gtest_filter='-*Bf16*'
