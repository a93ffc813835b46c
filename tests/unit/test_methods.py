"""Every method fulfils the same contract on the octopus, takes the textbook's steps, and reproduces the paper's numbers."""

import importlib
import pkgutil

import numpy as np
import pytest
from draws import PAPER, name, run_streams, starts

from descent import methods
from descent.ends import End
from descent.escape import methods as special
from descent.escape import octopus
from descent.escape.descent import Descent, Limits, descend
from descent.escape.second_order import VISIT_EPS
from descent.methods import gd, nesterov, noisy_gd, pagd, pgd, stopping_pgd
from descent.random import ball, sphere

METHODS = {
    entry.name: importlib.import_module(f"{package.__name__}.{entry.name}")
    for package in (methods, special)
    for entry in pkgutil.iter_modules(package.__path__)
}
TYPICAL = {
    "weight_decay": 0.0,
    "g_thres": np.e / 100,
    "r": np.e / 100,
    "t_thres": 1,
    "f_thres": 1e-9,
    "sigma": np.e / 100,
    "momentum": 0.5,
    "stride": np.e / 100,
    "beta1": 0.9,
    "beta2": 0.999,
    "adam_epsilon": 1e-8,
    "nce_gamma": 1.0,
    "nce_s": np.e / 50,
}
P = PAPER[0]
ETA = 1 / (4 * P.L)
D, RUNS = 4, 21
LIMITS = Limits(eps=P.tau / 10, max_steps=3000)
TEXTBOOK_STEPS = 40
TEXTBOOK_TOLERANCE = 1e-9
"""Rounding errors of 1e-16, amplified at the saddles over TEXTBOOK_STEPS steps."""
NARROW_ROUNDING = 1e-6
"""Relative error that float32 may add to a distance."""


@pytest.fixture(params=METHODS.values(), ids=METHODS.keys())
def method(request):
    return request.param


def run(method, x, streams=None, eta=ETA, limits=LIMITS, p=P, **changed):
    """A descent with the typical parameters, apart from those that are changed."""
    typical = TYPICAL | {"eta": TYPICAL["stride"] if method is METHODS["adam"] else eta} | changed
    values = {parameter: typical[parameter] for parameter in method.Parameters.model_fields}
    return descend(method, x, p, limits, run_streams(len(x)) if streams is None else streams, **values)


def assert_same_bits(one, other, rows=slice(None)):
    """Every field of `other` equals these rows of `one`."""
    for field in Descent._fields:
        np.testing.assert_array_equal(getattr(one, field)[rows], getattr(other, field), err_msg=field)


def test_method_says_what_it_is(method):
    assert method.__doc__.strip()
    assert isinstance(method.LABEL, str)
    assert set(method.Parameters.model_fields) <= {*TYPICAL, "eta"}
    assert all(field.description for field in method.Parameters.model_fields.values())
    assert hasattr(method, "rule") + hasattr(method, "step") + hasattr(method, "descend") == 1


def test_labels_are_distinct():
    assert len({method.LABEL for method in METHODS.values()}) == len(METHODS)


def test_result_has_the_documented_shapes_and_states(method):
    result = run(method, starts(RUNS, D))
    shapes = dict.fromkeys(("exact", "steps", "status", "second_order"), (RUNS,))
    shapes |= dict.fromkeys(("escape", "plateau", "end"), (RUNS, D))
    shapes |= {"objective": (RUNS, 0), "path": (RUNS, 0, D), "visits": (RUNS, 0)}
    assert isinstance(result, Descent)
    assert {field: values.shape for field, values in result._asdict().items()} == shapes
    assert np.isin(result.status, list(End)).all()


def test_recording_does_not_change_the_run(method):
    x = starts(RUNS, D)
    plain = run(method, x)
    watched = run(method, x, limits=LIMITS._replace(record=30, path=5, rho=octopus.hessian_lipschitz(P)))
    for field in ("escape", "steps", "status", "end"):
        np.testing.assert_array_equal(getattr(plain, field), getattr(watched, field), err_msg=field)
    assert watched.objective.shape[1] in (0, 30)
    assert watched.visits.shape[1] in (0, VISIT_EPS.size)


