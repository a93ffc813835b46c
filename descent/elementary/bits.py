"""Building blocks of the elementary functions: the 64 bits of a float64, and sums and products with their rounding errors.

This is plain Python on numbers; `kernels` replaces `bits`, `from_bits` and `shift` in compiled code.
"""

import struct

SPLIT = 134217729.0
"""2^27 + 1: splits a float64 into two halves whose products are exact (Dekker 1971)."""
HIGH = -(1 << 27)
"""Mask of the upper 26 bits of a mantissa: the square of a number with only these bits is exact."""
MAGIC, MAGIC_BITS = 6755399441055744.0, 0x4338000000000000
"""1.5 2^52: adding a number to it rounds the number to a whole one, which is then in the last bits of the sum."""
ALL = (1 << 64) - 1


def bits(x: float) -> int:
    """The bits of a float64 as a signed 64-bit integer."""
    return struct.unpack("<q", struct.pack("<d", x))[0]


def from_bits(b: int) -> float:
    """The float64 of 64 bits."""
    return struct.unpack("<d", struct.pack("<Q", b & ALL))[0]


def shift(b: int, by: int) -> int:
    """b >> by as an unsigned shift of 64 bits, which every processor has for vectors."""
    return (b & ALL) >> by


def upper(x):
    """x with the lower 27 bits of its mantissa cleared."""
    return from_bits(bits(x) & HIGH)


def power_of_two(k):
    """2^k for a whole number -1022 <= k <= 1023."""
    return from_bits((k + 1023) << 52)


def whole(x):
    """x rounded to a whole number, ties to even, as a float and as an integer. |x| < 2^51."""
    t = x + MAGIC
    return t - MAGIC, bits(t) - MAGIC_BITS


def sum_of(a, b):
    """The rounded sum s and its rounding error e: a + b = s + e exactly. Source: Knuth 1969."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def product_of(a, b):
    """The rounded product p and its rounding error e: a b = p + e exactly, without overflow or underflow. Source: Dekker 1971."""
    p = a * b
    t = SPLIT * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = SPLIT * b
    b_high = t - (t - b)
    b_low = b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low
