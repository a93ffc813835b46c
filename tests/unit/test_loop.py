"""The loop runs any method on any problem, compiled or not, in numba, numpy or torch, written as a user would write it."""

import importlib
import pkgutil
from types import ModuleType

import numpy as np
import pytest
import torch
from draws import PAPER, run_streams, starts
from scipy.optimize import rosen_der

from descent import loop, methods, problems
from descent.ends import End
from descent.escape.descent import Descent
from descent.escape.descent import Limits as OctopusLimits
from descent.escape.descent import descend as descend_octopus
from descent.escape.methods import gd_float32
from descent.methods import adam, gd
from descent.problems import himmelblau, octopus, rosenbrock
from descent.watching import Limits


def modules(package):
    return {entry.name: importlib.import_module(f"{package.__name__}.{entry.name}") for entry in pkgutil.iter_modules(package.__path__)}


METHODS = modules(methods)
RULES = {name: method for name, method in METHODS.items() if hasattr(method, "rule")}
EVERY_METHOD = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
EVERY_RULE = pytest.mark.parametrize("method", RULES.values(), ids=RULES)
VALUES = {
    "eta": 0.09,
    "momentum": 0.5,
    "stride": 0.03,
    "weight_decay": 0.1,
    "g_thres": 0.03,
    "r": 0.03,
    "f_thres": 1e-9,
    "sigma": 0.03,
    "nce_gamma": 1.0,
    "nce_s": 0.06,
}
P, D, RUNS = PAPER[2], 5, 7
TUBE = OctopusLimits(eps=0.1, max_steps=300, record=20, path=300)
MINIMA = [(3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)]
"""Minima of Himmelblau's function, to six decimals."""


def values_of(method, **changed):
    """Typical values of a method's parameters. Parameters that are not in `VALUES` keep the method's default."""
    return {name: value for name, value in (VALUES | changed).items() if name in method.Parameters.model_fields}


def made(name, **contents) -> ModuleType:
    """A module with these contents, like a file of a user's own."""
    module = ModuleType(name)
    vars(module).update(contents)
    return module


@EVERY_METHOD
def test_a_method_s_function_takes_its_parameters_in_order(method):
    loop.check(method)


@pytest.mark.parametrize("taken", ["eta, slow", "slow", "slow, eta, more"])
def test_parameters_that_differ_from_the_function_s_are_refused_at_once(taken):
    class Parameters(gd.Parameters):
        slow: float = 1.0

    namespace = {}
    exec(f"def rule(x, slope, memory, t, {taken}): return x", namespace)
    wrong = made("wrong", Parameters=Parameters, rule=namespace["rule"])
    with pytest.raises(TypeError, match=r"wrong: rule takes .*; expected: x, slope, memory, t, eta, weight_decay, slow"):
        loop.descend(himmelblau, wrong, np.zeros((1, 2)), (), Limits(1e-3, 10), eta=0.1)


def test_a_method_without_a_function_and_a_problem_without_a_value_are_refused():
    with pytest.raises(TypeError, match="empty has neither a rule nor a step"):
        loop.check(made("empty", Parameters=gd.Parameters))
    with pytest.raises(TypeError, match=r"flat has no value\(x, p\)"):
        loop.descend(made("flat", gradient=himmelblau.gradient), gd, np.zeros((1, 2)), (), Limits(1e-3, 10), eta=0.1)


def test_a_step_that_can_end_without_a_return_is_refused():
    def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, weight_decay):
        x -= eta * slope
        if t == 0:
            return True

    with pytest.raises(TypeError, match="own: step can end without a return"):
        loop.check(made("own", Parameters=gd.Parameters, step=step))


def unknown_name(x, slope, memory, t, eta, weight_decay):
    return x - etha * slope  # noqa: F821


@pytest.mark.parametrize(
    ("problem", "method", "why"),
    [
        ({}, {"rule": unknown_name}, r"own_method: rule: NameError in line \d+: name 'etha' is not defined"),
        ({}, {"rule": lambda x, slope, memory, t, eta, weight_decay: "far"}, "own_method: rule gives str; expected: a number"),
        ({"value": lambda x, p: x**2}, {}, "own_problem: value gives ndarray; expected: a number"),
        ({"gradient": lambda x, p, out: "no"}, {}, "own_problem: gradient gives str; expected: a whole number"),
    ],
)
def test_what_cannot_be_compiled_is_said_in_one_line(problem, method, why):
    functions = {"gradient": himmelblau.gradient, "value": himmelblau.value}
    own_problem, own_method = made("own_problem", **functions | problem), made("own_method", Parameters=gd.Parameters, rule=gd.rule)
    vars(own_method).update(method)
    with pytest.raises(ValueError, match=why):
        loop.descend(own_problem, own_method, np.ones((1, 2)), (), Limits(1e-3, 10), eta=0.1)


