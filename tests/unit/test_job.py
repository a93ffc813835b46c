"""A job reports an error for a person in one line. For a mistake in the code it gives the place, and the log has the traceback."""

import importlib.util
import sys

import numpy as np
import pytest

from scripts import job as module
from scripts.job import JobError, job, log

SCRIPT = """
import numpy as np


def inner(x):
    return x + np.ones(3)


def train(x):
    return inner(x)


def meant():
    raise ValueError("eta = 3: must be below 2")


def of_a_library():
    return np.stack([np.ones(2), np.ones(3)])
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A user's train script, in a separate project."""
    path = tmp_path / "scripts/train/mine.py"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(log, "handlers", [])
    spec = importlib.util.spec_from_file_location("mine", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def ended(tmp_path, capsys, monkeypatch):
    """Runs a function as a job that fails. Returns the lines on the terminal and the log."""

    def run(work):
        with pytest.raises(SystemExit) as end, job("train mine", str(tmp_path / "job.log")):
            work()
        assert end.value.code == 1
        return capsys.readouterr().err.splitlines(), (tmp_path / "job.log").read_text()

    return run


def test_a_mistake_of_the_code_is_told_by_its_place_and_its_traceback_is_in_the_log(script, ended, tmp_path):
    terminal, text = ended(lambda: script.train(np.ones(2)))
    assert terminal[0] == "train mine: scripts/train/mine.py:10, in train: return inner(x)"
    assert terminal[1].startswith("train mine: ValueError: operands could not be broadcast together")
    assert terminal[1].endswith(f"(scripts/train/mine.py:6, in inner: return x + np.ones(3)); the whole traceback is in {tmp_path}/job.log")
    assert len(terminal) == 2
    assert "Traceback (most recent call last)" in text
    assert text.splitlines()[-1].endswith(terminal[1].removeprefix("train mine: "))


def test_what_a_library_refuses_is_a_mistake_of_the_code_that_calls_it(script, ended):
    terminal, _ = ended(script.of_a_library)
    assert "scripts/train/mine.py:18, in of_a_library" in terminal[-1]


def test_what_the_code_refuses_is_one_line(script, ended):
    terminal, text = ended(script.meant)
    assert terminal == ["train mine: eta = 3: must be below 2"]
    assert "Traceback" not in text


def test_an_error_for_a_person_is_one_line(script, ended):
    def work():
        raise JobError("seeds.csv is damaged")

    assert ended(work)[0] == ["train mine: seeds.csv is damaged"]


def test_a_mistake_outside_of_what_people_write_is_told_too(script, ended):
    terminal, text = ended(lambda: sys.no_such_name)
    (line,) = terminal
    assert "AttributeError: module 'sys' has no attribute 'no_such_name'" in line
    assert "Traceback" in text
