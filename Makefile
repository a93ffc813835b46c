# Two commands: `make figures` builds every figure and the claims, `make test` checks everything. Both set up their own environment.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: figures quick verify report test lint unit workflow bench clean

figures: $(VENV)/ready
	snakemake

quick: $(VENV)/ready
	snakemake --workflow-profile profiles/quick

verify: $(VENV)/ready
	snakemake verify

report: figures
	snakemake --report report.zip

test: lint unit quick workflow

lint: $(VENV)/ready-dev
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile rules
	python tests/lint_workflow.py

unit: $(VENV)/ready-dev
	pytest tests/unit

workflow: $(VENV)/ready-dev
	pytest tests/workflow

bench: $(VENV)/ready
	python -m benchmarks.run

$(VENV)/ready: requirements.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	touch $@

clean:
	rm -rf results .snakemake
