"""Elementary functions with the same bits on every processor: sequences of + - * / and sqrt, which IEEE 754 rounds alike everywhere.

Those of C libraries and of numpy are chosen by the processor's instructions, and differ in last digits. Each function here takes a number,
an array of numpy's, or one of torch's, for which torch's own is used; compiled kernels take it by the same name. Arrays of float32 are
worked out in float64 and rounded. A complex number in a kernel, with an imaginary part of 1e-100 for a derivative by a complex step, is
taken to first order. The formulas are plain Python in the other files, measured against exact values by the tests.
"""

import numpy as np
from array_api_compat import array_namespace

from descent.elementary import circular, error, exponential, logarithm
from descent.elementary.circular import cos_turns, sin_turns

__all__ = [
    "arccos",
    "arctan",
    "cos",
    "cos_turns",
    "erfc",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log10",
    "power",
    "sin",
    "sin_turns",
    "square",
    "tanh",
]
"""Two are of numbers alone: cos_turns and sin_turns."""


def _each(formula, *numbers):
    """A formula of a number, for a number or each of an array. Raises TypeError for others than float64, float32 and whole numbers."""
    if all(isinstance(x, int | float | np.number) for x in numbers):
        value = formula(*map(float, numbers))
        return np.float64(value) if any(isinstance(x, np.number) for x in numbers) else value
    arrays = [np.asarray(x) for x in numbers]
    single = all(x.dtype == np.float32 for x in arrays)
    if not all(x.dtype.kind in "iub" or x.dtype in (np.float32, np.float64) for x in arrays):
        raise TypeError(f"{formula.__name__} of {[str(x.dtype) for x in arrays]}: must be float64, float32 or whole numbers")
    from descent.elementary.loops import LOOPS  # a script that needs no array needs no compiler

    arrays = np.broadcast_arrays(*(x.astype(np.float64) for x in arrays))
    out = np.empty(arrays[0].shape)
    LOOPS[formula.__name__](*(np.ascontiguousarray(x).reshape(-1) for x in arrays), out.reshape(-1))
    return out.astype(np.float32) if single else out


def _others(x) -> bool:
    """Whether x is an array of another library than numpy."""
    return not isinstance(x, int | float | np.number | np.ndarray | list | tuple)


def exp(x):
    """e to the power of x, of any shape."""
    return array_namespace(x).exp(x) if _others(x) else _each(exponential.exp, x)


def expm1(x):
    """exp(x) - 1, x of any shape."""
    return array_namespace(x).expm1(x) if _others(x) else _each(exponential.expm1, x)


def erfc(x):
    """1 - erf(x), x of any shape. Of numbers and numpy's arrays."""
    return _each(error.erfc, x)


def tanh(x):
    """Hyperbolic tangent of x, of any shape."""
    return array_namespace(x).tanh(x) if _others(x) else _each(exponential.tanh, x)


def log(x):
    """Natural logarithm of x, of any shape: -inf at 0, NaN below."""
    return array_namespace(x).log(x) if _others(x) else _each(logarithm.log, x)


def log1p(x):
    """log(1 + x), x of any shape."""
    return array_namespace(x).log1p(x) if _others(x) else _each(logarithm.log1p, x)


def log10(x):
    """Logarithm to base 10 of x, of any shape: -inf at 0, NaN below."""
    return array_namespace(x).log10(x) if _others(x) else _each(logarithm.log10, x)


def power(x, y):
    """x to the power of y, of shapes that fit. Exponents 1/2 and 0 to 4 are a square root and products."""
    return array_namespace(x, y).pow(x, y) if _others(x) or _others(y) else _each(logarithm.power, x, y)


def square(x):
    """x times x, of any shape."""
    return x * x


def sin(x):
    """Sine of x, of any shape, in radians below 2^48."""
    return array_namespace(x).sin(x) if _others(x) else _each(circular.sin, x)


def cos(x):
    """Cosine of x, of any shape, in radians below 2^48."""
    return array_namespace(x).cos(x) if _others(x) else _each(circular.cos, x)


def arctan(x):
    """Arc tangent of x, of any shape."""
    return array_namespace(x).atan(x) if _others(x) else _each(circular.arctan, x)


def arccos(x):
    """Arc cosine of x, of any shape: NaN outside [-1, 1]."""
    return array_namespace(x).acos(x) if _others(x) else _each(circular.arccos, x)
