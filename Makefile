# make demo: watch a real nomination become a digital public good, on a local GitHub.
# make test: every test, with a part of the long sweeps.   make test TEST_PROFILE=thorough: with all of them, as .ci/run does.
# make check: lint, types, import layers.   make format: tidy the code.
# make mutants: change the code in 300 places, one at a time, and count how many of the changes the tests notice.
# make docs: write the generated parts of the pages anew.
# Each sets up everything it needs in .venv, from the lock file; Python 3.11+ and make are all that has to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Containers often forbid Python to keep its bytecode; each process of the tests would then compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check format docs bench mutants lock clean
.DEFAULT_GOAL := demo

demo: $(READY)
	@$(BIN)/dpgbot demo

test: $(READY)
	@$(BIN)/python -m pytest -n $$(( $$(nproc 2>/dev/null || echo 2) + 1 )) --dist worksteal

check: $(READY)
	@$(BIN)/ruff format --check bot handlers config tests bench
	@$(BIN)/ruff check bot handlers config tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY)
	@$(BIN)/ruff format bot handlers config tests bench
	@$(BIN)/ruff check --fix bot handlers config tests bench

docs: $(READY)
	@$(BIN)/python -m docs.make

bench: $(READY)
	@for script in $(filter-out bench/mutants.py,$(wildcard bench/*.py)); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

mutants: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut pytest-cov
	@$(BIN)/python bench/mutants.py

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and $(PYTHON) was not found. Install it, or name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Name a newer one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Writes the lock file anew from pyproject.toml, and from both the files for Python buildpacks: requirements.txt, and
# requirements-chat.txt with what the extra `chat` adds to it. Needs uv.
PINS := uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header pyproject.toml
lock:
	$(PINS) --extra dev --generate-hashes -o requirements.lock
	{ sed '/^\.$$/q' requirements.txt; $(PINS) --no-annotate -c requirements.lock; } > requirements.new
	mv requirements.new requirements.txt
	{ grep '^#' requirements-chat.txt; $(PINS) --extra chat --no-annotate -c requirements.lock | grep -vxFf requirements.txt; } > requirements.new
	mv requirements.new requirements-chat.txt

clean:
	rm -rf $(VENV) build dist *.egg-info
