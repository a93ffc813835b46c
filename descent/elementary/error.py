"""The complementary error function of a number. (1 + 2 x) exp(x^2) erfc(x) is a short Chebyshev series in (x - 15/4)/(x + 15/4), x >= 0.

Source of this form: Shepherd and Laframboise 1981. The coefficients are computed from exact values.
"""

from descent.elementary.bits import product_of
from descent.elementary.exponential import exp

CENTRE = 3.75
NUMBERS = """
    0x1.2d75d0246cee8p+0 -0x1.2cd0564f8c1b7p-8 -0x1.59159e8868995p-4 0x1.e50c3e7c7dccep-5 -0x1.b4c68f4569326p-6
    0x1.295e991a7d82dp-7 -0x1.3c4c54f8d419dp-9 0x1.014ed1572209ap-11 -0x1.221e6f70130b5p-14 0x1.15c3f597f0492p-18
    0x1.9f8f03ca86fc1p-21 -0x1.d601c320c8f9cp-23 0x1.71e1efca86cf9p-27 0x1.36bf2885524c9p-28 -0x1.aa4d7b1cdf20ap-31
    -0x1.15df59ca6082bp-34 0x1.f8af0a9aa6d31p-36 0x1.b61b723941781p-43 -0x1.0fc16c00b50f2p-40 0x1.24f6a772cbc36p-45
    0x1.2d8b49ab5f72bp-45 -0x1.0cb63a80de2c5p-49 -0x1.6884628ace07ap-50 0x1.561b105822235p-54 0x1.d3744857e262bp-55
"""
SERIES = tuple(map(float.fromhex, NUMBERS.split()))
SMALL = 0.5
SMALL_NUMBERS = """
    0x1.20dd750429b6dp+0 -0x1.812746b0379e6p-2 0x1.ce2f21a042b29p-4 -0x1.b82ce3127f739p-6 0x1.565bcd0aa6349p-8
    -0x1.c02db23d41138p-11 0x1.f9a2a6635fe79p-14 -0x1.f4bb9f7301dedp-17 0x1.b776442df3041p-20 -0x1.39fb524e9c1f7p-23
"""
POLYNOMIAL = tuple(map(float.fromhex, SMALL_NUMBERS.split()))
"""Coefficients of erf(x)/x in powers of x^2, for |x| < SMALL, where 1 - erf(x) has a smaller error than the series."""
LARGEST = 30.0
"""erfc(x) is zero for larger x."""


def erfc(x):
    """1 - erf(x)."""
    y = abs(x)
    if y < SMALL:
        square, total = x * x, POLYNOMIAL[-1]
        for k in range(len(POLYNOMIAL) - 2, -1, -1):
            total = POLYNOMIAL[k] + square * total
        return 1.0 - x * total
    y = LARGEST if y > LARGEST else y
    t = 2.0 * ((y - CENTRE) / (y + CENTRE))
    after, total = 0.0, 0.0
    for k in range(len(SERIES) - 1, 0, -1):  # Clenshaw's recurrence
        after, total = total, SERIES[k] + (t * total - after)
    total = SERIES[0] + (0.5 * t * total - after)
    square, rest = product_of(y, y)
    value = total * exp(-square) / (1.0 + 2.0 * y)
    value = value - value * rest
    return value if not x < 0.0 else 2.0 - value
