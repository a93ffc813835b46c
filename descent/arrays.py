"""Operations that a formula may use wherever it runs: on real or complex numbers in compiled kernels, and on arrays of numpy or torch.

Sums, products and these operations give the same bits on every processor. `descent.elementary` has exp, log and similar functions.
"""

import math

import numpy as np
from array_api_compat import array_namespace
from numba import types
from numba.extending import overload

from descent import algebra

INLINED = {"error_model": "numpy", "forceinline": True}


def _space(x):
    """The library of an array; numpy for a plain number."""
    return np if isinstance(x, int | float) else array_namespace(x)


def sqrt(x):
    """Square root of x, of any shape."""
    return _space(x).sqrt(x)


def matmul(a, b):
    """Product of matrices: numpy's in the order that `descent.algebra` fixes, torch's by torch."""
    return algebra.matmul(a, b) if isinstance(a, np.ndarray) else a @ b


def step(x):
    """1 where the real part of x is positive, 0 elsewhere, in the dtype of x."""
    return _space(x).astype(x.real > 0, x.dtype)


def sign(x):
    """-1, 0 or 1 by the sign of x, of any shape."""
    return _space(x).sign(x)


def where(condition, x, y):
    """x where the condition holds, y elsewhere. condition: any shape; x, y: that shape, or numbers."""
    return _space(condition).where(condition, x, y)


@overload(sqrt, jit_options=INLINED)
def _sqrt(x):
    return lambda x: math.sqrt(x)


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