def test_a_problem_whose_functions_take_something_else_is_refused():
    wrong = made("wrong", gradient=lambda x, out, p: 0, value=himmelblau.value)
    with pytest.raises(TypeError, match=r"wrong: .* takes x, out, p; expected: x, p, out"):
        loop.check_problem(wrong)


@pytest.mark.parametrize(("value", "found"), [(lambda x, p: x**2, r"\(2,\)"), (lambda x, p: 3.0, "float")])
def test_a_value_in_torch_that_is_not_one_number_is_refused(value, found):
    with pytest.raises(ValueError, match=rf"value gives {found}; expected: a tensor of one number"):
        loop.descend(made("vectors", value=value), gd, np.ones((1, 2)), (), Limits(1e-3, 10), eta=0.1)


@EVERY_RULE
@pytest.mark.parametrize(("library", "rounding"), [(np.asarray, 0.0), (torch.tensor, 1e-13)], ids=["numpy", "torch"])
def test_a_rule_on_whole_arrays_has_the_bits_of_the_kernel(method, library, rounding):
    """The bits are equal in numpy. torch may round a division by a number differently."""
    values = values_of(method)
    path = descend_octopus(method, starts(RUNS, D), P, TUBE, **values).path
    memory, numbers = [library(np.zeros((RUNS, D))) for _ in range(getattr(method, "MEMORY", 0))], method.Parameters(**values)
    x, followed = library(path[:, 0]), 0
    for t in range(path.shape[1] - 1):
        slope, going = np.zeros((RUNS, D)), ~np.isnan(path[:, t + 1, 0])
        for run in np.flatnonzero(going):
            octopus.gradient(path[run, t], P, slope[run])
        x = method.rule(x, library(slope), memory, t, *method.Parameters.of(numbers).values())
        np.testing.assert_allclose(np.asarray(x)[going], path[going, t + 1], rtol=rounding, atol=rounding, err_msg=f"iteration {t}")
        followed += going.sum()
    assert followed > 100 * RUNS


@EVERY_METHOD
def test_a_problem_that_is_not_compiled_has_the_bits_of_the_kernel(method):
    plain = made("plain", gradient=octopus.gradient, value=octopus.value, COMPILED=False)
    x, streams, limits = starts(RUNS, D), run_streams(RUNS), Limits(tolerance=0.0, max_steps=150, path=150)
    found, expected = (loop.descend(problem, method, x, P, limits, streams, **values_of(method)) for problem in (plain, octopus))
    np.testing.assert_array_equal(found.end, expected.end)
    np.testing.assert_array_equal(found.kept.path, expected.kept.path)
    np.testing.assert_array_equal(found.status, expected.status)


@EVERY_METHOD
def test_one_function_in_numba_and_in_torch_descends_the_same_way(method):
    in_torch = made("in_torch", value=himmelblau.value)
    x, streams, limits = starts(RUNS, 2, half_width=4.0), run_streams(RUNS), Limits(tolerance=1e-9, max_steps=60, record=61)
    values = values_of(method, eta=0.004, weight_decay=0.0)
    compiled, found = (loop.descend(problem, method, x, (), limits, streams, **values) for problem in (himmelblau, in_torch))
    np.testing.assert_allclose(found.kept.objective, compiled.kept.objective, rtol=1e-7, atol=1e-12)
    assert (compiled.kept.value < compiled.kept.objective[:, 0]).all()


def test_himmelblau_s_minima_are_where_descent_ends():
    found = loop.descend(himmelblau, gd, starts(200, 2, half_width=5.0), (), Limits(1e-9, 5000), eta=0.005)
    assert (found.status == End.CONVERGED).all()
    distance = np.linalg.norm(found.end[:, None] - np.array(MINIMA), axis=2)
    assert (distance.min(axis=1) < 1e-5).all()
    assert set(distance.argmin(axis=1)) == set(range(4))
    np.testing.assert_allclose(found.kept.value, 0.0, atol=1e-15)


