"""Gradient flow in the logarithm s of time, dx/ds = -e^s grad F(x), by backward differentiation of orders 1 to 5, with the exact Hessian.

Source of the method and of its constants: LSODE (Hindmarsh 1983; Radhakrishnan and Hindmarsh 1993), with the weighted maximum norm of LSODA
(Petzold 1983). Row j of the Nordsieck array z is h^j d^j x/ds^j/j!; it also gives points between steps. One-step methods need steps a
thousand times shorter in a narrow curved valley, while the extrapolation of a multistep method stays in it.
"""

import math

import numpy as np

from descent.algebra.triangular import factorise, substitute
from descent.compiled import compiled, copy, finite, inlined
from descent.elementary import exp, power
from descent.oneneuron.objective import gradient, hessian

ORDERS = 5
CORRECTIONS, FAILURES = 3, 10
"""Largest number of Newton iterations per step, and number of failures of a step at which the solver gives up."""
STALE_STEPS, STALE_CHANGE = 20, 0.3
"""Number of steps, and relative change of the step size, after which the Hessian is computed again."""


def _coefficients():
    """Coefficients per order q: of the correction in each row of the history, (6, 6), and divisors of the error estimates, (6, 3).

    The divisors are those of order q - 1, q and q + 1.
    """
    rows, divisors, product, factorial = np.zeros((ORDERS + 1, ORDERS + 1)), np.zeros((ORDERS + 1, 3)), np.array([1.0]), 1.0
    for q in range(1, ORDERS + 1):
        product = np.r_[q * product, 0.0] + np.r_[0.0, product]  # coefficients of (x + 1) ... (x + q), the constant first
        rows[q, : q + 1] = product / product[1]
        divisors[q] = 1.0 / factorial, (q + 1) / rows[q, 0], (q + 2) / rows[q, 0]
        factorial *= q
    return rows, divisors


ROWS, DIVISORS = _coefficients()


@inlined
def _shift(z, q, sign):
    """Extrapolate the history by one step, or undo it, in-place. sign: 1 or -1."""
    for k in range(q):
        for j in range(q - 1, k - 1, -1):
            for c in range(z.shape[1]):
                z[j, c] += sign * z[j + 1, c]


@inlined
def _stretch(z, q, ratio):
    """Rescale the history to another step size, in-place. ratio: of the new step size to the old one."""
    factor = 1.0
    for j in range(1, q + 1):
        factor *= ratio
        for c in range(z.shape[1]):
            z[j, c] *= factor


@inlined
def _size(v, scale):
    """Largest |v|/scale; infinity where an entry is NaN."""
    largest = 0.0
    for c in range(v.size):
        part = abs(v[c]) / scale[c]
        largest = max(largest, part if part == part else math.inf)
    return largest


@inlined
def _ratio(margin, error, order):
    """Factor by which the step may grow: 1 divided by `margin` times the error to the power of 1/order."""
    return 1.0 / (margin * power(error, 1.0 / order) + margin * 1e-6)


@compiled
def _between(z, q, share, x):
    """Write to x (P,) the point at a share of a step after the last point of the history; a negative share is before it."""
    copy(z[q], x)
    for j in range(q - 1, -1, -1):
        for c in range(x.size):
            x[c] = x[c] * share + z[j, c]


@compiled
def _matrix(net, x, weight, A, order):
    """Factorise I + weight H in A, with the Hessian H at x. A, order: as in `triangular.factorise`."""
    H = hessian(net, x)
    for i in range(x.size):
        for j in range(x.size):
            A[i, j] = weight * H[i, j]
        A[i, i] += 1.0
    factorise(A, order)


@compiled
def _correct(net, z, s, h, first, divisor, tolerance, scale, A, order, rate, x, g, correction, delta):
    """Newton's iterations from the predicted point x. g: the gradient at x.

    Returns the rate of convergence, the number of iterations (0 where they do not converge), and the number of gradients computed.
    """
    before = 0.0
    for c in range(x.size):
        correction[c] = 0.0
    for m in range(CORRECTIONS):
        stretch = h * exp(s)
        for c in range(x.size):
            delta[c] = -stretch * g[c] - (z[1, c] + correction[c])
        substitute(A, order, delta)
        size = _size(delta, scale)
        for c in range(x.size):
            correction[c] += delta[c]
            x[c] = z[0, c] + first * correction[c]
        if m:
            rate = max(0.2 * rate, size / before)
        if size * min(1.0, 1.5 * rate) <= tolerance * divisor:
            return rate, m + 1, m
        if (m and not size <= 2.0 * before) or m == CORRECTIONS - 1:
            return rate, 0, m
        before = size
        gradient(net, x, g)
    return rate, 0, CORRECTIONS


