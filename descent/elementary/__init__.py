"""Elementary functions with the same bits on every processor: sequences of + - * / and sqrt, which IEEE 754 rounds alike everywhere.

C libraries and numpy choose their versions by the processor's instructions, and these differ in last digits. Each function here takes a
number, a numpy array, or a torch array, for which it calls torch's own function; compiled kernels call it by the same name. Arrays of
float32 are computed in float64 and rounded. Complex numbers, in kernels only, are for derivatives by a complex step: with an imaginary part
of 1e-100 they are computed to first order in it. The formulas are plain Python in the other files; tests compare them with exact values.

    >>> import numpy as np
    >>> from descent.elementary import exp, power
    >>> exp(1.0), exp(np.array([0.0, 710.0])).tolist(), power(2.0, -1074.0)
    (2.718281828459045, [1.0, inf], 5e-324)
"""

import pkgutil

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
"""cos_turns and sin_turns take numbers only."""
__all__ += [entry.name for entry in pkgutil.iter_modules(__path__)]


def _each(formula, standard: str, *numbers):
    """A formula applied to numbers, or to each element of arrays. standard: the function's name in the array API standard."""
    if all(type(x) in (float, int) for x in numbers):
        return formula(*map(float, numbers))
    from descent.elementary.arrays import each  # numbers alone need neither numpy nor a compiler

    return each(formula, standard, *numbers)


def exp(x):
    """e to the power of x, of any shape."""
    return _each(exponential.exp, "exp", x)


def expm1(x):
    """exp(x) - 1, x of any shape."""
    return _each(exponential.expm1, "expm1", x)


def erfc(x):
    """1 - erf(x), x of any shape."""
    return _each(error.erfc, "erfc", x)


def tanh(x):
    """Hyperbolic tangent of x, of any shape."""
    return _each(exponential.tanh, "tanh", x)


def log(x):
    """Natural logarithm of x, of any shape: -inf at 0, NaN below."""
    return _each(logarithm.log, "log", x)


def log1p(x):
    """log(1 + x), x of any shape."""
    return _each(logarithm.log1p, "log1p", x)


def log10(x):
    """Logarithm to base 10 of x, of any shape: -inf at 0, NaN below."""
    return _each(logarithm.log10, "log10", x)


def power(x, y):
    """x to the power of y, of shapes that broadcast. Exponents 1/2 and 0, 1, 2, 3, 4 are computed by a square root and by products."""
    return _each(logarithm.power, "pow", x, y)


def square(x):
    """x times x, of any shape."""
    return x * x


def sin(x):
    """Sine of x radians, x of any shape, |x| < 2^48."""
    return _each(circular.sin, "sin", x)


def cos(x):
    """Cosine of x radians, x of any shape, |x| < 2^48."""
    return _each(circular.cos, "cos", x)


def arctan(x):
    """Arc tangent of x, of any shape."""
    return _each(circular.arctan, "atan", x)


def arccos(x):
    """Arc cosine of x, of any shape: NaN outside [-1, 1]."""
    return _each(circular.arccos, "acos", x)
