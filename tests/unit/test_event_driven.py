"""Event-driven gradient descent gives the iterations of the literal run."""

from decimal import MIN_EMIN, Decimal, localcontext
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from draws import ODD, PAPER, everywhere, name, starts

from descent.ends import End
from descent.escape.buffer import nu
from descent.escape.descent import Limits, descend
from descent.escape.methods import gd_event_driven, gd_longdouble
from descent.escape.octopus import hessian_lipschitz, inside, smoothness
from descent.methods import gd
from scripts import cells
from scripts.train import octopus as octopus_script

RUNS = 104
PLATEAU_TOLERANCE = 1e-9
GROWTH = (2.7095, 3.4094, 4.1063, 5.4966)
GROWTH_TOLERANCE = 1e-3
FULL_PRECISION = 1e-300
"""float64 keeps all its bits above this, with some room."""
SHORT = {"paper": 4500, "theorem": 2000, "odd": 2000}
"""Iterations of the literal runs in double-double."""
STEP_SIZES = {"paper": lambda p: 1 / (4 * p.L), "theorem": lambda p: 1 / smoothness(p.L, p.gamma)}
SETTINGS = [pytest.param(p, eta(p), SHORT[key], 10, id=f"{name(p)}-{key}") for p in PAPER for key, eta in STEP_SIZES.items()]
SETTINGS += [pytest.param(ODD, fraction / ODD.L, SHORT["odd"], 7, id=f"{name(ODD)}-{fraction:g}/L") for fraction in (0.05, 0.25, 0.4, 0.49)]
BOTH_STEP_SIZES = pytest.mark.parametrize("eta_of", STEP_SIZES.values(), ids=STEP_SIZES.keys())
PAPERS = pytest.mark.parametrize("p", PAPER, ids=name)
OCTOPUSES = pytest.mark.parametrize("p", [*PAPER, ODD], ids=name)


def limits(p, max_steps, **kept):
    return Limits(eps=p.tau / 10, max_steps=max_steps, **kept)


def literal(x, p, eta, max_steps, **kept):
    """GD step by step in float64, by the loop."""
    return descend(gd, x, p, limits(p, max_steps, **kept), eta=eta)


def event_driven(x, p, eta, **kept):
    return descend(gd_event_driven, x, p, limits(p, 1, **kept), eta=eta)


@pytest.mark.parametrize(("p", "eta", "max_steps", "d"), SETTINGS)
def test_escape_times_match_step_by_step_run(p, eta, max_steps, d):
    """The literal run uses double-double, whose exponents follow every coordinate to the end of the run."""
    x = starts(RUNS, d)
    expected = descend(gd_longdouble, x, p, limits(p, max_steps), eta=eta).escape
    found = event_driven(x, p, eta).escape
    assert np.isfinite(expected).sum() > 2 * RUNS
    np.testing.assert_array_equal(np.where(found <= max_steps, found, np.nan), expected)


@OCTOPUSES
@BOTH_STEP_SIZES
def test_float64_differs_only_after_a_coordinate_lost_its_bits(p, eta_of):
    d, eta, max_steps = 10, eta_of(p), 60000
    x = starts(RUNS, d)
    found, expected = event_driven(x, p, eta).escape, literal(x, p, eta, max_steps).escape
    different = (found <= max_steps) & (found != expected)
    before = np.hstack([np.zeros((RUNS, 1)), found[:, :-1]])
    log_coming = np.log(np.abs(x)) + before * np.log1p(-2 * eta * p.L)
    faithful = log_coming > np.log(FULL_PRECISION)
    assert not (different & faithful).any()
    assert different.any()
    assert (faithful & (found <= max_steps)).sum() > 3 * RUNS


@OCTOPUSES
@BOTH_STEP_SIZES
def test_plateau_heights_match_step_by_step_run(p, eta_of):
    eta = eta_of(p)
    x = starts(RUNS, 5)
    expected = literal(x, p, eta, 3000, record=3000).plateau
    found = event_driven(x, p, eta).plateau
    both = np.isfinite(expected) & np.isfinite(found)
    assert both.sum() > 3 * RUNS
    np.testing.assert_allclose(found[both], expected[both], rtol=PLATEAU_TOLERANCE, atol=PLATEAU_TOLERANCE * 1e-2 * nu(p))


