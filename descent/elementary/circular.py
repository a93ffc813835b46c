"""Sine, cosine, arc tangent and arc cosine of a number. Angles are reduced in turns, from which quarters are subtracted exactly."""

import math

from descent.elementary.bits import product_of, whole

A0 = float.fromhex("-0x1.5555555555555p-2")
A1 = float.fromhex("0x1.9999999999584p-3")
A2 = float.fromhex("-0x1.249249240bf23p-3")
A3 = float.fromhex("0x1.c71c70f46ac26p-4")
A4 = float.fromhex("-0x1.745cc5fbb5075p-4")
A5 = float.fromhex("0x1.3b029be3c04adp-4")
A6 = float.fromhex("-0x1.0f10e54cbbfc9p-4")
A7 = float.fromhex("0x1.a2815b364132cp-5")
"""(arctan(t)/t - 1)/t^2 = A0 + A1 t^2 + ... for |t| <= tan(pi/16)."""
BOUND1, BOUND2, BOUND3, BOUND4 = 0.19891236737965800691, 0.66817863791929891999, 1.49660576266548901760, 5.02733949212584810451
"""tan of odd multiples of pi/16."""
TAN1, TAN3 = 0.41421356237309503, 2.414213562373095
"""tan of pi/8 and 3 pi/8. The argument is reduced by the nearest angle of 0, pi/8, pi/4, 3 pi/8 and pi/2."""
ANGLE1, ANGLE1_LOW = 0.39269908169872414, 3.060132146563891e-18
ANGLE2, ANGLE2_LOW = 0.7853981633974483, 3.061616997868383e-17
ANGLE3, ANGLE3_LOW = 1.1780972450961724, 2.7563998718653792e-17
ANGLE4, ANGLE4_LOW = 1.5707963267948966, 6.123233995736766e-17
"""pi/8, pi/4, 3 pi/8 and pi/2, each with its rounding error."""
TWO_PI, TWO_PI_LOW = float.fromhex("0x1.921fb54442d18p+2"), float.fromhex("0x1.1a62633145c07p-52")
TURN, TURN_LOW = float.fromhex("0x1.45f306dc9c883p-3"), float.fromhex("-0x1.6b01ec5417056p-57")
"""1/(2 pi)."""
TWO_PI_SQUARED = float.fromhex("0x1.3bd3cc9be45dep+4")
"""2 pi^2."""
TINY = 1e-150
"""Below this the sine is the angle itself, since products with the angle may lose bits to underflow."""
S0 = float.fromhex("-0x1.4abbce625be53p+5")
S1 = float.fromhex("0x1.466bc6775aae1p+6")
S2 = float.fromhex("-0x1.32d2cce62b872p+6")
S3 = float.fromhex("0x1.50783486facaap+5")
S4 = float.fromhex("-0x1.e3074d2614b2dp+3")
S5 = float.fromhex("0x1.e8f036bcd3237p+1")
S6 = float.fromhex("-0x1.6cc577dadd922p-1")
"""(sin(2 pi v)/v - 2 pi)/v^2 = S0 + S1 v^2 + ... for |v| <= 1/8."""
C0 = float.fromhex("0x1.03c1f081b5ac4p+6")
C1 = float.fromhex("-0x1.55d3c7e3cbffap+6")
C2 = float.fromhex("0x1.e1f506891b72fp+5")
C3 = float.fromhex("-0x1.a6d1f2a15a701p+4")
C4 = float.fromhex("0x1.f9d38850e5eedp+2")
C5 = float.fromhex("-0x1.b6df855cc99ffp+0")
C6 = float.fromhex("0x1.1ebe62242e9d8p-2")
"""(cos(2 pi v) - 1 + 2 pi^2 v^2)/v^4 = C0 + C1 v^2 + ... for |v| <= 1/8."""


def arctan(x):
    """Arc tangent."""
    y = abs(x)
    centre, angle, low = (TAN1, ANGLE1, ANGLE1_LOW) if y > BOUND1 else (0.0, 0.0, 0.0)
    centre, angle, low = (1.0, ANGLE2, ANGLE2_LOW) if y > BOUND2 else (centre, angle, low)
    centre, angle, low = (TAN3, ANGLE3, ANGLE3_LOW) if y > BOUND3 else (centre, angle, low)
    top, bottom = y - centre, 1.0 + y * centre
    top, bottom, angle, low = (-1.0, y, ANGLE4, ANGLE4_LOW) if y > BOUND4 else (top, bottom, angle, low)
    t = top / bottom
    z = t * t
    z2 = z * z
    tail = z * (((A0 + A1 * z) + (A2 + A3 * z) * z2) + ((A4 + A5 * z) + (A6 + A7 * z) * z2) * (z2 * z2))
    value = angle + (t + (t * tail + low))
    return math.copysign(value if x == x else x, x)


def arccos(x):
    """Arc cosine, as 2 arctan(sqrt((1 - x)/(1 + x)))."""
    y = x if abs(x) <= 1.0 else 1.0
    below = 1.0 + y
    value = 2.0 * arctan(math.sqrt((1.0 - y) / below) if below > 0.0 else math.inf)
    return value if abs(x) <= 1.0 else math.nan


def quarters(u, rest):
    """Split u + rest turns, |u| < 2^48, into quarters, modulo 4, and a remainder of at most an eighth of a turn. Returns both."""
    n, q = whole(4.0 * u)
    return q & 3, (u - 0.25 * n) + rest


def turned(v):
    """Sine and cosine of 2 pi v, |v| <= 1/8."""
    z = v * v
    z2 = z * z
    s = (S0 + S1 * z) + (S2 + S3 * z) * z2 + ((S4 + S5 * z) + S6 * z2) * (z2 * z2)
    c = (C0 + C1 * z) + (C2 + C3 * z) * z2 + ((C4 + C5 * z) + C6 * z2) * (z2 * z2)
    p, error = product_of(TWO_PI, v)
    w = TWO_PI_SQUARED * z
    g = 1.0 - w
    return p + (error + (TWO_PI_LOW * v + v * z * s)), g + (((1.0 - g) - w) + z2 * c)


def _cosine(q, v):
    sine, cosine = turned(v)
    value = sine if q & 1 else cosine
    return -value if q == 1 or q == 2 else value


def _sine(q, v):
    sine, cosine = turned(v)
    value = cosine if q & 1 else sine
    return -value if q >= 2 else value


def cos_turns(u):
    """cos(2 pi u), |u| < 2^48."""
    q, v = quarters(u, 0.0)
    return _cosine(q, v)


def sin_turns(u):
    """sin(2 pi u), |u| < 2^48."""
    q, v = quarters(u, 0.0)
    return _sine(q, v)


def in_turns(x):
    """An angle in turns: x/(2 pi) and its rounding error. |x| < 2^48."""
    p, error = product_of(x, TURN)
    return p, error + x * TURN_LOW


def cos(x):
    """Cosine, |x| < 2^48. The error is an ulp of 1; near the zeros within a few turns it is an ulp of the result."""
    u, rest = in_turns(x)
    q, v = quarters(u, rest)
    return _cosine(q, v)


def sin(x):
    """Sine, |x| < 2^48, with errors as in `cos`."""
    u, rest = in_turns(x)
    q, v = quarters(u, rest)
    value = _sine(q, v)
    return x if abs(x) < TINY else value
