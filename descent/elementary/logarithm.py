"""log, log1p, log10 and powers of a number. x = 2^e (1 + f) with sqrt(1/2) < 1 + f < sqrt(2); s = f/(2 + f), log(1 + f) = 2 artanh(s)."""

import math

from descent.elementary.bits import MAGIC, MAGIC_BITS, bits, from_bits, product_of, shift, sum_of, upper
from descent.elementary.exponential import LN2_HIGH, LN2_LOW, exp_parts, scaled

ROOT_HALF = 0x3FE6A09E667F3BCD
"""The bits of sqrt(1/2)."""
BIAS, EXPONENT = 1023 << 52, -(1 << 52)
"""The bits of 1, and the mask of sign and exponent."""
SMALLEST_NORMAL, UP, UP_POWER = 1 << 52, 18014398509481984.0, 54.0
"""A subnormal number, whose bits are below those of the smallest normal one, is multiplied by 2^54."""
LN2_LOWEST = float.fromhex("0x1.f97b57a079a19p-103")
L0 = float.fromhex("0x1.5555555555558p-1")
L1 = float.fromhex("0x1.99999999952dep-2")
L2 = float.fromhex("0x1.2492492df1b31p-2")
L3 = float.fromhex("0x1.c71c62e4f889ap-3")
L4 = float.fromhex("0x1.7462b4d1bf4b4p-3")
L5 = float.fromhex("0x1.39fe5b636d6b3p-3")
L6 = float.fromhex("0x1.2b5888923b9b5p-3")
"""(log(1 + f)/s - 2)/s^2 = L0 + L1 s^2 + ..."""
LOG10E, LOG10E_LOW = float.fromhex("0x1.bcb7b1526e50ep-2"), float.fromhex("0x1.95355baaafad3p-57")
P0 = float.fromhex("0x1.2492492492497p-2")
P1 = float.fromhex("0x1.c71c71c715460p-3")
P2 = float.fromhex("0x1.745d17550581cp-3")
P3 = float.fromhex("0x1.3b13a529101d8p-3")
P4 = float.fromhex("0x1.11159eccb8bdcp-3")
P5 = float.fromhex("0x1.e0202b434ff7cp-4")
P6 = float.fromhex("0x1.d9c1511d5938bp-4")
"""The same function, for powers: 2/3 + 2/5 s^2 + s^4 (P0 + P1 s^2 + ...), where 2/3 and 2/5 are pairs."""
TWO_THIRDS, TWO_THIRDS_LOW = 2.0 / 3.0, float.fromhex("0x1.5555555555555p-55")
TWO_FIFTHS, TWO_FIFTHS_LOW = 0.4, -float.fromhex("0x1.999999999999ap-56")
NO_FRACTION = 4503599627370496.0
"""2^52: from here on all numbers are whole."""
WHOLE_POWERS = 4.0
"""Powers with whole exponents from 0 to this are computed by multiplication."""


def split(x):
    """x = 2^e (1 + f). x: positive, finite. Returns e, as a float, and f."""
    b = bits(x)
    small = b < SMALLEST_NORMAL
    b = bits(x * UP) if small else b
    above = b + BIAS - ROOT_HALF
    n = from_bits(shift(above, 52) + MAGIC_BITS) - (MAGIC + 1023.0)
    return (n - UP_POWER if small else n), from_bits(b - (above & EXPONENT) + BIAS) - 1.0


def log_parts(x, extra):
    """log(x) + extra as a sum of two numbers. x: positive, finite; extra: at most about a rounding error of the logarithm."""
    n, f = split(x)
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    R = z * (((L0 + L1 * z) + (L2 + L3 * z) * z2) + ((L4 + L5 * z) + L6 * z2) * (z2 * z2))
    f_high = upper(f)
    a = n * LN2_HIGH
    b = a + f
    b_low = (a - b) + f
    half = 0.5 * f_high * f_high
    high = b - half
    low = (b - high) - half
    return high, (b_low + low) + ((n * LN2_LOW + extra) + (s * (0.5 * f * f + R) - 0.5 * (f - f_high) * (f + f_high)))


def at_the_ends(value, x, zero):
    """A logarithm with its special cases: infinity at infinity, minus infinity at `zero`, NaN below. value: the logarithm elsewhere."""
    value = x if x == math.inf else value
    value = -math.inf if x == zero else value
    return math.nan if not x >= zero else value