@compiled
def follow(net, start, s, log_t, relative, absolute, evaluations, rest, points):
    """Fill points (times, P) with the flow from a start (P,) at log time s, at the later log times log_t, until the solver gives up.

    relative: tolerance, a number; absolute: tolerances (P,). evaluations: largest number of gradients. rest: norm of the gradient at which
    the flow is at rest; the remaining points are then the same.
    """
    P, number = start.size, 0
    z, A, order = np.zeros((ORDERS + 2, P)), np.empty((P, P)), np.empty(P, np.int64)
    x, g, scale, correction, delta = np.empty(P), np.empty(P), np.empty(P), np.empty(P), np.empty(P)
    gradient(net, start, g)
    slope, size = exp(s), 0.0
    for c in range(P):
        z[0, c], scale[c] = start[c], absolute[c] + relative * abs(start[c])
        size = max(size, slope * abs(g[c]) / scale[c])
    h = 1.0 / math.sqrt(1.0 / relative + relative * size * size)
    for c in range(P):
        z[1, c] = -h * slope * g[c]
    q, wait, most, rate, weight, age = 1, 2, 1e4, 0.7, 0.0, 0
    while number < log_t.size:
        for c in range(P):
            scale[c] = absolute[c] + relative * abs(z[0, c])
        failures, errors = 0, 0
        while True:
            _shift(z, q, 1.0)
            copy(z[0], x)
            current = False
            gradient(net, x, g)
            evaluations -= 1
            while True:
                if not current and (weight == 0.0 or age >= STALE_STEPS or abs(h * ROWS[q, 0] / weight - 1.0) > STALE_CHANGE):
                    weight, age, rate, current = h * ROWS[q, 0], 0, 0.7, True
                    _matrix(net, z[0], weight * exp(s + h), A, order)
                rate, iterations, gradients = _correct(
                    net, z, s + h, h, ROWS[q, 0], DIVISORS[q, 1], 0.5 / (q + 2), scale, A, order, rate, x, g, correction, delta
                )
                evaluations -= gradients
                if iterations or current:
                    break
                weight = 0.0
                copy(z[0], x)
                gradient(net, x, g)
                evaluations -= 1
            if evaluations <= 0:
                return
            if not iterations:
                failures += 1
                _shift(z, q, -1.0)
                if failures == FAILURES:
                    return
                _stretch(z, q, 0.25)
                h, weight, most, wait = 0.25 * h, 0.0, 2.0, q + 1
                continue
            error = _size(correction, scale) / DIVISORS[q, 1]
            if error <= 1.0:
                break
            errors += 1
            most = 2.0
            _shift(z, q, -1.0)
            if errors == FAILURES or s + 0.1 * h == s:
                return
            if errors >= 3:  # restart at order 1
                h *= 0.1
                gradient(net, z[0], g)
                evaluations -= 1
                for c in range(P):
                    z[1, c] = -h * exp(s) * g[c]
                q, weight, wait = 1, 0.0, 5
                continue
            ratio, lower = _ratio(1.2, error, q + 1), 0.0
            if q > 1:
                lower = min(_ratio(1.3, _size(z[q], scale) / DIVISORS[q, 0], q), 1.0)
            if lower > ratio:
                q, ratio = q - 1, lower
            ratio = min(ratio, 0.2) if errors == 2 else ratio
            _stretch(z, q, ratio)
            h, wait = h * ratio, q + 1
        s, age = s + h, age + 1
        for j in range(q + 1):
            for c in range(P):
                z[j, c] += ROWS[q, j] * correction[c]
        if not finite(z[0]):
            return
        while number < log_t.size and log_t[number] <= s:
            _between(z, q, (log_t[number] - s) / h, points[number])
            number += 1
        gradient(net, z[0], g)
        size = 0.0
        for c in range(P):
            size += g[c] * g[c]
        if math.sqrt(size) <= rest:
            for i in range(number, log_t.size):
                copy(z[0], points[i])
            return
        wait -= 1
        if wait == 0:
            q, ratio = _next_order(z, q, error, correction, delta, scale)
            wait = 3
            if ratio >= 1.1:
                ratio = min(ratio, most)
                _stretch(z, q, ratio)
                h, wait, most = h * ratio, q + 1, 10.0
        elif wait == 1 and q < ORDERS:
            copy(correction, z[ORDERS + 1])


@compiled
def _next_order(z, q, error, correction, delta, scale):
    """The order with the longest next step, and the factor by which the step grows; prepares z for it. z[6]: the last correction."""
    ratio, lower, higher = _ratio(1.2, error, q + 1), 0.0, 0.0
    if q > 1:
        lower = _ratio(1.3, _size(z[q], scale) / DIVISORS[q, 0], q)
    if q < ORDERS:
        for c in range(delta.size):
            delta[c] = correction[c] - z[ORDERS + 1, c]
        higher = _ratio(1.4, _size(delta, scale) / DIVISORS[q, 2], q + 2)
    if ratio >= max(lower, higher) or max(lower, higher) < 1.1:
        return q, ratio
    if lower >= higher:
        return q - 1, lower
    for c in range(delta.size):
        z[q + 1, c] = correction[c] * ROWS[q, q] / (q + 1)
    return q + 1, higher
