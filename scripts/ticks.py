"""Numbers in figures: powers of ten on axes, and no minus sign before zero."""

import numpy as np

from scripts.style import matplotlib

PLAIN = 10_000
"""From this size on, exponents are written as powers of ten themselves."""


def number(value: float, digits: int = 2) -> str:
    """A number with the given digits after the point. A number that rounds to zero has no sign."""
    return f"{value:z.{digits}f}"


def power(exponent: float) -> str:
    """10^exponent in mathtext, without $. A large exponent is written as a multiple of a power of ten."""
    if abs(exponent) < PLAIN:
        return f"10^{{{exponent:zg}}}"
    digits, place = f"{exponent:.1e}".split("e")
    factor = "" if float(digits) == 1 else f"{float(digits):g}\\times"
    return f"10^{{{factor}10^{{{int(place)}}}}}"


def thousands(axis):
    """Write large numbers on a linear axis in full, without an offset."""
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:z,.0f}".replace("-", "\N{MINUS SIGN}")))


def powers(axis):
    """Label an axis of base-10 logarithms with the numbers themselves: 3 as 10^3. The axis may be linear or logarithmic."""
    if axis.get_scale() == "linear":
        axis.set_major_locator(matplotlib.ticker.MaxNLocator("auto", integer=True, min_n_ticks=2))
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"${power(np.round(value, 9))}$"))
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())
