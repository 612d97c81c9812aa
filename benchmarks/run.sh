#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
# Measures what can be measured on this machine. Results lie beside each script as JSON.
set -euo pipefail
cd "$(dirname "$0")/.."
handsight=${1:-build/release/bin/handsight}

if /usr/bin/python3 -c 'import torch' 2>/dev/null; then
  benchmarks/training/run.py "$handsight"
else
  echo "training: left out, python3-torch is not installed (apt-get install python3-torch)"
fi
if /usr/bin/python3 -c 'import torchvision' 2>/dev/null; then
  benchmarks/networks/run.py "$handsight"
else
  echo "networks: left out, python3-torchvision is not installed (apt-get install python3-torchvision)"
fi
benchmarks/startup/run.py "$handsight"
benchmarks/rendering/run.py "$handsight"
if command -v ffmpeg > /dev/null; then
  benchmarks/perception/run.py "$handsight"
  benchmarks/video/run.py "$handsight"
else
  echo "perception, video: left out, ffmpeg is not installed (apt-get install ffmpeg)"
fi