@OCTOPUSES
@BOTH_STEP_SIZES
@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_steps_to_minimum_match_step_by_step_run(p, eta_of, d):
    eta = eta_of(p)
    x = starts(RUNS, d)
    expected = literal(x, p, eta, 100000)
    found = event_driven(x, p, eta)
    assert (expected.status == End.CONVERGED).mean() > 0.8
    followed = expected.status == End.CONVERGED
    np.testing.assert_array_equal(found.steps[followed], expected.steps[followed])
    assert (found.status == End.CONVERGED).all()
    np.testing.assert_array_equal(found.end, np.copysign(4 * p.tau, x))


@OCTOPUSES
@BOTH_STEP_SIZES
@pytest.mark.parametrize("half_width", [1.0, 1.5])
def test_second_order_scale_is_that_of_the_step_by_step_run_or_its_floor(p, eta_of, half_width):
    """At a saddle the scale is 4 gamma^2 / rho. The literal run falls to it if it stays there long enough."""
    eta, rho = eta_of(p), hessian_lipschitz(p)
    x = starts(RUNS, 4, half_width)
    x = x[inside(x, p)]
    floor = 4 * p.gamma**2 / rho
    expected = literal(x, p, eta, 20000, rho=rho).second_order
    found = event_driven(x, p, eta, rho=rho).second_order
    below = expected < floor
    np.testing.assert_allclose(found[below], expected[below], rtol=PLATEAU_TOLERANCE)
    np.testing.assert_allclose(found[~below], floor, rtol=PLATEAU_TOLERANCE)
    assert np.isclose(expected, floor, rtol=PLATEAU_TOLERANCE).any()


@pytest.mark.parametrize(("p", "growth"), [*zip(PAPER, GROWTH, strict=True)], ids=map(name, PAPER))
def test_time_grows_by_the_theorem_s_factor_per_saddle_up_to_d_100(p, growth):
    found = event_driven(starts(RUNS, 100), p, 1 / (4 * p.L))
    assert np.isfinite(found.escape).all()
    assert np.isfinite(found.steps).all()
    assert (found.status == End.CONVERGED).all()
    assert (found.exact < 100).all()
    ratio = found.escape[:, 1:] / found.escape[:, :-1]
    np.testing.assert_allclose(ratio[:, 50:], growth, rtol=0, atol=GROWTH_TOLERANCE)


@PAPERS
@BOTH_STEP_SIZES
def test_growth_is_the_ratio_of_the_two_logarithms(p, eta_of):
    eta = eta_of(p)
    escape = event_driven(starts(RUNS, 60), p, eta).escape
    expected = 1 - np.log(1 - 2 * eta * p.L) / np.log(1 + 2 * eta * p.gamma)
    np.testing.assert_allclose(escape[:, 51:] / escape[:, 50:-1], expected, rtol=0, atol=GROWTH_TOLERANCE)


def test_all_escape_times_are_exact_for_d_10():
    p = PAPER[0]
    assert (event_driven(starts(1000, 10), p, 1 / (4 * p.L)).exact == 10).all()


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("fraction", [0.25, 0.45, 0.499])
@OCTOPUSES
def test_wide_starts_end_as_in_the_step_by_step_run(p, fraction, d):
    x, eta = starts(400, d, half_width=1.5 * p.tau), fraction / p.L
    expected, found = literal(x, p, eta, 50000), event_driven(x, p, eta)
    assert d == 1 or (expected.status == End.LEFT_THE_DOMAIN).any()
    followed = expected.status != End.UNDERFLOW
    assert followed.mean() > 0.8
    for field in ("status", "escape", "steps"):
        np.testing.assert_array_equal(getattr(found, field)[followed], getattr(expected, field)[followed], err_msg=field)


@OCTOPUSES
def test_starts_all_along_the_tube_end_as_in_the_step_by_step_run(p):
    x, eta = everywhere(p, 3, runs=60), 1 / (4 * p.L)
    expected, found = literal(x, p, eta, 50000), event_driven(x, p, eta)
    followed = expected.status != End.UNDERFLOW
    for field in ("status", "escape", "steps"):
        np.testing.assert_array_equal(getattr(found, field)[followed], getattr(expected, field)[followed], err_msg=field)


@pytest.mark.parametrize("k", range(4))
def test_coordinate_that_is_exactly_zero_stops_the_run_on_its_saddle(k):
    p = PAPER[0]
    x = starts(RUNS, 4)
    x[:, k] = 0.0
    for found in (event_driven(x, p, 1 / (4 * p.L)), literal(x, p, 1 / (4 * p.L), 3000)):
        assert (found.status == End.UNDERFLOW).all()
        assert np.isfinite(found.escape[:, :k]).all()
        assert np.isnan(found.escape[:, k:]).all()
        assert np.isnan(found.steps).all()


