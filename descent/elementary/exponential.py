"""exp, expm1 and tanh of a number. x = k log 2 + r, |r| <= log(2)/2; exp(r) is a polynomial, the first terms with their rounding errors."""

import math

from descent.elementary.bits import power_of_two, product_of, shift, sum_of, upper, whole

LOG2E = float.fromhex("0x1.71547652b82fep+0")
LN2_HIGH = float.fromhex("0x1.62e42fefa2000p-1")
"""log 2 to 41 bits, so that whole multiples of it are exact."""
LN2_LOW = float.fromhex("0x1.9ef35793c7673p-41")
E0 = float.fromhex("0x1.5555555555556p-3")
E1 = float.fromhex("0x1.5555555555555p-5")
E2 = float.fromhex("0x1.11111111109b0p-7")
E3 = float.fromhex("0x1.6c16c16c167e0p-10")
E4 = float.fromhex("0x1.a01a01a7c6560p-13")
E5 = float.fromhex("0x1.a01a01a47c4a2p-16")
E6 = float.fromhex("0x1.71de0da5c30dbp-19")
E7 = float.fromhex("0x1.27e4e1ef97653p-22")
E8 = float.fromhex("0x1.af38be34c9e9cp-26")
E9 = float.fromhex("0x1.1f66eb38288bfp-29")
"""(exp(r) - 1 - r - r^2/2)/r^3 = E0 + E1 r + ..., fitted for |r| <= log(2)/2."""


def reduced(x):
    """x = k log 2 + r. Returns k, r and the rounding error of r."""
    n, k = whole(x * LOG2E)
    d = x - n * LN2_HIGH
    low = n * LN2_LOW
    r = d - low
    return k, r, (d - r) - low


def above_one(r, rest):
    """exp(r) - 1 - r + rest as a sum of two numbers: the exact square of r's upper half, divided by 2, and the remainder."""
    r_high = upper(r)
    r2 = r * r
    r4 = r2 * r2
    q = ((E0 + E1 * r) + (E2 + E3 * r) * r2) + ((E4 + E5 * r) + (E6 + E7 * r) * r2) * r4 + (E8 + E9 * r) * (r4 * r4)
    return 0.5 * r_high * r_high, rest + (0.5 * (r - r_high) * (r + r_high) + r2 * (r * q))


def exp_parts(x):
    """exp(x) = 2^k (high + low). Returns k, high and low."""
    k, r, rest = reduced(x)
    half_square, left = above_one(r, 0.0)
    a = 1.0 + r
    a_low = (1.0 - a) + r
    high = a + half_square
    low = (a - high) + half_square
    return k, high, (a_low + low) + (rest * high + left)


def scaled(y, k):
    """y 2^k, with one rounding where that is subnormal. k: a whole number, |k| < 2000."""
    half = shift(k + 2048, 1) - 1024
    return y * power_of_two(half) * power_of_two(k - half)


def exp(x):
    """e^x."""
    k, high, low = exp_parts(x)
    value = scaled(high + low, k)
    value = math.inf if x > 710.0 else value
    return 0.0 if x < -746.0 else value


def expm1(x):
    """e^x - 1."""
    k, r, rest = reduced(x)
    half_square, left = above_one(r, rest)
    high = r + half_square
    low = ((r - high) + half_square) + left
    half = shift(k + 2048, 1) - 1024
    two, other = power_of_two(half), power_of_two(k - half)
    # 2^k (1 + high + low) - 1, divided by 2^half for large k, so that nothing overflows before the result does
    one = power_of_two(-half) if half > 0 else 1.0
    other = other if half > 0 else two * other
    last = two if half > 0 else 1.0
    a = other + other * high
    a_low = (other - a) + other * high
    c, error = sum_of(a, -one)
    value = (c + (error + (a_low + other * low))) * last
    value = math.inf if x > 710.0 else value
    value = -1.0 if x < -60.0 else value
    return x if x == 0.0 else value


def tanh(x):
    """Hyperbolic tangent: expm1(2 |x|)/(expm1(2 |x|) + 2), with the rounding errors of numerator and denominator."""
    y = abs(x)
    k, r, rest = reduced(2.0 * y)
    half_square, left = above_one(r, rest)
    high = r + half_square
    low = ((r - high) + half_square) + left
    two = power_of_two(k)
    a = two + two * high
    a_low = (two - a) + two * high
    top, top_low = sum_of(a, -1.0)
    top, top_low = sum_of(top, top_low + (a_low + two * low))
    bottom, bottom_low = sum_of(top, 2.0)
    bottom_low = bottom_low + top_low
    ratio = top / bottom
    p, error = product_of(ratio, bottom)
    ratio = ratio + (((top - p) - error) + (top_low - ratio * bottom_low)) / bottom
    ratio = 1.0 if y > 22.0 else ratio if y > 0.0 else 0.0
    return math.copysign(ratio if x == x else x, x)
