# Two commands: `make figures` builds every figure and the claims, `make test` checks everything. Both set up their own environment.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: figures environment quick verify lecture report reproduce expected schemas gallery docs notebooks test lint unit library workflow browser test-slurm slurm test-storage test-processors other-processor bench mutants clean

figures: $(VENV)/ready
	snakemake

# The pinned requirements in .venv, and nothing built.
environment: $(VENV)/ready

quick: $(VENV)/ready
	snakemake --workflow-profile profiles/quick

verify: $(VENV)/ready
	snakemake verify

# One page of moving pictures, for a lecture: results/lecture.html.
lecture: $(VENV)/ready
	snakemake lecture

report: figures
	snakemake --report report.zip

# Two builds from nothing, on one core and on two, must be the same to the byte; SIZE=quick takes minutes, SIZE=default the better part of an hour.
SIZE ?= default
reproduce: $(VENV)/ready
	snakemake --workflow-profile profiles/$(SIZE) --directory build/one_core --cores 1
	snakemake --workflow-profile profiles/$(SIZE) --directory build/two_cores --cores 2
	python -m scripts.compare_builds --builds build/one_core/results build/two_cores/results

# What `verify` compares with, from a full build and a quick one: a hash of every metrics table, which any processor comes to, what is kept of
# its columns, to say how far another table is off, and every check of a claim with its numbers. And what shards cost.
expected: figures quick
	python -m scripts.expected --full results --quick results/quick --output expected
	python -m scripts.costs --results results --output expected/costs.csv

# What config.yaml may hold, for editors and to read, and what the columns of results are, from the classes of parameters and of records.
schemas: $(VENV)/ready
	python -m scripts.schemas --schema schemas/config.schema.json --tables docs/parameters.md
	python -m scripts.dictionary --output docs/columns.md

# The README's picture, named <paper>_<figure>, as built.
gallery: figures
	for picture in $(notdir $(basename $(wildcard docs/*.png))); do cp results/figures/$${picture%%_*}/$${picture#*_}.png docs/$$picture.png; done

# The pages of docs/ and the library's reference as a site, in build/docs, with the numbers and figures of the results that are there; those
# of another folder with RESULTS=...
SITE = sphinx-build --quiet --fail-on-warning --fresh-env --define results=$(RESULTS) docs build/docs
docs: $(VENV)/ready-dev
	$(SITE)

# The notebooks of docs/notebooks, executed, as pages and with their outputs, and the site again, which links them.
notebooks: $(VENV)/ready-dev
	python docs/render.py build/docs/notebooks
	$(SITE)

test: lint unit library quick workflow

lint: $(VENV)/ready-dev
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile rules
	mypy
	python tests/lint_workflow.py
	codespell
	codespell --dictionary tests/british.txt --skip report/lecture.html README.md docs report predictions

unit: $(VENV)/ready-dev
	pytest tests/unit --numprocesses logical

# The library as others install it, its reference and its notebooks.
library: $(VENV)/ready-dev
	pytest tests/library
	pytest tests/notebooks --numprocesses logical

# In a hurry: pytest tests/unit tests/workflow -m 'not slow'
workflow: $(VENV)/ready-dev browser
	pytest tests/workflow --numprocesses logical --dist loadgroup

# The page of claims is tested in Chromium: the system's, which is installed where that can be done.
browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
	|| (apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium) > /dev/null \
	|| echo "no Chromium: install one to test the page of claims, which is skipped"

# A Slurm of one node on this machine; Debian's packages are installed where that can be done.
test-slurm: $(VENV)/ready-cluster slurm quick
	pytest tests/slurm -s

slurm:
	@command -v slurmctld > /dev/null && command -v munged > /dev/null \
	|| (apt-get update -qq && apt-get install -qq --yes --no-install-recommends slurm-wlm munge) > /dev/null \
	|| echo "no Slurm: install slurm-wlm and munge, as root, to test with one; its tests are skipped"

# The papers' quick suite under a mask of the processor, without AVX and FMA (tests/processors/masks.py): every file must have the same bytes.
# Then functions and a few experiments on an aarch64 that QEMU emulates, where Debian's packages can be downloaded.
test-processors: $(VENV)/ready-dev quick
	pytest tests/processors -m "not whole"

# What takes longer: two more masks, and the unit tests of kernels and the whole quick suite on the emulated aarch64.
other-processor: $(VENV)/ready-dev quick
	pytest tests/processors -m whole

# Files in a bucket and jobs in pods, against stand-ins of both on this machine.
test-storage: $(VENV)/ready-kubernetes
	pytest tests/storage

bench: $(VENV)/ready
	python -m benchmarks.run

# Every planted fault of tests/mutants/table.yaml, and what sees it: docs/mutants.md. About 20 minutes of two cores, and a build of the quick
# suite before the first.
mutants: $(VENV)/ready-dev
	python -m tests.mutants --cores 2

$(VENV)/ready: requirements.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	touch $@

$(VENV)/ready-cluster: $(VENV)/ready-dev requirements-cluster.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements-cluster.txt -c constraints.txt
	touch $@

# Last, since every call of snakemake loads the plugins that there are.
$(VENV)/ready-kubernetes: $(VENV)/ready-dev requirements-kubernetes.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements-kubernetes.txt -c constraints.txt
	touch $@

clean:
	rm -rf results build .snakemake
