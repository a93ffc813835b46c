"""Every claim's measure leaves out failed runs or counts them as infinitely far. They make no verdict better."""

import warnings

import numpy as np
import pytest
from measured_records import CLAIMS, RUNS, constants_of, failed, healthy, measure_of, parameters_of, used

from descent.records import Incomparable
from scripts.expression import evaluate

ALL = [pytest.param(claim, id=name) for name, claim in CLAIMS.items()]


def better(relation: str, before, after) -> bool:
    """Whether a claim would hold more easily: judged by the end of the interval that decides, or by both ends if both decide."""
    lower, higher = after.high < before.high, after.low > before.low
    if relation in ("at_most", "none"):
        return lower
    return higher if relation in ("at_least", "every") else lower and higher


def measured(claim, runs):
    """The value that a claim measures; None if its measure finds nothing to compare, so that the claim cannot hold."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # means of empty arrays
            return measure_of(claim)(runs)
    except Incomparable:
        return None


def holds(claim, found) -> bool:
    """Whether a claim would hold: the whole interval agrees with the prediction."""
    known = parameters_of(claim) | constants_of(claim)
    numbers = {name: value for name, value in known.items() if isinstance(value, int | float)}
    predicted = float(evaluate(claim["predicted"], numbers))
    tolerance = float(evaluate(claim["tolerance"], numbers | {"predicted": predicted}))
    above = claim["relation"] in ("at_most", "none") or found.low >= predicted - tolerance
    return bool(above and (claim["relation"] in ("at_least", "every") or found.high <= predicted + tolerance))


@pytest.mark.parametrize("claim", ALL)
def test_a_failed_run_is_not_used_or_makes_no_verdict_better(claim):
    runs = healthy(claim)
    before = measured(claim, runs)
    if before is None:
        pytest.skip("the drawn words compare nothing")
    for run in range(RUNS):
        after = measured(claim, failed(runs, runs.run == run))
        if after is not None and not used(after) < used(before):
            assert not better(claim["relation"], before, after), (run, before, after)


@pytest.mark.parametrize("claim", ALL)
def test_runs_that_have_all_failed_make_no_claim_hold(claim):
    runs = healthy(claim)
    found = measured(claim, failed(runs, np.ones(len(runs), dtype=bool)))
    assert found is None or not used(found) or not holds(claim, found), found


@pytest.mark.parametrize("claim", ALL)
def test_the_order_of_rows_changes_no_value(claim):
    runs = healthy(claim)
    if (before := measured(claim, runs)) is None:
        pytest.skip("the drawn words compare nothing")
    after = measured(claim, runs[np.random.default_rng(1).permutation(len(runs))])
    np.testing.assert_allclose(after.value, before.value, rtol=1e-12)
