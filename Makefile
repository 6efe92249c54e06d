# Kumpel's commands; `make help` lists them. Everything runs in .venv, which the first target makes.
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
KUMPEL := .venv/bin/kumpel
ARGS ?=

# A python3 may be a version manager's empty shell, so each is run before it is believed.
STARTER = $(shell for python in "$(PYTHON)" python3 /usr/bin/python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$python" && break; done)
SET_UP = "$(or $(STARTER),$(error No python3 of 3.8 or later runs here: install your system's python3))" -m bot.setup

.PHONY: help setup run train chat lint types test bench evaluate lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 10

setup: ## make .venv from requirements.lock, build the widget (and fetch the German spaCy pipeline)
	@$(SET_UP)

run: setup ## start everything and print the address (Ctrl-C ends it)
	@exec $(KUMPEL) run $(ARGS)

train: setup ## train when no model fits (ARGS=--force: in any case)
	@exec $(KUMPEL) train $(ARGS)

chat: setup ## chat in the terminal
	@exec $(KUMPEL) chat $(ARGS)

lint: setup ## check style and form with ruff
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: setup ## check types with mypy
	@.venv/bin/mypy

test: setup ## everything that must hold: lint, types and all tests (ARGS: for pytest)
	@$(SET_UP) browser
	@$(SET_UP) homeserver
	@$(MAKE) lint types
	@$(KUMPEL) train
	@.venv/bin/python -m pytest --junitxml=var/tests.xml $(ARGS)

bench: setup ## measure search and chat (ARGS=--json: for machines)
	@$(KUMPEL) bench search $(ARGS)
	@$(KUMPEL) bench chat $(ARGS)

evaluate: setup ## measure understanding of German (ARGS=--json: for machines)
	@$(KUMPEL) evaluate understanding $(ARGS)

lock: ## renew requirements.lock from pyproject.toml
	@$(SET_UP) lock

clean: ## remove what set-up, training and tests made; the data in var/ stays
	rm -rf .venv .tools widget/node_modules widget/dist models results .pytest_cache .mypy_cache .ruff_cache .hypothesis var/log var/spacy
	find bot actions tests -name __pycache__ -prune -exec rm -rf {} +
