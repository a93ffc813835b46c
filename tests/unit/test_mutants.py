"""Every planted fault of tests/mutants/table.yaml can be planted in the files as they stand."""

import ast
from pathlib import Path

import pytest
import yaml

from tests.mutants import faults

ROOT = Path(__file__).resolve().parents[2]
TABLE = faults.read()


@pytest.mark.parametrize("fault", TABLE.values(), ids=TABLE.keys())
def test_a_fault_can_be_planted_and_is_python(fault):
    planted = fault.planted((ROOT / fault.file).read_text())
    ast.parse(planted)


@pytest.mark.parametrize("fault", TABLE.values(), ids=TABLE.keys())
def test_a_fault_names_what_there_is(fault):
    assert fault.tests or fault.studies
    for test in fault.tests:
        assert (ROOT / "tests/unit" / test.partition("::")[0]).is_file(), test
    assert set(fault.studies) <= set(yaml.safe_load((ROOT / "config.yaml").read_text())["experiments"])


def test_there_are_faults_in_every_stage_and_paper():
    parts = {fault.part for fault in TABLE.values()}
    assert parts >= {"seeds", "methods", "metrics", "claims", "statistics", "verdicts", "plots"}
    assert parts >= {"escape", "oneneuron", "convbias", "balance", "own"}


def test_a_text_that_is_not_there_once_is_refused():
    fault = next(iter(TABLE.values()))
    with pytest.raises(ValueError, match="2 times"):
        fault.planted(fault.before * 2)
