"""GD and PGD, sixteen runs side by side, have the bits of the loop that watches one run at a time."""

import numpy as np
import pytest
from draws import ODD, PAPER, everywhere, run_streams, starts

from descent.escape import lanes
from descent.escape.descent import Limits
from descent.escape.methods import gd, pgd

OCTOPUSES = [*PAPER, ODD]
STARTS = {
    "unit box": lambda p, runs, d: starts(runs, d),
    "partly outside": lambda p, runs, d: starts(runs, d, half_width=1.3 * p.tau),
    "all along the tube": lambda p, runs, d: everywhere(p, d, runs=5)[:runs],
    "in the buffer": lambda p, runs, d: starts(runs, d, half_width=p.tau) * (1 + 0.95 * (np.arange(d) == 0)),
    "zeros and holes": lambda p, runs, d: np.where(starts(runs, d, seed=1) > 0.8, np.nan, np.round(2 * starts(runs, d)) / 2),
}
NOISE = {
    "of the paper": lambda p: lanes.Noise(p.tau / 100, p.tau / 100, 1),
    "frequent": lambda p: lanes.Noise(0.5 * p.gamma * p.tau, 0.1 * p.tau, 0),
    "strong": lambda p: lanes.Noise(0.02 * p.gamma * p.tau, 0.95 * p.tau, 10),
}
FIELDS = ("escape", "steps", "status", "end")
EVERY_START = pytest.mark.parametrize("draw", STARTS.values(), ids=STARTS.keys())


def limits(p, max_steps):
    return Limits(eps=p.tau / 10, max_steps=max_steps)


def assert_same_bits(found, expected, case):
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(found, field), getattr(expected, field), err_msg=f"{field}, {case}")


@EVERY_START
@pytest.mark.parametrize("d", [1, 5, 10, 17])
@pytest.mark.parametrize("fraction", [0.05, 0.25, 0.5, 0.6, 0.9])
def test_gd_in_lanes_has_the_bits_of_the_watched_run(fraction, d, draw):
    for p in OCTOPUSES:
        for runs in (1, 15, 37):
            x, streams, eta = draw(p, runs, d), run_streams(runs), fraction / p.L
            found = lanes.descend(x, streams, p, eta, limits(p, 2000))
            assert_same_bits(found, gd.watched(x, streams, p, eta, limits(p, 2000)), (p, runs))


@EVERY_START
@pytest.mark.parametrize("d", [1, 4, 10])
@pytest.mark.parametrize("fraction", [0.05, 0.25, 0.9])
@pytest.mark.parametrize("noise_of", NOISE.values(), ids=NOISE.keys())
def test_pgd_in_lanes_has_the_bits_of_the_watched_run(noise_of, fraction, d, draw):
    for p in OCTOPUSES:
        x, streams, eta, noise = draw(p, 37, d), run_streams(37), fraction / p.L, noise_of(p)
        assert lanes.follow(p, eta, limits(p, 500), noise)
        found = lanes.descend(x, streams, p, eta, limits(p, 500), noise)
        assert_same_bits(found, pgd.watched(x, streams, p, eta, limits(p, 500), **noise._asdict()), p)


@pytest.mark.parametrize("fraction", [0.05, 0.25, 0.3, 0.6])
@pytest.mark.parametrize("exponent", [-300, -310, -322])
def test_lanes_watch_coordinates_that_have_lost_their_bits(fraction, exponent):
    for p in OCTOPUSES:
        x, streams, eta = np.array([[10.0**exponent, 0.3]]), run_streams(1), fraction / p.L
        found = lanes.descend(x, streams, p, eta, limits(p, 30000))
        assert_same_bits(found, gd.watched(x, streams, p, eta, limits(p, 30000)), p)


def test_lanes_do_not_follow_what_they_cannot():
    p, few = PAPER[0], Limits(0.1, 100)
    assert lanes.follow(p, 0.25, few)
    for asked in (few._replace(record=1), few._replace(path=1), few._replace(rho=1.0)):
        assert not lanes.follow(p, 0.25, asked)
    assert not lanes.follow(p, 1 / p.L, few)
    assert not lanes.follow(p, 0.25, few, lanes.Noise(2 * p.gamma * p.tau, 0.1, 1))
    assert not lanes.follow(p, 0.25, few, lanes.Noise(0.1, p.tau, 1))
