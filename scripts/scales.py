"""Logarithmic axes whose positions have the same bits on every processor.

Matplotlib takes logarithms from the C library and from numpy, whose last digits differ between processors. A number on the border between
two levels of a pixel then falls on either side. Positions rounded to 1e-10, much finer than any pixel, are the same.
"""

import numpy as np
from matplotlib import scale, ticker

STEPS = 1e10
"""The number of positions per decade."""
MANY = 8
"""Ticks on an axis, at most, and the decades from which on it has many."""
APART = (1, 2, 5, 10, 20, 50, 100, 200)
"""Decades from tick to tick."""
SHIFT = 0.2718
"""The point of a step from which numbers are rounded up. It is not the middle, where whole decades minus a margin of a twentieth may lie.
"""


def rounded(positions):
    """Positions, of any shape, rounded to the nearest steps."""
    return np.rint(positions * STEPS + SHIFT) / STEPS


class Decades(scale.LogTransform):
    """log10, rounded."""

    def transform_non_affine(self, values):
        """Positions of values, of the same shape."""
        return rounded(super().transform_non_affine(values))


class SymmetricDecades(scale.SymmetricalLogTransform):
    """log10 of the absolute value beyond a threshold, linear below it, rounded."""

    def transform_non_affine(self, values):
        """Positions of values, of the same shape."""
        return rounded(super().transform_non_affine(values))


class WholeDecades(ticker.LogLocator):
    """Powers of ten whose exponents are multiples of 1, 2, 5, ... on an axis of many decades, matplotlib's ticks on a shorter one."""

    def tick_values(self, vmin, vmax):
        """Where ticks are, of an axis from vmin to vmax."""
        low, high = Decades(10).transform_non_affine(np.maximum([vmin, vmax], np.finfo(float).tiny))
        most = MANY if self.axis is None else min(MANY, max(2, self.axis.get_tick_space()))
        if high - low <= most:
            return super().tick_values(vmin, vmax)
        step = next(step for step in APART if (high - low) / step <= most)
        first, last = int(np.ceil(low / step)), int(np.floor(high / step))
        return np.array([float(f"1e{step * number}") for number in range(first, last + 1)])


class FewBetween(ticker.LogFormatterSciNotation):
    """Numbers beside ticks between powers of ten, where matplotlib has any: those that begin with 2 and 5 alone."""

    def __call__(self, x, pos=None):
        """The number beside a tick."""
        return super().__call__(x, pos) if f"{x:.0e}"[0] in "25" else ""


class Log(scale.LogScale):
    """Matplotlib's `log`, rounded."""

    def __init__(self, *, base=10, subs=None, nonpositive="clip"):
        super().__init__(base=base, subs=subs, nonpositive=nonpositive)
        self._rounded = Decades(base, nonpositive)

    def get_transform(self):
        """From numbers to positions."""
        return self._rounded

    def set_default_locators_and_formatters(self, axis):
        """Ticks at whole decades."""
        super().set_default_locators_and_formatters(axis)
        axis.set_major_locator(WholeDecades(self.base))
        axis.set_minor_formatter(FewBetween(self.base))


class SymmetricLog(scale.SymmetricalLogScale):
    """Matplotlib's `symlog`, rounded."""

    def __init__(self, *, base=10, linthresh=2, subs=None, linscale=1):
        super().__init__(base=base, linthresh=linthresh, subs=subs, linscale=linscale)
        self._rounded = SymmetricDecades(base, linthresh, linscale)

    def get_transform(self):
        """From numbers to positions."""
        return self._rounded


def register():
    """Register these scales in place of matplotlib's `log` and `symlog` in this process."""
    scale.register_scale(Log)
    scale.register_scale(SymmetricLog)