@pytest.mark.parametrize("fraction", [0.0, 0.5, 0.6, -0.1])
def test_event_driven_run_refuses_step_sizes_beyond_its_reach(fraction):
    p = PAPER[0]
    with pytest.raises(ValueError, match=r"event-driven GD needs|eta = .* must be greater than 0"):
        event_driven(starts(3, 2), p, fraction / p.L)


def test_a_cell_with_such_a_step_size_is_refused_before_any_job():
    values = {"d": 2, "tau": 1.0, "L": 2.0, "gamma": 1.0, "eta": 0.25}
    cell = cells.model(octopus_script, gd_event_driven)
    with pytest.raises(ValueError, match=r"needs eta < 1/\(2\*L\)"):
        cell(**values, method="gd_event_driven", eps=0.1)
    assert cell(**values | {"eta": 0.2}, method="gd_event_driven", eps=0.1).eta == 0.2


def exact_escapes(x, p, eta):
    """Escape iterations of one run in 40-digit arithmetic. x: (d,). Yields whole numbers."""
    d = x.size
    x, L, gamma, tau, eta = [Decimal(float(value)) for value in x], *(Decimal(float(value)) for value in (p.L, p.gamma, p.tau, eta))
    a, b = (-14 * L + 10 * gamma) / tau, (10 * L - 6 * gamma) / tau**2
    log_shrink, log_grow, t, log_y = (1 - 2 * eta * L).ln(), (1 + 2 * eta * gamma).ln(), 0, abs(x[0]).ln()
    for i in range(d):
        wait = 0 if log_y > tau.ln() else int((tau.ln() - log_y) / log_grow) + 1
        t, y, factor = t + wait, (log_y + wait * log_grow).exp(), Decimal(1)
        w = Decimal(0) if i + 1 == d else (abs(x[i + 1]).ln() + t * log_shrink).exp()
        start = t
        while y <= 2 * tau:
            s = (y - tau) / tau
            half_curvature = L - (L + gamma) * s**3 * (10 - 15 * s + 6 * s**2)
            pull = (L + gamma) * 30 * s**2 * (1 - s) ** 2 / tau * w**2
            y -= eta * (-2 * gamma * y + (y - tau) ** 2 * (a + b * (y - tau)) - pull)
            w *= 1 - 2 * eta * half_curvature
            factor *= 1 - 2 * eta * half_curvature
            t += 1
        yield t
        if i + 1 < d:
            log_y = abs(x[i + 1]).ln() + start * log_shrink + factor.ln()


@pytest.mark.parametrize("fraction", [1 / 4, 1 / 64, 1 / 1024])
def test_escapes_marked_exact_are_so_to_the_last_iteration(fraction):
    """At small step sizes runs take 1e13 iterations, which is close to the resolution of the logarithms."""
    with localcontext(prec=40, Emin=MIN_EMIN):
        for p in (PAPER[2], ODD):
            x, eta = starts(24, 40, half_width=p.tau), fraction / p.L
            found = event_driven(x, p, eta)
            assert found.exact.mean() > 10
            for run, exact in enumerate(found.exact):
                expected = list(islice(exact_escapes(x[run], p, eta), exact))
                assert found.escape[run, :exact].tolist() == expected


def test_double_double_descent_rounds_the_exact_point_and_no_number_is_too_small():
    """On the way to the first saddle GD multiplies each coordinate by a factor. Fractions give the exact products."""
    p, eta, x = PAPER[1], 0.1, np.array([[1e-9, 0.3, -0.7]])
    factors = [1 + 2 * Fraction(eta) * Fraction(p.gamma), *[1 - 2 * Fraction(eta) * Fraction(p.L)] * 2]
    for steps in (1, 7, 60):
        end = descend(gd_longdouble, x, p, limits(p, steps), eta=eta).end[0]
        assert end.tolist() == [float(Fraction(start) * factor**steps) for start, factor in zip(x[0].tolist(), factors, strict=True)]
    tiny = descend(gd_longdouble, np.array([[1e-9, 1e-300, 1e-300]]), p, limits(p, 8000), eta=eta)
    exact = event_driven(np.array([[1e-9, 1e-300, 1e-300]]), p, eta)
    assert tiny.escape[0, 1] == exact.escape[0, 1] > 2000
