# Everything a newcomer needs: `make demo`, `make test`. Nothing here needs root.
PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin
READY  := .venv/.ready

.PHONY: setup demo test check lint bench lock screenshots clean
.DEFAULT_GOAL := demo

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@exec $(BIN)/fairlead demo --port $(PORT)

test: setup
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.office
	@$(BIN)/python -m tests.poppler
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: lint
	@$(BIN)/python -m pytest -q tests/house -n 2 --dist loadgroup

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint --quiet src/fairlead/faces/web/templates

bench: setup
	@$(BIN)/python -m bench

lock: pyproject.toml
	@$(BIN)/pip-compile --quiet --all-extras --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --no-header \
	  -o requirements.lock pyproject.toml

screenshots: setup
	@$(BIN)/python -m bench.screenshots

clean:
	rm -rf .venv .data build dist
