"""The elementary functions against exact values: their errors, the ends of their ranges, and the same bits in each of their forms.

For a million points per argument range the reference is numpy's long double, whose 64 bits are 2,048 times finer. For the first 300 points
and the 20 worst it is mpmath.
"""

import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

from descent import elementary
from descent.compiled import compiled
from descent.elementary import pairs

ROOT = Path(__file__).resolve().parents[2]
POINTS, EXACT_POINTS, WORST = 1_000_000, 300, 20
INF, NAN = math.inf, math.nan
TINY, NORMAL, LARGEST = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308
LONG = pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="long doubles are no wider than float64 here")


def evenly(low, high):
    return lambda random: (random.uniform(low, high, POINTS),)


def by_size(low, high, signs=(1.0,)):
    """Numbers of all sizes between two bounds. Their bits are drawn uniformly."""
    ends = np.array([low, high]).view(np.int64)
    return lambda random: (random.integers(*ends, POINTS).view(np.float64) * random.choice(signs, POINTS),)


def about(centre, signs=(-1.0, 1.0)):
    """Numbers around a centre, at distances down to the resolution of float64."""
    return lambda random: (centre + random.choice(signs, POINTS) * 2.0 ** random.uniform(-54, -1, POINTS),)


def powers(bases, exponents):
    """Bases and exponents whose power is a normal number."""

    def drawn(random):
        x, y = bases(random)[0], exponents(random)[0]
        bound = 1020 / np.maximum(np.abs(np.log2(x)), 1e-300)
        return x, np.clip(y, -bound, bound)

    return drawn


BOTH = (-1.0, 1.0)
RANGES = {
    "exp": [(evenly(-708, 709.7), 0.53), (evenly(-1, 1), 0.53), (by_size(1e-300, 1, BOTH), 0.53), (evenly(-745, -708), 0.76)],
    "expm1": [(evenly(-40, 709.7), 0.85), (evenly(-1, 1), 0.85), (by_size(NORMAL, 1, BOTH), 0.85)],
    "tanh": [(evenly(-25, 25), 0.75), (evenly(-1, 1), 0.75), (by_size(1e-290, 1, BOTH), 0.75)],
    "log": [(by_size(TINY, LARGEST), 0.64), (evenly(0.5, 2), 0.64), (about(1.0), 0.64), (by_size(TINY, NORMAL), 0.51)],
    "log1p": [(by_size(TINY, LARGEST), 0.67), (evenly(-1, 1), 0.67), (by_size(NORMAL, 1, BOTH), 0.67), (about(-1.0, (1.0,)), 0.67)],
    "log10": [(by_size(TINY, LARGEST), 0.66), (evenly(0.5, 2), 0.66), (about(1.0), 0.66)],
    "sin": [(evenly(-4, 4), 1.32), (evenly(-30, 30), 1.32), (by_size(TINY, 1, BOTH), 1.32)],
    "cos": [(evenly(-4, 4), 1.32), (evenly(-30, 30), 1.32), (by_size(1e-290, 1, BOTH), 1.32)],
    "arctan": [(by_size(1e-290, LARGEST, BOTH), 1.6), (evenly(-8, 8), 1.6)],
    "arccos": [(evenly(-1, 1), 2.65), (about(1.0, (-1.0,)), 2.65), (about(-1.0, (1.0,)), 2.65), (by_size(TINY, 1, BOTH), 2.65)],
    "power": [
        (powers(by_size(TINY, LARGEST), evenly(-40, 40)), 0.54),
        (powers(evenly(0.5, 2), evenly(-1000, 1000)), 0.54),
        (powers(about(1.0), by_size(1e-3, 1e15, BOTH)), 0.54),
    ],
}
"""The argument ranges of each function and a bound on the error at a million points there, in units in the last place."""
CASES = [pytest.param(name, *case, id=f"{name}-{i}") for name, cases in RANGES.items() for i, case in enumerate(cases)]
EXACT = {"arctan": mpmath.atan, "arccos": mpmath.acos, "power": mpmath.power}


def drawn(draw):
    return draw(np.random.default_rng(0))


def ulps(found, expected):
    """Errors of numbers with respect to long doubles, in units in the last place."""
    return np.abs((found - expected) / np.spacing(np.abs(expected.astype(np.float64)))).astype(np.float64)


def exact_error(name, x, found) -> float:
    """The error of one number with respect to the exact one, in units in the last place."""
    exact = getattr(mpmath, name, EXACT.get(name))(*map(mpmath.mpf, map(float, x)))
    return float(abs(mpmath.mpf(float(found)) - exact) / mpmath.mpf(float(np.spacing(abs(float(exact))))))