def test_same_call_gives_the_same_bits(method):
    x = starts(RUNS, D)
    assert_same_bits(run(method, x), run(method, x))


@pytest.mark.parametrize("block", [1, 7])
def test_bits_of_a_run_do_not_depend_on_the_batch(method, block):
    x, streams = starts(RUNS, D), run_streams(RUNS)
    whole = run(method, x, streams)
    for first in range(0, RUNS, block):
        rows = slice(first, first + block)
        assert_same_bits(whole, run(method, x[rows], streams[rows]), rows)


def test_bits_of_a_run_do_not_depend_on_its_neighbours(method):
    x, streams = starts(RUNS, D), run_streams(RUNS)
    back = np.arange(RUNS)[::-1]
    assert_same_bits(run(method, x, streams), run(method, x[back], streams[back]), back)


def test_inputs_are_not_changed(method):
    x, streams = starts(RUNS, D), run_streams(RUNS)
    kept = x.copy(), streams.copy()
    run(method, x, streams)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(streams, kept[1])


@pytest.mark.parametrize("y", [[9, 0, 0, 0], [0.5, 0.5, 3, 0.5], [1.5, 1.2, 0.5, 0.5], [0, 3, 0.5, 0.5]], ids=str)
def test_start_outside_the_domain_is_flagged_and_leaves_its_neighbours_alone(method, y):
    x, streams = starts(RUNS, D), run_streams(RUNS)
    undisturbed = run(method, x, streams)
    x[5] = np.array(y) * P.tau
    disturbed = run(method, x, streams)
    others = np.arange(RUNS) != 5
    assert_same_bits(undisturbed, Descent(*(values[others] for values in disturbed)), others)
    assert disturbed.status[5] == End.LEFT_THE_DOMAIN
    assert np.isnan(disturbed.escape[5]).all()
    assert np.isnan(disturbed.steps[5])


@pytest.mark.parametrize("hole", [0, 2])
def test_start_that_is_not_a_number_is_flagged(method, hole):
    x = starts(RUNS, D)
    x[3, hole] = np.nan
    assert run(method, x).status[3] in (End.LEFT_THE_DOMAIN, End.DIVERGED)


def test_saddles_are_passed_one_after_the_other(method):
    escape = run(method, starts(RUNS, D)).escape
    passed = np.isfinite(escape)
    assert passed.any()
    assert (passed[:, :-1] >= passed[:, 1:]).all()
    both = passed[:, :-1] & passed[:, 1:]
    assert (np.diff(escape, axis=1)[both] > 0).all()


def test_minimum_means_close_to_a_minimum(method):
    result = run(method, starts(RUNS, D))
    arrived = result.status == End.CONVERGED
    distance = np.abs(np.abs(result.end[arrived]) - 4 * P.tau)
    assert (distance <= LIMITS.eps * (1 + NARROW_ROUNDING)).all()
    assert (result.steps[arrived] >= result.escape[arrived, -1]).all()
    assert np.isnan(result.steps[~arrived]).all()
    if method.__name__.endswith("event_driven"):
        assert (distance == 0).all()


def test_every_run_of_gradient_descent_ends_in_a_minimum():
    for method in ("gd", "gd_float32", "gd_longdouble", "gd_event_driven", "pgd", "noisy_gd", "heavy_ball", "nesterov", "pagd"):
        assert (run(METHODS[method], starts(RUNS, D)).status == End.CONVERGED).all(), method


def test_too_large_steps_are_flagged():
    status = run(gd, starts(RUNS, D), eta=3 / P.L).status
    assert np.isin(status, (End.LEFT_THE_DOMAIN, End.DIVERGED)).all()


# The textbook's updates for one run. x: (1, d). g(x): the gradient at x. Each yields the point after one more iteration.


def textbook_gd(x, g):
    while True:
        x = x - ETA * g(x)
        yield x


def textbook_heavy_ball(x, g):
    before = x
    while True:
        before, x = x, x - ETA * g(x) + TYPICAL["momentum"] * (x - before)
        yield x


