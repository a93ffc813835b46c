"""The 64 bits of a float64, and sums and products with their rounding errors: what the elementary functions are made of.

Plain Python here, on numbers; `kernels` gives compiled code its own form of the three functions of bits.
"""

import struct

SPLIT = 134217729.0
"""2^27 + 1: divides a float64 in two halves whose products are exact (Dekker 1971)."""
HIGH = -(1 << 27)
"""Mask of the upper 26 bits of a mantissa: the square of such a number is exact."""
MAGIC, MAGIC_BITS = 6755399441055744.0, 0x4338000000000000
"""1.5 2^52: what is added to it is rounded to a whole number, which its last bits then hold."""
ALL = (1 << 64) - 1


def bits(x: float) -> int:
    """The bits of a float64 as a signed 64-bit integer."""
    return struct.unpack("<q", struct.pack("<d", x))[0]


def from_bits(b: int) -> float:
    """The float64 of 64 bits."""
    return struct.unpack("<d", struct.pack("<Q", b & ALL))[0]


def shift(b: int, by: int) -> int:
    """b >> by of 64 bits, zeros coming in: the shift that every processor has for vectors."""
    return (b & ALL) >> by


def upper(x):
    """x with the lower 27 bits of its mantissa cleared."""
    return from_bits(bits(x) & HIGH)


def power_of_two(k):
    """2^k of a whole number -1022 <= k <= 1023."""
    return from_bits((k + 1023) << 52)


def whole(x):
    """x rounded to a whole number, ties to even, as a float and as an integer. |x| < 2^51."""
    t = x + MAGIC
    return t - MAGIC, bits(t) - MAGIC_BITS


def sum_of(a, b):
    """a + b = s + e exactly. Knuth 1969."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def product_of(a, b):
    """a b = p + e exactly, where nothing overflows or underflows. Dekker 1971."""
    p = a * b
    t = SPLIT * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = SPLIT * b
    b_high = t - (t - b)
    b_low = b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low
