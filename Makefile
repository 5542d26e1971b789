# make demo and make test do all set-up: they need Python 3.11+, make and a package index, nothing else.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

# libgomp's busy waiting makes two threads slower than one when anything else runs on the machine.
export OMP_WAIT_POLICY ?= PASSIVE
export GOMP_SPINCOUNT ?= 0

# Tests start hundreds of processes: each would compile the modules of curator anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow quick faults demo-test test-label-studio lint kernels install clean

demo: install
	$(BIN)/curator demo

# Lint, and every test but the slow ones; lint leaves a processor to the kernels, which workers would compile each.
test: install
	$(MAKE) --jobs=2 lint kernels
	$(PYTEST) -m "not slow"

# What takes seconds and is nearly covered by faster tests.
test-slow: install
	$(PYTEST) -m slow

quick: install
	$(PYTEST) -m "not slow and not training and not browser"

# A hundred kills at random moments of curate and of loop, and every other fault; takes its time.
faults: install
	CURATOR_FAULT_MOMENTS=100 $(BIN)/pytest tests/faults

# The whole demo with all its seeds must find the curated data better; make test trains with one of them.
demo-test: install
	CURATOR_WHOLE_DEMO=1 $(BIN)/pytest tests/test_demo.py

# Against a real Label Studio, which the first run installs apart (1 GB) and starts on this machine alone.
test-label-studio: install
	CURATOR_LABEL_STUDIO=1 $(BIN)/pytest tests/live

kernels: install
	$(BIN)/python -m tests.compile_kernels

lint: install
	$(BIN)/ruff check .
	$(BIN)/mypy

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("curator needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train,label,dev]'
	touch $@

clean:
	rm -rf $(VENV) .curator
