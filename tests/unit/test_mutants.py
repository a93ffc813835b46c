"""Every planted fault of tests/mutants/table.yaml can be planted in the current files."""

import ast
from pathlib import Path

import pytest
import yaml

from tests.mutants import faults, outcome, page
from tests.mutants.outcome import Outcome

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


def test_the_page_names_what_nothing_sees_and_why():
    known, other, *_ = TABLE.values()
    known = known.model_copy(update={"equivalent": "it is the same in law"})
    outcomes = {
        known.name: Outcome(known.name, [], [], "", ""),
        other.name: Outcome(other.name, ["a-claim"], [], "test_a.py::test_b[c]", ""),
    }
    said = page.page({known.name: known, other.name: other}, outcomes)
    assert f"`{known.name}` survives: it is the same in law" in said
    assert "Of 2 faults 1 are seen: 1 by a verdict, 0 by a number, 1 by a unit test, 0 by a build that stops." in said
    assert "`test_a.py::test_b`" in said


def test_the_first_test_that_fails_is_named():
    assert outcome.failed("..F\nFAILED tests/unit/test_a.py::test_b[c d] - assert 1 == 2\n1 failed") == "test_a.py::test_b[c d]"
