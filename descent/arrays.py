"""Elementary functions that a formula may use wherever it runs: on numbers inside compiled kernels, on numpy's arrays, on torch's."""

import math

import numpy as np
from array_api_compat import array_namespace
from numba.extending import overload


def _space(x):
    """The library of an array; numpy for a plain number."""
    return np if isinstance(x, int | float) else array_namespace(x)


def sqrt(x):
    """Square root of x, of any shape."""
    return _space(x).sqrt(x)


def exp(x):
    """e to the power of x, of any shape."""
    return _space(x).exp(x)


def log1p(x):
    """log(1 + x), x of any shape."""
    return _space(x).log1p(x)


def tanh(x):
    """Hyperbolic tangent of x, of any shape."""
    return _space(x).tanh(x)


def sign(x):
    """-1, 0 or 1 by the sign of x, of any shape."""
    return _space(x).sign(x)


def where(condition, x, y):
    """x where the condition holds, y elsewhere. condition: any shape; x, y: that shape, or numbers."""
    return _space(condition).where(condition, x, y)


def _in_kernels(function, of_number):
    """Let a kernel call of_number where it calls function with a number."""

    @overload(function, inline="always")
    def typed(x):
        return lambda x: of_number(x)


_in_kernels(sqrt, math.sqrt)
_in_kernels(exp, math.exp)
_in_kernels(log1p, math.log1p)
_in_kernels(tanh, math.tanh)


@overload(sign, inline="always")
def _sign(x):
    return lambda x: float((x > 0.0) - (x < 0.0))


@overload(where, inline="always")
def _where(condition, x, y):
    return lambda condition, x, y: x if condition else y