@LONG
@pytest.mark.parametrize(("name", "draw", "bound"), CASES)
def test_errors_of_a_million_points_are_small(name, draw, bound):
    x = drawn(draw)
    found = getattr(elementary, name)(*x)
    with np.errstate(all="ignore"):
        error = ulps(found, getattr(np, name)(*(part.astype(np.longdouble) for part in x)))
    assert error.max() < bound
    with mpmath.workdps(60):
        for i in (*np.argsort(error)[-WORST:], *range(EXACT_POINTS)):
            assert exact_error(name, [part[i] for part in x], found[i]) < bound


@pytest.mark.parametrize(("turned", "exact"), [(elementary.cos_turns, mpmath.cospi), (elementary.sin_turns, mpmath.sinpi)])
def test_sine_and_cosine_of_turns_are_exact_at_eighths_and_small_errors_elsewhere(turned, exact):
    random = np.random.default_rng(0)
    with mpmath.workdps(60):
        for u in (*random.uniform(-2, 2, 2000).tolist(), *random.uniform(-1e9, 1e9, 2000).tolist()):
            expected = exact(2 * mpmath.mpf(u))
            assert abs(turned(u) - expected) < 0.9 * math.ulp(float(expected))
    assert [turned(0.25 * k) for k in range(-4, 5)] == [float(exact(0.5 * k)) for k in range(-4, 5)]


def test_angles_of_many_turns_keep_an_absolute_error_of_an_ulp_of_one():
    x = np.random.default_rng(0).uniform(-(2.0**47), 2.0**47, 2000)
    with mpmath.workdps(60):
        for function, exact in ((elementary.sin, mpmath.sin), (elementary.cos, mpmath.cos)):
            assert max(abs(float(found - exact(mpmath.mpf(at)))) for at, found in zip(x.tolist(), function(x), strict=True)) < 2.0**-52


ENDS = {
    "exp": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (709.782712893384, 1.7976931348622732e308), (709.782712893385, INF)],
    "expm1": [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (TINY, TINY), (-NORMAL, -NORMAL), (-60.0, -1.0), (710.0, INF)],
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (TINY, TINY), (-NORMAL, -NORMAL), (23.0, 1.0)],
    "log": [(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-1.0, NAN), (-INF, NAN), (TINY, -744.4400719213812)],
    "log1p": [(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-1.5, NAN), (-INF, NAN), (TINY, TINY), (-NORMAL, -NORMAL)],
    "log10": [(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-1.0, NAN), *((10.0**k, float(k)) for k in range(23))],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (TINY, TINY), (-NORMAL, -NORMAL)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (TINY, 1.0)],
    "arctan": [(0.0, 0.0), (-0.0, -0.0), (INF, math.pi / 2), (-INF, -math.pi / 2), (1.0, math.pi / 4), (TINY, TINY), (-NORMAL, -NORMAL)],
    "arccos": [(1.0, 0.0), (-1.0, math.pi), (0.0, math.pi / 2), (1.5, NAN), (-INF, NAN)],
}
ENDS["exp"] += [(-745.2, 0.0), (-745.1, TINY), (1e300, INF), (-1e300, 0.0)]


def same(found, expected) -> bool:
    """Whether two numbers are the same to the bit, including the sign of zero. All NaNs count as the same."""
    return math.isnan(found) if math.isnan(expected) else (found == expected and math.copysign(1.0, found) == math.copysign(1.0, expected))


@pytest.mark.parametrize("name", ENDS)
def test_ends_of_ranges_are_those_of_ieee_754(name):
    function = getattr(elementary, name)
    for x, expected in [*ENDS[name], (NAN, NAN)]:
        assert same(function(x), expected), (x, function(x))


def test_powers_and_logarithms_of_two_are_exact():
    assert all(elementary.power(2.0, float(k)) == math.ldexp(1.0, k) for k in range(-1074, 1024))
    assert all(elementary.power(math.ldexp(1.0, 2 * k), 0.5) == math.ldexp(1.0, k) for k in range(-500, 500))
    with mpmath.workdps(60):
        assert all(elementary.log(math.ldexp(1.0, k)) == float(mpmath.log(2) * k) for k in range(-1074, 1024))


