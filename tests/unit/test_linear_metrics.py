"""Metrics of linear nets: one row per run, with a word for its end."""

import numpy as np
import pytest

from descent.convbias import separators
from scripts import cells
from scripts.metrics import linear_net
from scripts.train import linear_net as script

PARAMETERS = {"network": "conv", "depth": 2, "D": 6, "N": 3, "method": "flow", "steps_before_flow": 300, "decades": 20, "density": 2}
LITERAL = {"network": "conv", "depth": 2, "D": 6, "N": 3, "method": "gd", "steps": 100, "decades": 20, "density": 2}


def seeds(runs, first=0):
    return np.arange(3 * first, 3 * (first + runs), dtype=np.uint64).reshape(runs, 3)


def train(seeds, parameters):
    """The run data of a cell with these parameters."""
    cell, chosen = cells.cell_of(script, cells.complete(script, parameters, "cell")[1])
    return script.train(seeds, cell, **chosen)


def table(runs=4, first=0, parameters=PARAMETERS):
    """The metrics of a few runs."""
    return linear_net.measure(train(seeds(runs, first), parameters), cells.complete(script, parameters, "cell")[1])


def test_runs_that_arrive_say_so_and_have_every_number():
    found = table()
    assert set(found.status) == {"converged"}
    for name in ("distance", "rate", "residual", "weights_residual", "penalty", "frequencies"):
        assert np.isfinite(getattr(found, name)).all(), name


def test_a_separator_that_is_not_certified_is_a_row_that_says_so(monkeypatch):
    monkeypatch.setattr(separators, "CERTIFIED", -1.0)
    found = table(first=100)
    assert set(found.status) == {"separator not certified"}
    assert np.isnan(found.distance).all()


@pytest.mark.parametrize(
    ("parameters", "word"),
    [(PARAMETERS | {"N": 30}, "not separable"), (LITERAL | {"eta": 1e200, "start_size": 3}, "diverged"), (LITERAL, "iteration limit")],
)
def test_what_went_wrong_is_a_word(parameters, word):
    assert word in table(first=200, parameters=parameters).status


def test_runs_share_a_data_set_where_asked_and_start_apart():
    alone, shared = (train(seeds(3), PARAMETERS | {"shared_data": number}) for number in (0, 2))
    again = train(seeds(3, first=7), PARAMETERS | {"shared_data": 2})
    assert (alone["x"][0] != alone["x"][1]).all()
    np.testing.assert_array_equal(shared["x"], np.broadcast_to(shared["x"][0], shared["x"].shape))
    np.testing.assert_array_equal(again["x"], shared["x"])
    assert (shared["weights"][0] != shared["weights"][1]).any()