def textbook_nesterov(x, g):
    before = x
    while True:
        y = x + TYPICAL["momentum"] * (x - before)
        before, x = x, y - ETA * g(y)
        yield x


def textbook_adam(x, g):
    m, v, t = 0, 0, 0
    while True:
        t += 1
        m = TYPICAL["beta1"] * m + (1 - TYPICAL["beta1"]) * g(x)
        v = TYPICAL["beta2"] * v + (1 - TYPICAL["beta2"]) * g(x) ** 2
        m_hat, v_hat = m / (1 - TYPICAL["beta1"] ** t), v / (1 - TYPICAL["beta2"] ** t)
        x = x - TYPICAL["stride"] * m_hat / (np.sqrt(v_hat) + TYPICAL["adam_epsilon"])
        yield x


def textbook_sign_gd(x, g):
    while True:
        x = x - TYPICAL["stride"] * np.sign(g(x))
        yield x


def textbook_normalised_gd(x, g):
    while True:
        x = x - TYPICAL["stride"] * g(x) / np.linalg.norm(g(x))
        yield x


def noise(draw, stream):
    """The next direction of a stream."""
    xi = np.empty((1, D))
    draw(stream, xi[0])
    return xi


def textbook_noisy_gd(x, g):
    stream = run_streams(1)[0]
    while True:
        x = x - ETA * (g(x) + TYPICAL["sigma"] * noise(sphere, stream))
        yield x


def textbook_pgd(x, g):
    stream, t, t_noise = run_streams(1)[0], 0, -TYPICAL["t_thres"] - 1
    while True:
        if np.linalg.norm(g(x)) <= TYPICAL["g_thres"] and t - t_noise > TYPICAL["t_thres"]:
            x, t_noise = x + TYPICAL["r"] * noise(ball, stream), t
        x = x - ETA * g(x)
        t += 1
        yield x


def textbook_pagd(x, g):
    """If v = 0, then x = y and there is no negative curvature to use, so the step is accelerated, as at the start of algorithm 2."""

    def f(x):
        return octopus.value(x, P)

    stream, t, t_noise, v = run_streams(1)[0], 0, -TYPICAL["t_thres"] - 1, np.zeros_like(x)
    while True:
        if np.linalg.norm(g(x)) <= TYPICAL["g_thres"] and t - t_noise > TYPICAL["t_thres"]:
            x, t_noise = x + TYPICAL["r"] * noise(ball, stream), t
        y = x + TYPICAL["momentum"] * v
        bound = f(y) + np.sum(g(y) * (x - y)) - TYPICAL["nce_gamma"] / 2 * np.sum((x - y) ** 2)
        speed = np.linalg.norm(v)
        if speed > 0 and f(x) <= bound:
            shift = TYPICAL["nce_s"] * v / speed if speed < TYPICAL["nce_s"] else 0 * v
            x, v = min(x + shift, x - shift, key=f), np.zeros_like(x)
        else:
            moved = y - ETA * g(y)
            x, v = moved, moved - x
        t += 1
        yield x


TEXTBOOK = {key.removeprefix("textbook_"): update for key, update in list(globals().items()) if key.startswith("textbook_")}


@pytest.mark.parametrize("key", TEXTBOOK)
@pytest.mark.parametrize("shrunk", [1.0, 0.01], ids=["unit box", "near the saddle"])
def test_steps_are_those_of_the_textbook(key, shrunk):
    x = shrunk * starts(12, D)
    streams = np.tile(run_streams(1), (len(x), 1))
    path = run(METHODS[key], x, streams, limits=LIMITS._replace(path=TEXTBOOK_STEPS)).path
    for start, found in zip(x, path, strict=True):
        updates = TEXTBOOK[key](start[None], lambda x: octopus.gradient(x, P))
        expected = [start] + [next(updates)[0] for _ in range(TEXTBOOK_STEPS - 1)]
        np.testing.assert_allclose(found, expected, rtol=0, atol=TEXTBOOK_TOLERANCE)


