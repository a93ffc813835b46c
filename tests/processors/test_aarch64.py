"""Another processor gives the same bits: elementary functions, linear algebra, kernels and experiments on an emulated aarch64.

Tables, run files, claims, PDFs and SVGs are compared with those of `make quick`. PNGs are not: matplotlib's rasteriser rounds differently
on aarch64, and a pixel may be off by one level. `-m "not whole"` leaves out the tests that take an hour or more.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from emulated import SOURCE, Missing, Processor
from papers import of_papers, targets

from scripts.compare_builds import by_how_much, results_of

FEW = ("escape_fig1",)
"""Figures of few and small experiments: a kernel takes ten times as long to compile there."""
KERNELS = ("test_algebra.py", "test_event_driven.py", "test_products.py", "test_random.py", "test_warm_up.py")
"""Unit tests of the code that experiments rest on. They need no PyTorch."""
OF_THIS_MACHINE = (".png", ".html")
"""Suffixes of files with pixels."""
HERE = os.environ | {"PYTHONPATH": str(SOURCE)}


@pytest.fixture(scope="module")
def processor():
    """The emulated processor."""
    if platform.machine() != "x86_64":
        pytest.skip("another processor is emulated on x86-64 alone")
    try:
        return Processor(SOURCE / "build/aarch64")
    except Missing as error:
        pytest.skip(f"no other processor can be emulated here: {error}")


def build(processor, *targets: str) -> Path:
    """Build targets of the quick suite on the other processor. Returns its results."""
    folder = processor.folder / "work"
    shutil.rmtree(folder, ignore_errors=True)  # with the lock of a killed run
    with processor.workflow() as snakemake:
        command = [*snakemake, "--workflow-profile", "profiles/quick", "--directory", str(folder), *targets]
        done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "results/quick"


def differing(results: Path) -> list[str]:
    """The files of a build that differ from those of `make quick`, and by how much."""
    here, there = results_of(str(SOURCE / "results/quick")), results_of(str(results))
    compared = {name: path for name, path in of_papers(there).items() if not name.endswith(OF_THIS_MACHINE)}
    assert compared
    return [f"{name}{by_how_much(here[name], path)}" for name, path in compared.items() if here[name].read_bytes() != path.read_bytes()]


def test_it_is_another_processor(processor):
    assert processor.run("-c", "import platform; print(platform.machine())") == "aarch64\n"


def test_functions_and_linear_algebra_have_the_same_bits(processor):
    here = subprocess.run([sys.executable, "tests/processors/values.py"], cwd=SOURCE, env=HERE, capture_output=True, check=True)
    expected, found = json.loads(here.stdout), json.loads(processor.run("tests/processors/values.py"))
    assert len(found) > 50
    assert {name: value for name, value in found.items() if value != expected[name]} == {}


def test_a_few_experiments_have_the_same_bits(processor):
    assert differing(build(processor, *FEW)) == []


@pytest.mark.whole
def test_unit_tests_of_kernels_pass(processor):
    files = [str(path) for name in KERNELS if (path := SOURCE / "tests/unit" / name).exists()]
    processor.run("-m", "pytest", "-p", "no:cacheprovider", "-m", "not slow", *files)


@pytest.mark.whole
def test_the_whole_quick_suite_has_the_same_bits(processor):
    here = of_papers(results_of(str(SOURCE / "results/quick")))
    results = build(processor, *targets(here))
    assert here.keys() == of_papers(results_of(str(results))).keys()
    assert differing(results) == []
