"""The root of a function of one variable, in plain arithmetic."""

import math


def root(f, a: float, b: float, tolerance: float) -> float:
    """A point where f changes its sign between a and b, to within `tolerance` or rounding error. Needs f(a) f(b) <= 0.

    Inverse quadratic interpolation where it is safe, else bisection. Source: Chandrupatla 1997.
    """
    f_a, f_b, share = f(a), f(b), 0.5
    while True:
        x = a + share * (b - a)
        f_x = f(x)
        if (f_x > 0.0) == (f_a > 0.0):
            c, f_c = a, f_a
        else:
            c, f_c, b, f_b = b, f_b, a, f_a
        a, f_a = x, f_x
        best, f_best = (a, f_a) if abs(f_a) < abs(f_b) else (b, f_b)
        least = (tolerance + 2.0 * math.ulp(best)) / abs(b - a) if b != a else 1.0
        if least > 0.5 or f_best == 0.0:
            return best
        xi, phi = (a - b) / (c - b), (f_a - f_b) / (f_c - f_b)
        share = 0.5
        if phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi:
            share = f_a / (f_b - f_a) * (f_c / (f_b - f_c)) + (c - a) / (b - a) * (f_a / (f_c - f_a)) * (f_b / (f_c - f_b))
        share = min(max(share, least), 1.0 - least)
