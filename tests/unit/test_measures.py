"""What every claim's measure makes of runs that have failed: not used, or infinitely far; no verdict gets better."""

import warnings

import numpy as np
import pytest
from measured_records import CLAIMS, RUNS, constants_of, failed, healthy, measure_of, parameters_of, used

from descent.records import Incomparable
from scripts.expression import evaluate

ALL = [pytest.param(claim, id=name) for name, claim in CLAIMS.items()]
LEFT = "a run that failed counts as one that has left the minimum"
BESIDE = "a run that failed counts as one that ended otherwise"
WEAK = {
    "oneneuron-known-leave": LEFT,
    "oneneuron-safran-shamir-leave": LEFT,
    "oneneuron-without-minimum": BESIDE,
    "oneneuron-without-realizability": BESIDE,
    "balance-limit-iterations": "a run that failed counts as one that never arrives, as is claimed",
}
"""Claims of which a failed run can improve a verdict, and how: to be mended, and then to go from here."""
KNOWN = [
    pytest.param(claim, id=name, marks=pytest.mark.xfail(reason=WEAK[name], strict=False) if name in WEAK else ())
    for name, claim in CLAIMS.items()
]


def better(relation: str, before, after) -> bool:
    """Whether a claim would hold sooner: by the end of the interval that decides, or, where it may be on either side, by both."""
    lower, higher = after.high < before.high, after.low > before.low
    if relation in ("at_most", "none"):
        return lower
    return higher if relation in ("at_least", "every") else lower and higher


def measured(claim, runs):
    """What a claim measures; None where a measure says that nothing can be compared, so that nothing holds."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of means of nothing
            return measure_of(claim)(runs)
    except Incomparable:
        return None


def holds(claim, found) -> bool:
    """Whether a claim would hold: all of the interval agrees with what is predicted."""
    known = parameters_of(claim) | constants_of(claim)
    numbers = {name: value for name, value in known.items() if isinstance(value, int | float)}
    predicted = float(evaluate(claim["predicted"], numbers))
    tolerance = float(evaluate(claim["tolerance"], numbers | {"predicted": predicted}))
    above = claim["relation"] in ("at_most", "none") or found.low >= predicted - tolerance
    return bool(above and (claim["relation"] in ("at_least", "every") or found.high <= predicted + tolerance))


@pytest.mark.parametrize("claim", KNOWN)
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