def log(x):
    """Natural logarithm."""
    high, low = log_parts(x, 0.0)
    return at_the_ends(high + low, x, 0.0)


def log1p(x):
    """log(1 + x)."""
    u, error = sum_of(1.0, x)
    high, low = log_parts(u, error / (u if u != 0.0 else 1.0))
    value = x if abs(x) < 1e-300 else high + low
    return at_the_ends(value, x, -1.0)


def log10(x):
    """Logarithm to base 10."""
    high, low = log_parts(x, 0.0)
    y = high + low
    p, error = product_of(y, LOG10E)
    return at_the_ends(p + (error + (((high - y) + low) * LOG10E + y * LOG10E_LOW)), x, 0.0)


def log_pair(x):
    """log(x) as a sum of two numbers, with a relative error of about 2^-68. x: positive, finite."""
    n, f = split(x)
    down, below = sum_of(2.0, f)
    s = f / down
    p, w = product_of(s, down)
    s_low = (((f - p) - w) - s * below) / down
    z, z_low = product_of(s, s)
    z_low = z_low + 2.0 * s * s_low
    u = z * (P0 + z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * (P5 + z * P6))))))
    a, a_low = sum_of(TWO_FIFTHS, u)
    a_low = a_low + TWO_FIFTHS_LOW
    c, c_low = product_of(z, a)
    c_low = c_low + (z * a_low + z_low * a)
    a, a_low = sum_of(TWO_THIRDS, c)
    a_low = a_low + (TWO_THIRDS_LOW + c_low)
    c, c_low = product_of(z, a)
    c_low = c_low + (z * a_low + z_low * a)
    a, a_low = sum_of(2.0, c)
    a_low = a_low + c_low
    c, c_low = product_of(s, a)
    c_low = c_low + (s * a_low + s_low * a)
    high, low = sum_of(n * LN2_HIGH, c)
    g, g_low = product_of(n, LN2_LOW)
    high, lower = sum_of(high, g)
    return sum_of(high, (low + lower) + (c_low + (g_low + n * LN2_LOWEST)))


def power_of_positive(x, y):
    """x^y for a positive finite x and a finite y."""
    high, low = log_pair(x)
    product = y * high
    over = abs(product) > 800.0
    safe = 0.0 if over else y
    p, error = product_of(safe, high)
    error = error + safe * low
    k, a, b = exp_parts(p)
    value = scaled(a + (b + error * (a + b)), k)
    return (math.inf if product > 0.0 else 0.0) if over else value


def whole_power(x, n):
    """x^n for a whole number n >= 0, by multiplication."""
    value = 1.0
    for _ in range(n):
        value = value * x
    return value


def is_whole(y):
    """Whether a number is whole; infinity counts as whole. (math.floor would return an integer, of 64 bits in kernels.)"""
    size = abs(y)
    return size >= NO_FRACTION or (size + NO_FRACTION) - NO_FRACTION == size


def is_odd(y):
    """Whether a number is an odd whole one."""
    return is_whole(y) and not is_whole(0.5 * y)


def by_products(y):
    """Whether a power with exponent y is computed by a square root or by multiplication."""
    return y == 0.5 or (0.0 <= y <= WHOLE_POWERS and is_whole(y))


def power(x, y):
    """x^y, with the special cases of IEEE 754's pow. Exponents 1/2 and 0, 1, 2, 3, 4 use a square root and multiplication."""
    if by_products(y) and (y != 0.5 or x >= 0.0):
        return math.sqrt(x) if y == 0.5 else whole_power(x, int(y))
    if x == 1.0:
        return 1.0
    if x != x or y != y:
        return math.nan
    if x == 0.0 or abs(x) == math.inf or abs(y) == math.inf:
        return _power_of_extremes(x, y)
    if x > 0.0:
        return power_of_positive(x, y)
    if not is_whole(y):
        return math.nan
    value = power_of_positive(-x, y)
    return -value if is_odd(y) else value


def _power_of_extremes(x, y):
    """x^y where x is zero or infinite, or y is infinite."""
    size = abs(x)
    if size == 1.0:
        return 1.0
    large = (size > 1.0) == (y > 0.0)
    value = math.inf if large else 0.0
    return -value if is_odd(y) and math.copysign(1.0, x) < 0.0 else value
