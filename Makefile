# Everything starts here: `make demo` needs nothing but Python 3.11 and make. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-large demo-reset manage test test-fast check fix bench lock

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header
# A port given as `make demo PORT=8101` reaches the programs through the environment.
export PORT
# Where this is set, each of some hundred processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

help:                 ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

setup:                ## .venv with the pinned packages; front-end files checked; quick when nothing changed
	@$(PYTHON) portal/ops/install.py

demo: port setup      ## everything running with seeded data, on PORT (8000)
	@exec $(BIN)/python -m portal.ops.demo

demo-large: port setup ## the same with a label of 100,000 tracks
	@exec $(BIN)/python -m portal.ops.demo large

demo-reset: setup     ## remove the demonstration's data: the next `make demo` starts over
	@exec $(BIN)/python -m portal.ops.demo reset

port:
	@$(PYTHON) portal/ops/port.py

test: setup           ## every test, the browser's too
	@$(BIN)/python -m tests.support.chromium
	@$(BIN)/python -m tests.support.brokers
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

test-fast: setup      ## every test but the browser's and the faults
	$(BIN)/python -m pytest -n 2 --ignore tests/browser --ignore tests/faults $(ARGS)

check: setup          ## what a machine can judge
	@$(BIN)/python -m portal.ops.check

fix: setup            ## what a machine can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 || true
	git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djhtml || true

bench: setup          ## every benchmark, each against its floor in the same run
	@$(BIN)/python -m benchmarks

lock: setup           ## pin requirements/*.in with hashes
	$(BIN)/python -m pip install --quiet uv
	@for name in runtime studio s3 dev; do set -x; $(COMPILE) requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	$(COMPILE) --no-deps requirements/models.in -o requirements/models.txt
