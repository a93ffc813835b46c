"""Elementary functions that a formula may use wherever it runs: on numbers inside compiled kernels, on numpy's arrays, on torch's.

A number in a kernel may be complex, with an imaginary part of 1e-100, for a derivative by a complex step. Where the library's function of
complex numbers would lose that part or overflow, it is taken to first order.
"""

import math

import numpy as np
from array_api_compat import array_namespace
from numba import types
from numba.extending import overload, register_jitable

INLINED = {"error_model": "numpy", "forceinline": True}


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


def arctan(x):
    """Arc tangent of x, of any shape."""
    return _space(x).atan(x)


def step(x):
    """1 where the real part of x is positive, 0 elsewhere, as numbers of the kind that x is of."""
    return _space(x).astype(x.real > 0, x.dtype)


def sign(x):
    """-1, 0 or 1 by the sign of x, of any shape."""
    return _space(x).sign(x)


def where(condition, x, y):
    """x where the condition holds, y elsewhere. condition: any shape; x, y: that shape, or numbers."""
    return _space(condition).where(condition, x, y)


@register_jitable
def _tanh_to_first_order(x):
    value = math.tanh(x.real)
    return value + (1.0 - value * value) * (x - x.real)


@register_jitable
def _log1p_to_first_order(x):
    return math.log1p(x.real) + (x - x.real) / (1.0 + x.real)


def _in_kernels(function, of_number, of_complex):
    """Let a kernel call of_number where it calls function with a real number, of_complex where it does with a complex one."""

    @overload(function, jit_options=INLINED)
    def typed(x):
        chosen = of_complex if isinstance(x, types.Complex) else of_number
        return lambda x: chosen(x)


_in_kernels(sqrt, math.sqrt, np.sqrt)
_in_kernels(exp, math.exp, np.exp)
_in_kernels(log1p, math.log1p, _log1p_to_first_order)
_in_kernels(tanh, math.tanh, _tanh_to_first_order)
_in_kernels(arctan, math.atan, np.arctan)


@overload(step, jit_options=INLINED)
def _step(x):
    one, zero = (1.0 + 0.0j, 0.0j) if isinstance(x, types.Complex) else (1.0, 0.0)
    return lambda x: one if x.real > 0.0 else zero


@overload(sign, jit_options=INLINED)
def _sign(x):
    return lambda x: float((x > 0.0) - (x < 0.0))


@overload(where, jit_options=INLINED)
def _where(condition, x, y):
    return lambda condition, x, y: x if condition else y
