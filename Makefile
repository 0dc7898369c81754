# Every habit of the project, one verb each. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pressel
export CARGO_TARGET_DIR ?= $(CACHE)/target
export UV_PYTHON_DOWNLOADS := never
# Networks with a certificate authority of their own: what the system trusts, uv trusts.
export UV_SYSTEM_CERTS := 1
export UV_PROJECT_ENVIRONMENT := .venv
# Compiled once here, and not at each start: where nothing may be written beside the libraries a verb took twice as long.
export UV_COMPILE_BYTECODE := 1

UV := $(CACHE)/uv/bin/uv
PY := .venv/bin/python
ENGINE_SOURCES := $(shell find engine -name '*.rs' -not -path '*/target/*') Cargo.toml Cargo.lock $(wildcard engine/*/Cargo.toml)
WEB_SOURCES := $(shell find js -type f -not -path '*/node_modules/*' -not -path '*/dist/*') package.json package-lock.json
STAMP := .cache/stamps
SAY := @scripts/say

.PHONY: help serve test check gen bench sim build clean
help: ## List these verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: build ## Build what changed, start the server, print where to go (ARGS="…" are its flags)
	@exec .venv/bin/pressel serve $(ARGS)

test: $(STAMP)/dev $(STAMP)/browser ## Run every test, cheapest first, browsers last
	@scripts/test

check: $(STAMP)/dev ## Format, lint, types, structure: everything that reads and does not run
	@scripts/check

gen: $(STAMP)/python ## Write the generated files anew
	$(SAY) gen "schema, message types, reference pages"
	@$(PY) protocol/generate.py
	@$(PY) docs/generate.py

bench: $(STAMP)/dev ## Measure against the numbers to meet; nothing else should run
	@scripts/bench $(ARGS)

sim: $(STAMP)/dev ## The long simulations: ten thousand bad days for the floor, and bad networks for the engine
	@scripts/sim $(ARGS)

build: $(STAMP)/python

clean: ## Forget what was built here (not the shared cargo target)
	@rm -rf .venv .cache node_modules js/*/node_modules src/pressel/_web src/pressel/_engine*.so

$(STAMP)/prerequisites: scripts/prerequisites
	@scripts/prerequisites
	@mkdir -p $(@D) && touch $@

$(UV): | $(STAMP)/prerequisites
	$(SAY) uv "the Python package installer, in an environment of its own"
	@python3 -m venv $(CACHE)/uv && $(CACHE)/uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'

$(STAMP)/npm: package.json package-lock.json $(wildcard js/*/package.json) | $(STAMP)/prerequisites
	$(SAY) npm "web packages"
	@npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@

$(STAMP)/web: $(STAMP)/npm $(WEB_SOURCES)
	$(SAY) web "the app, into src/pressel/_web"
	@npm run --silent build
	@mkdir -p $(@D) && touch $@

$(STAMP)/python: $(UV) $(STAMP)/web pyproject.toml uv.lock $(ENGINE_SOURCES)
	$(SAY) engine "Rust and Python; the first time takes some minutes"
	@$(UV) sync --locked --quiet --no-default-groups --inexact
	@$(PY) -m compileall -q src/pressel
	@mkdir -p $(@D) && touch $@

# Debian's Chromium and the tools the browser tests need; a machine that has them is left alone.
$(STAMP)/browser: scripts/browser $(STAMP)/python
	@scripts/browser
	@mkdir -p $(@D) && touch $@

$(STAMP)/dev: $(STAMP)/python
	$(SAY) dev "what tests and checks need"
	@$(UV) sync --locked --quiet
	@mkdir -p $(@D) && touch $@