def test_a_problem_in_torch_has_the_gradient_of_the_closed_form():
    gradient, value = loop.differentiated(rosenbrock.value)
    p = rosenbrock.numbers(**dict(rosenbrock.Parameters(d=6)))
    for x in starts(20, 6, half_width=2.0):
        out = np.empty(6)
        assert gradient(x, p, out) == 0
        np.testing.assert_allclose(out, rosen_der(x), rtol=1e-12)
    assert value(np.ones(6), p) == 0.0


def test_adam_finds_the_end_of_rosenbrock_s_valley():
    found = loop.descend(rosenbrock, adam, np.zeros((2, 2)), rosenbrock.Numbers(1.0), Limits(1e-6, 5000), eta=0.02)
    assert (found.status == End.CONVERGED).all()
    np.testing.assert_allclose(found.end, 1.0, atol=1e-5)


def test_every_problem_that_a_cell_can_choose_keeps_the_contract():
    for name, problem in modules(problems).items():
        if hasattr(problem, "Parameters"):
            assert "d" in problem.Parameters.model_fields, name
            assert isinstance(problem.LABEL, str)
            assert callable(problem.value)


def test_gd_with_weight_decay_follows_the_closed_form():
    """On f = |x|^2/2 every coordinate shrinks by 1 - eta (1 + weight_decay) in each step."""
    bowl = made("bowl", value=lambda x, p: 0.5 * (x * x).sum())
    found = loop.descend(bowl, gd, np.array([[1.0, -2.0]]), (), Limits(0.0, 10), eta=0.1, weight_decay=0.5)
    np.testing.assert_allclose(found.end, [[0.85**10, -2 * 0.85**10]], rtol=1e-12)
    assert found.iterations.tolist() == [10]


def test_a_run_that_comes_to_where_there_is_no_value_has_left_the_domain():
    root = made("root", value=lambda x, p: torch.sqrt(x + 1.0).sum() + x.sum())
    found = loop.descend(root, gd, np.zeros((1, 1)), (), Limits(0.0, 100), eta=0.3)
    assert found.status.tolist() == [End.LEFT_THE_DOMAIN]
    assert found.end < -1


@pytest.mark.parametrize("problem", [himmelblau, made("in_torch_too", value=himmelblau.value)], ids=["numba", "torch"])
def test_a_run_to_infinity_has_diverged(problem):
    found = loop.descend(problem, gd, np.array([[3.0, 1.0], [5.0, 5.0]]), (), Limits(1e-9, 100), eta=0.5)
    assert (found.status == End.DIVERGED).all()
    assert (found.iterations < 20).all()


def test_the_path_and_the_values_of_the_first_iterations_are_kept():
    found = loop.descend(himmelblau, gd, np.array([[1.0, 1.0]]), (), Limits(0.0, 5, record=3, path=10), eta=0.01)
    path = found.kept.path[0]
    np.testing.assert_array_equal(np.isnan(path[:, 0]), np.arange(10) > 5)
    np.testing.assert_array_equal(found.kept.objective[0], [himmelblau.value(x, ()) for x in path[:3]])
    np.testing.assert_array_equal(path[5], found.end[0])
    slope = np.empty(2)
    himmelblau.gradient(found.end[0], (), slope)
    np.testing.assert_allclose(found.kept.slope, np.linalg.norm(slope), rtol=1e-15)


def test_inputs_are_not_changed():
    x, streams = starts(RUNS, 2), run_streams(RUNS)
    kept = x.copy(), streams.copy()
    loop.descend(himmelblau, METHODS["noisy_gd"], x, (), Limits(0.0, 20), streams, eta=0.01, sigma=0.1)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(streams, kept[1])


def test_gd_of_all_runs_together_in_float64_is_that_of_the_loop(monkeypatch):
    """The code of float32 runs, with the loop's own width of float64."""
    monkeypatch.setattr(gd_float32, "WIDTH", np.float64)
    x, limits = starts(50, D, half_width=1.2 * P.tau), OctopusLimits(eps=0.1, max_steps=1500, record=50)
    found = gd_float32.descend(x, P, limits, eta=0.09)
    expected = descend_octopus(gd, x, P, limits, eta=0.09)
    for field in ("escape", "steps", "status"):
        np.testing.assert_array_equal(getattr(found, field), getattr(expected, field), err_msg=field)
    np.testing.assert_allclose(found.objective, expected.objective, rtol=1e-9, atol=1e-9)
    assert isinstance(expected, Descent)
    assert set(expected.status) == {End.CONVERGED, End.LEFT_THE_DOMAIN, End.ITERATION_LIMIT}
