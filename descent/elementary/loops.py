"""The elementary functions over arrays: one compiled loop each, which the compiler vectorises."""

import math

from descent.compiled import compiled, everywhere
from descent.elementary import circular, error, exponential, logarithm

ONE_NUMBER = (exponential.exp, exponential.expm1, exponential.tanh, logarithm.log, logarithm.log1p, logarithm.log10)
ONE_NUMBER += (circular.sin, circular.cos, circular.arctan, circular.arccos, error.erfc)


def _over(formula):
    @compiled
    def loop(x, out):
        for i in range(x.size):
            out[i] = formula(x[i])

    return loop


@everywhere
def _usual(x, y):
    """Whether x^y is not a special case, so that a vectorised loop can compute it."""
    return (x > 0.0) & (x < math.inf) & (abs(y) < 1e300)


@compiled
def _powers(x, y, out):
    for i in range(x.size):
        usual = _usual(x[i], y[i])
        out[i] = logarithm.power_of_positive(x[i] if usual else 1.0, y[i] if usual else 0.0)
    for i in range(x.size):
        if not _usual(x[i], y[i]) or logarithm.by_products(y[i]):
            out[i] = logarithm.power(x[i], y[i])


LOOPS = {formula.__name__: _over(formula) for formula in ONE_NUMBER} | {"power": _powers}
"""The loop of each formula, by name. It takes x, for powers also y, (n,) float64, and writes out (n,)."""