SPECIAL_POWERS = [
    *[(x, 0.0, 1.0) for x in (0.0, -0.0, 1.0, -3.0, INF, -INF, NAN)],
    *[(1.0, y, 1.0) for y in (0.0, 3.5, INF, -INF, NAN)],
    *[(-1.0, INF, 1.0), (-1.0, -INF, 1.0), (NAN, 1.0, NAN), (2.0, NAN, NAN), (-8.0, 1 / 3, NAN), (-INF, 0.5, INF)],
    *[(0.0, -3.0, INF), (-0.0, -3.0, -INF), (-0.0, -2.0, INF), (0.0, -2.5, INF), (0.0, -INF, INF), (-0.0, 3.0, -0.0), (0.0, 2.5, 0.0)],
    *[(0.5, -INF, INF), (2.0, -INF, 0.0), (0.5, INF, 0.0), (2.0, INF, INF), (-0.5, -INF, INF), (-2.0, INF, INF)],
    *[(-INF, -3.0, -0.0), (-INF, -2.0, 0.0), (-INF, 3.0, -INF), (-INF, 2.0, INF), (INF, -1.0, 0.0), (INF, 0.3, INF)],
    *[(-2.0, 5.0, -32.0), (-2.0, -3.0, -0.125), (-2.0, 6.0, 64.0), (2.0, 1024.0, INF), (2.0, -1076.0, 0.0), (-2.0, 1025.0, -INF)],
    *[(10.0, 308.0, 1e308), (10.0, -300.0, 1e-300), (0.1, 2.0, 0.1 * 0.1), (3.0, 0.5, math.sqrt(3.0))],
]


@pytest.mark.parametrize(("x", "y", "expected"), SPECIAL_POWERS)
def test_special_powers_are_those_of_ieee_754(x, y, expected):
    assert same(elementary.power(x, y), expected)


def kernel(function):
    @compiled
    def each(x, out):
        for i in range(x.size):
            out[i] = function(x[i])

    return each


@compiled
def powers_in_a_kernel(x, y, out):
    for i in range(x.size):
        out[i] = elementary.power(x[i], y[i])


SPECIALS = np.array([0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, TINY, -NORMAL, LARGEST, 709.79, -745.2])


@pytest.mark.parametrize("name", RANGES)
def test_numbers_arrays_and_kernels_have_the_same_bits(name):
    function, samples = getattr(elementary, name), [drawn(draw) for draw, _ in RANGES[name]]
    x = [np.concatenate([part[:500] for part in parts]) for parts in zip(*samples, strict=True)]
    if name not in ("sin", "cos"):
        x = [np.append(x[0], np.repeat(SPECIALS, SPECIALS.size)), *(np.append(y, np.tile(SPECIALS, SPECIALS.size)) for y in x[1:])]
    found, in_kernel = function(*x), np.empty(x[0].size)
    (powers_in_a_kernel if name == "power" else kernel(function))(*x, in_kernel)
    np.testing.assert_array_equal(in_kernel.view(np.int64), found.view(np.int64))
    for i, numbers in enumerate(zip(*(part.tolist() for part in x), strict=True)):
        assert same(function(*numbers), found[i]), numbers


def test_arrays_keep_their_shape_and_float32_is_rounded_once():
    x = np.random.default_rng(0).uniform(0.1, 3.0, (5, 4)).astype(np.float32)
    assert elementary.exp(x).dtype == np.float32
    np.testing.assert_array_equal(elementary.exp(x), elementary.exp(x.astype(float)).astype(np.float32))
    np.testing.assert_array_equal(elementary.log(x.T), elementary.log(np.ascontiguousarray(x.T)))
    assert elementary.power(x[:, :1].astype(float), np.arange(3)).shape == (5, 3)
    assert elementary.exp([]).shape == (0,)
    assert isinstance(elementary.exp(np.float64(1.0)), np.float64)
    assert isinstance(elementary.exp(1), float)


def test_other_kinds_of_numbers_are_refused():
    for x in (np.ones(2, complex), np.ones(2, np.longdouble), np.array(["1"])):
        with pytest.raises(TypeError, match="must be float64, float32 or whole numbers"):
            elementary.exp(x)


@pytest.mark.parametrize("name", ["exp", "log1p", "tanh", "arctan"])
def test_complex_numbers_in_kernels_give_derivatives_to_first_order(name):
    function = getattr(elementary, name)

    @compiled
    def at(x):
        return function(complex(x, 1e-100))

    for x in (-0.9, 0.3, 2.0):
        found = at(x)
        assert found.real == function(x)
        assert found.imag * 1e100 == pytest.approx(float(mpmath.diff(getattr(mpmath, name, EXACT.get(name)), x)), rel=1e-14)


@pytest.mark.parametrize(
    ("operation", "exact"), [(pairs.plus, Fraction.__add__), (pairs.minus, Fraction.__sub__), (pairs.times, Fraction.__mul__)]
)
def test_pairs_have_thirty_digits(operation, exact):
    random = np.random.default_rng(0)
    for _ in range(2000):
        a, b = ((high, high * 2.0**-54 * low) for high, low in random.uniform(0.5, 2.0, (2, 2)).tolist())
        x, y, found = (Fraction(pair[0]) + Fraction(pair[1]) for pair in (a, b, operation(a, b)))
        assert abs(found - exact(x, y)) < 2.0**-103 * (abs(x) + abs(y)) * max(1, abs(x), abs(y))


def test_numbers_need_neither_numpy_nor_a_compiler():
    program = "import sys; from descent.elementary import power; power(2.0, 0.3); print({'numpy', 'numba'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
