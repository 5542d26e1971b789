# make demo and make test do all set-up: they need Python 3.11+, make and a package index, nothing else.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# libgomp's busy waiting makes two threads slower than one when anything else runs on the machine.
export OMP_WAIT_POLICY ?= PASSIVE
export GOMP_SPINCOUNT ?= 0

.PHONY: demo test quick faults demo-test test-label-studio lint install clean

demo: install
	$(BIN)/curator demo

test: install
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

quick: install
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not slow and not browser"

# A hundred kills at random moments of curate and of loop, and every other fault; takes its time.
faults: install
	CURATOR_FAULT_MOMENTS=100 $(BIN)/pytest tests/faults

# The whole demo with all its seeds must find the curated data better; make test trains with one of them.
demo-test: install
	CURATOR_WHOLE_DEMO=1 $(BIN)/pytest tests/test_demo.py

# Against a real Label Studio, which the first run installs apart (1 GB) and starts on this machine alone.
test-label-studio: install
	CURATOR_LABEL_STUDIO=1 $(BIN)/pytest tests/live

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
