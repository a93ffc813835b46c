"""The page of the instruments: their costs were measured by a benchmark that anyone can run again."""

import re

import pytest

from benchmarks import costs_of_instruments as costs
from descent import instruments

PAGE = costs.PAGE.read_text()
TABLE = PAGE.partition(costs.BEGIN)[2].partition(costs.END)[0]


@pytest.mark.parametrize("instrument", ["conserved", "drift", "saddles", "one_neuron", "margins"])
def test_the_page_says_what_an_instrument_takes_and_what_it_costs_at_every_size(instrument):
    assert callable(getattr(instruments, instrument))
    assert re.search(rf"^\| `{instrument}` \| [A-Z][^|]+\?", PAGE, re.MULTILINE)
    for size in costs.SIZES:
        assert re.search(rf"^\| `{instrument}` \| {size} \| ([\d.]+ \| [\d.]+ \| \S| \|  \| stopped)", TABLE, re.MULTILINE), (
            instrument,
            size,
        )


@pytest.mark.parametrize("size", costs.SIZES)
def test_nets_have_about_as_many_parameters_as_is_said(size):
    assert sum(values.numel() for values in costs.net(size)[0].parameters()) == pytest.approx(float(size), rel=0.02)


def test_a_measurement_is_in_a_process_of_its_own_and_says_what_was_done():
    found = costs.apart("conserved", "1e3")
    assert found["done"] == "32 laws"
    assert 0 < found["seconds"] < 60
    assert 0.05 < found["before"] <= found["peak"] < 100


def test_one_that_fails_has_no_numbers_and_says_why(monkeypatch):
    monkeypatch.setattr(costs.sys, "executable", "false")
    assert costs.apart("conserved", "1e3").keys() == {"done"}
