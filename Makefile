# Two commands do everything: `make run` and `make test`. The others are for working on it.
HOST ?= 127.0.0.1
PORT ?= 8050
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test bench coverage lint types unit browser build-data check vendor vendor-check clean

.venv/run.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: .venv/run.stamp
	HOST=$(HOST) PORT=$(PORT) $(BIN)/gunicorn --config gunicorn.conf.py app:server

test: .venv/test.stamp
	sh tests/browser/chromium.sh
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: .venv/test.stamp
	sh tests/browser/chromium.sh
	$(BIN)/python -m tests.bench

coverage: .venv/test.stamp
	OPENBLAS_NUM_THREADS=1 nice $(BIN)/python -m tests.bench.coverage

lint: .venv/test.stamp
	$(BIN)/ruff check . && $(BIN)/mypy

unit: .venv/test.stamp
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser"

browser: .venv/test.stamp
	sh tests/browser/chromium.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal -m browser

build-data: .venv/run.stamp
	$(BIN)/python -m data build

check: .venv/run.stamp
	$(BIN)/python -m data check

vendor:
	sh assets/vendor/plotly/build.sh

vendor-check:
	sh assets/vendor/plotly/build.sh check

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
