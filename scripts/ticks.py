"""Numbers as figures write them: powers of ten on the axes, no minus before a zero."""

import numpy as np

from scripts.style import matplotlib

PLAIN = 10_000
"""Exponents from here on are powers of ten themselves."""


def number(value: float, digits: int = 2) -> str:
    """A number with so many digits after the point; what rounds to zero has no sign."""
    return f"{value:z.{digits}f}"


def power(exponent: float) -> str:
    """10^exponent for mathtext, without $: an exponent from ten thousand on is a power of ten, or a multiple of one, itself."""
    if abs(exponent) < PLAIN:
        return f"10^{{{exponent:zg}}}"
    digits, place = f"{exponent:.1e}".split("e")
    factor = "" if float(digits) == 1 else f"{float(digits):g}\\times"
    return f"10^{{{factor}10^{{{int(place)}}}}}"


def thousands(axis):
    """Write large numbers on a linear axis without an offset."""
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:z,.0f}"))


def powers(axis):
    """Write an axis whose data are logarithms, in tens, as the numbers themselves: 3 as 10^3. The axis may be linear or logarithmic."""
    if axis.get_scale() == "linear":
        axis.set_major_locator(matplotlib.ticker.MaxNLocator("auto", integer=True, min_n_ticks=2))
    axis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"${power(np.round(value, 9))}$"))
    axis.set_minor_formatter(matplotlib.ticker.NullFormatter())
