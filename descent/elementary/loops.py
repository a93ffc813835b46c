"""The elementary functions over arrays: one compiled loop each, which the compiler fills the processor's vector units with."""

from descent.compiled import compiled
from descent.elementary import circular, error, exponential, logarithm

ONE_NUMBER = (exponential.exp, exponential.expm1, exponential.tanh, logarithm.log, logarithm.log1p, logarithm.log10)
ONE_NUMBER += (circular.sin, circular.cos, circular.arctan, circular.arccos, error.erfc)


def _over(formula):
    @compiled
    def loop(x, out):
        for i in range(x.size):
            out[i] = formula(x[i])

    return loop


@compiled
def _powers(x, y, out):
    for i in range(x.size):
        out[i] = logarithm.power(x[i], y[i])


LOOPS = {formula.__name__: _over(formula) for formula in ONE_NUMBER} | {"power": _powers}
"""The loop of a formula by its name. x, and y: (n,) float64; out: (n,), written."""
