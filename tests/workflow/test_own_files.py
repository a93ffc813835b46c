"""Mistakes in users' own files: a method, a problem, a script. Each gives one line that names the file, before the first job."""

import pytest
from project import CONFIGURATION, STAIRCASE, says

METHOD = '''"""Descent."""

from descent import parameters
from descent.parameters import Positive, given

LABEL = "own"


class Parameters(parameters.Parameters):
    """What it takes."""

    eta: Positive = given(description="Step size.")
    clip: Positive = given(0.5, "Longest step.")


def rule(x, slope, memory, t, eta, clip):
    """One step."""
    return x - min(eta * slope, clip)
'''
PROBLEM = '''"""A bowl."""

from descent import parameters


class Parameters(parameters.Parameters):
    """What it takes."""


def gradient(x, p, out):
    """The gradient."""
    out[:] = x
    return 0


def value(x, p):
    """The value."""
    return 0.5 * (x**2).sum()
'''
BOWL = {
    "paper": "escape",
    "train": "descend",
    "metrics": "descend",
    "seeds": 2,
    "grid": {"method": ["gd"]},
    "fixed": {"problem": "own", "d": 2, "eta": 0.1},
}
OWN = STAIRCASE | {"grid": {"method": ["own"]}}
METHODS, PROBLEMS, FIGURE = "descent/methods/own.py", "descent/problems/own.py", "scripts/plots/escape/heights.py"

MISTAKES = {
    "names in another order": (METHODS, METHOD.replace("t, eta, clip", "t, clip, eta"), OWN, ["own.method = own", "expected: x, slope"]),
    "no function": (METHODS, METHOD.replace("def rule", "def rules"), OWN, ["own.method = own", "neither a rule nor a step"]),
    "no return": (METHODS, METHOD.replace("    return x", "    x"), OWN, ["own.method = own", "rule can end without a return"]),
    "a library that is not there": (
        METHODS,
        f"import not_there\n{METHOD}",
        OWN,
        ["descent/methods/own.py:1: ModuleNotFoundError", "not_there"],
    ),
    "no Python": (METHODS, f"{METHOD}def (\n", STAIRCASE, ["descent/methods/own.py:19: ", "invalid syntax"]),
    "a gradient's names": (PROBLEMS, PROBLEM.replace("x, p, out", "x, out, p"), BOWL, ["own.problem = own", "expected: x, p, out"]),
    "no value": (PROBLEMS, PROBLEM.replace("def value", "def height"), BOWL, ["own.problem = own", "no value(x, p)"]),
    "a figure that is not drawn": (FIGURE, "def drawn(staircase): ...\n", STAIRCASE, ["figures.escape.heights", "no function draw"]),
    "nothing that trains": ("scripts/train/own.py", "x = 1\n", STAIRCASE | {"train": "own"}, ["own.train = own", "no function train"]),
    "nothing that measures": (
        "scripts/metrics/own.py",
        "x = 1\n",
        STAIRCASE | {"metrics": "own"},
        ["own.metrics = own", "no function measure"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_file_stops_before_the_first_job(unbuilt, mistake):
    path, text, study, parts = MISTAKES[mistake]
    unbuilt.configure(CONFIGURATION)
    unbuilt.change(experiments__own=study)
    unbuilt.write(path, text)
    says(unbuilt.run(), *parts)
    assert not (unbuilt.root / "results").exists()


def test_what_a_compiler_refuses_is_one_line_of_its_job(unbuilt):
    unbuilt.change(experiments__own=BOWL)
    unbuilt.write(PROBLEMS, PROBLEM.replace("out[:] = x", "out[:] = y"))
    says(
        unbuilt.run("results/metrics/own.csv"),
        "train own/",
        "descent.problems.own: gradient: NameError in line ",
        "name 'y' is not defined",
    )


def test_files_without_a_mistake_are_run(unbuilt):
    unbuilt.write(METHODS, METHOD)
    unbuilt.write(PROBLEMS, PROBLEM)
    unbuilt.change(experiments__own=BOWL | {"grid": {"method": ["gd", "own"]}})
    unbuilt.build("results/metrics/own.csv")
