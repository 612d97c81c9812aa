#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# Installs what a build of handsight needs, on Debian 12, Ubuntu 24.04 and later.
# Does nothing, and needs no network, when everything is there.
#
#   scripts/install-deps.sh                   all that the full build, its tests and checks need
#   scripts/install-deps.sh --runtime         without libtorch (preset runtime)
#   scripts/install-deps.sh --training-core   without OpenCV (preset training-core)
#   scripts/install-deps.sh --web             what builds and tests the page: Node.js, Chromium, npm's packages
#   scripts/install-deps.sh --list            only names the packages
set -euo pipefail

common=(
  g++                   # C++20
  cmake                 # 3.25 or later, for the presets
  ninja-build           # builds
  make                  # the shortcuts of Makefile
  git                   # the commit in a run's record
  ccache                # a second build takes seconds
  nlohmann-json3-dev    # settings, metadata, reports
  libtomlplusplus-dev   # recipes
  libcli11-dev          # command line
  libgtest-dev          # tests
  libgmock-dev          # matchers of the tests
)
imaging=(
  libopencv-dev         # picture files and drawing: core, imgproc, imgcodecs
  libjpeg-dev           # reads JPEG files strictly
  libpng-dev            # reads PNG files strictly
  libgif-dev            # reads GIF files, which OpenCV 4.6 does not
  zlib1g-dev            # unpacks MATLAB files
  liblmdb-dev           # reads LMDB packs
  libpugixml-dev        # reads XML annotations
  libavformat-dev       # video files, by FFmpeg
  libavcodec-dev        # their codecs
  libswscale-dev        # their colours
  libavdevice-dev       # cameras
  libcpp-httplib-dev    # HTTP server
)
engine=(
  libdnnl-dev           # kernels of the engine: convolutions, matrix products
  libonnx-dev           # the ONNX file format, as protobufs
  libprotobuf-dev       # reads and writes them
)
training=(
  libtorch-dev          # networks, training, evaluation
  libgloo-dev           # headers that those of libtorch's c10d include: training in several processes
  libopenblas0-openmp   # matrix products of libtorch; Debian's default BLAS is many times slower
)
checks=(
  pkgconf               # the test of the library's pkg-config file
  clang-format-14       # layout; other versions lay out differently
  codespell             # spelling
  ffmpeg                # videos of the tests: with sound, cut short, of changing size
)
web=(
  chromium              # the browser that the page is tested in
)
# Node.js runs the build of the page and its tests; other sources than Debian pack npm into it.
command -v node > /dev/null || web+=(nodejs)
command -v npm > /dev/null || web+=(npm)

packages=("${common[@]}" "${imaging[@]}" "${engine[@]}" "${training[@]}" "${checks[@]}")
list_only=no
with_npm=no
for argument in "$@"; do
  case "$argument" in
    --runtime) packages=("${common[@]}" "${imaging[@]}" "${engine[@]}") ;;
    --training-core) packages=("${common[@]}" "${training[@]}") ;;
    --web)
      packages=("${web[@]}")
      with_npm=yes
      ;;
    --list) list_only=yes ;;
    *)
      echo "install-deps: unknown argument '$argument'; known: --runtime --training-core --web --list" >&2
      exit 2
      ;;
  esac
done

if [[ $list_only == yes ]]; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

# What web/package-lock.json pins, unless it is there already. Scripts of packages do not run.
install_npm_packages() {
  [[ $with_npm == yes ]] || return 0
  local web_folder pinned
  web_folder=$(dirname "$0")/../web
  pinned=$web_folder/node_modules/.package-lock.json
  if [[ ! -f $pinned || $web_folder/package-lock.json -nt $pinned ]]; then
    npm ci --prefix "$web_folder" --ignore-scripts --no-audit --no-fund \
      --fetch-retries 1 --fetch-timeout 60000
  fi
}

if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
  cat >&2 << 'END'
install-deps: this system has no apt. Install these by its own means, then build with DEPS=no:
  a C++20 compiler (GCC 12, Clang 15), CMake >= 3.25, Ninja; ccache if you can
  nlohmann-json >= 3.11, toml++ >= 3.3, CLI11 >= 2.1, GoogleTest >= 1.12
  OpenCV >= 4.5 (core, imgproc, imgcodecs), libjpeg, libpng, giflib, zlib, LMDB, pugixml,
    FFmpeg >= 5.1 with libx264 and libvpx, cpp-httplib >= 0.11 (not for the preset training-core)
  oneDNN 2.6 or 2.7, ONNX >= 1.12, protobuf >= 3.21             (not for the preset training-core)
  libtorch >= 1.13                                          (not for the preset runtime)
  Node.js >= 18 with npm, Chromium at /usr/bin/chromium     (only to test the page)
END
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2> /dev/null || true)
  [[ $status == installed* ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  install_npm_packages
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo > /dev/null; then
    echo "install-deps: run as root, there is no sudo: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "install-deps: installing ${missing[*]}"
# APT_ARGS: more arguments for apt-get, e.g. a proxy
# shellcheck disable=SC2206
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet
  -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 ${APT_ARGS:-})
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
install_npm_packages
