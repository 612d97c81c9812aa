# SPDX-FileCopyrightText: 2026 The handsight authors
# SPDX-License-Identifier: Apache-2.0
#
# Shortcuts; the work is described in CMakePresets.json and scripts/.

PRESET ?= ci
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
DEPS ?= yes
DEMO_INPUT ?= samples
DEMO_OUT ?= out/demo
BINARY := build/release/bin/handsight

ifeq ($(DEPS),yes)
install_deps := scripts/install-deps.sh
install_web := @scripts/install-deps.sh --web || \
  echo "make: without what tests the page, its tests are skipped (scripts/install-deps.sh --web)"
else
install_deps := @true
install_web := @true
endif

.DEFAULT_GOAL := help
.PHONY: help demo build test page bench format check docs clean

help: ## this list
	@echo "make TARGET [PRESET=$(PRESET)] [JOBS=$(JOBS)] [DEPS=yes|no]"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

demo: build ## finds the hands in the sample pictures
	$(BINARY) segment $(DEMO_INPUT) -o $(DEMO_OUT)
	@echo "The pictures lie in $(DEMO_OUT): masks in mask/, overlays in overlay/."

build: ## what ships, in build/release
	$(install_deps)
	cmake --preset release
	cmake --build --preset release --parallel $(JOBS)

test: ## builds and tests the preset PRESET (dev, release, ci, runtime, training-core, asan)
	$(install_deps)
	$(install_web)
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET) --parallel $(JOBS)
	ctest --preset $(PRESET) --parallel $(JOBS)

page: ## the page that runs a model in the browser, as static files in web/dist
	$(install_web)
	node web/build.mjs

bench: build ## measures speed on this machine
	benchmarks/run.sh $(BINARY)

format: ## lays out all sources
	scripts/format.sh

check: ## the checks that need no build
	scripts/check.sh

docs: build ## writes docs/catalogue.md from the program
	scripts/generate-docs.sh $(BINARY)

clean: ## removes all builds
	rm -rf build