def test_noisy_gd_without_noise_is_gd():
    x = starts(RUNS, D)
    np.testing.assert_array_equal(run(noisy_gd, x, sigma=0.0).end, run(gd, x).end)


def test_pgd_without_small_gradients_is_gd():
    x = starts(RUNS, D)
    assert_same_bits(run(pgd, x, g_thres=0.0), run(gd, x))


def test_stopping_pgd_stops_at_the_point_before_the_noise_that_gained_nothing():
    x = np.zeros((3, 2))
    found = run(stopping_pgd, x, t_thres=4, r=1e-9, f_thres=1.0)
    assert (found.status == End.STOPPED).all()
    np.testing.assert_array_equal(found.end, x)
    near = np.full((3, 2), 4 * P.tau + 1e-3)
    found = run(stopping_pgd, near, t_thres=4, r=1e-9, f_thres=1.0)
    assert (found.status == End.CONVERGED).all()
    np.testing.assert_array_equal(found.steps, 4)
    np.testing.assert_array_equal(found.end, near)


def test_stopping_pgd_that_has_not_stopped_yet_is_pgd():
    x, limits = starts(RUNS, D), LIMITS._replace(eps=1e-12, max_steps=100, path=100)
    found, expected = (run(method, x, limits=limits, t_thres=101) for method in (stopping_pgd, pgd))
    np.testing.assert_array_equal(found.path, expected.path)


def test_stopping_pgd_does_not_stop_on_the_way_to_a_minimum():
    found = run(stopping_pgd, starts(RUNS, D), t_thres=200, r=1e-2, g_thres=1e-2, f_thres=1e-9)
    assert (found.status == End.CONVERGED).all()
    assert (found.steps > 200).all()


def test_pagd_without_noise_and_negative_curvature_is_nesterov():
    x = starts(RUNS, D)
    assert_same_bits(run(pagd, x, g_thres=0.0, nce_gamma=1e300), run(nesterov, x))


PAPER_GD = [[8, 26, 72, 198, 539], [11, 42, 146, 500, 1708], [13, 61, 256, 1054, 4334], [18, 111, 613, 3372]]
"""Iterations at which the reference run of GD leaves its saddles, d = 5."""
PAPER_PGD = [96, 133, 165, 216]
"""Iterations at which the reference run of PGD leaves the fifth saddle, d = 5."""
PAPER_PGD_10 = [232, 298, 369, 493]
"""Iterations at which the reference run of PGD leaves the tenth saddle, d = 10."""
GD_TOLERANCE, PGD_TOLERANCE = 0.25, 0.15
"""Relative tolerances. The reference is one run; ours is the median of many."""
GD_ITERATION = 1
"""Absolute tolerance. The first escapes are so early that one iteration matters."""
RATIO_TOLERANCE = 0.1
MANY = 400


@pytest.mark.parametrize(("p", "expected"), [*zip(PAPER, PAPER_GD, strict=True)], ids=map(name, PAPER))
def test_gd_leaves_its_saddles_when_the_reference_run_does(p, expected):
    escape = run(gd, starts(MANY, 5), p=p, eta=1 / (4 * p.L), limits=LIMITS._replace(max_steps=20000)).escape
    times = np.median(np.nan_to_num(escape, nan=np.inf), axis=0)[: len(expected)]
    np.testing.assert_allclose(times, expected, rtol=GD_TOLERANCE, atol=GD_ITERATION)
    np.testing.assert_allclose(times[2:] / times[1:-1], np.divide(expected[2:], expected[1:-1]), rtol=RATIO_TOLERANCE)


@pytest.mark.parametrize(("p", "fifth", "tenth"), [*zip(PAPER, PAPER_PGD, PAPER_PGD_10, strict=True)], ids=map(name, PAPER))
def test_pgd_leaves_its_saddles_when_the_reference_run_does(p, fifth, tenth):
    for d, expected in ((5, fifth), (10, tenth)):
        escape = run(pgd, starts(MANY, d), p=p, eta=1 / (4 * p.L)).escape
        np.testing.assert_allclose(np.median(escape[:, -1]), expected, rtol=PGD_TOLERANCE)
