"""Kernels of the late flow: margins, their derivatives at held points, multipliers, and the flow while the set of held points is constant.

A state is (theta, w, c), (P of the net + d + 1,); in `follow` the logarithm of time comes after it. Source of the integration steps:
Dormand and Prince 1980, orders 5 and 4. The other constants are our choice.
"""

import math

import numpy as np

from descent.algebra.spectra import symmetric
from descent.compiled import compiled, copy, finite
from descent.elementary import exp, power
from descent.oneneuron.passes import backward, forward

TAKEN_OVER = 1e-3
"""The net has taken over where the neuron's output is below this at every held point."""
TOUCH = 1e-6
"""Tolerance of a margin."""
RELATIVE, ABSOLUTE = 1e-9, 1e-10
"""Tolerances of a step."""
FIRST, LONGEST = 1e-3, 1.0
"""First and longest step in b."""
EPSILON = float(np.finfo(float).eps)
HALVINGS = 50
"""Number of bisections of a step with an event."""
RELEASED, TOUCHED, OVER, END, GIVEN_UP = range(5)
"""Events: the multiplier of a held point reaches zero; a free point reaches margin 1; the net has taken over; the last time; no event."""
SHARES = np.array([0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0])
STAGES = np.array(
    [
        [0, 0, 0, 0, 0, 0],
        [1 / 5, 0, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
        [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
ERRORS = np.array([71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])


@compiled
def _forward(net, state, i, h, slope, u):
    """The net's output at point i."""
    forward(net, state, i, h, slope, u)
    return h[net.widths.size - 1, 0]


@compiled
def _neuron(net, sign, state, i, P):
    """The neuron's output at point i."""
    d = net.widths[0]
    z = state[P + d]
    for k in range(d):
        z += state[P + k] * net.x[i, k]
    return sign * exp(z)


@compiled
def margins(net, sign, state, P):
    """Margins y f~ of all points, (N,). net: without the neuron; sign: the sign of a; P: number of the net's parameters."""
    depth, widest, found = net.widths.size, net.widths.max(), np.empty(net.x.shape[0])
    h, slope, u = np.empty((depth, widest)), np.empty((depth, widest)), np.empty(depth)
    for i in range(found.size):
        found[i] = net.y[i, 0] * (_forward(net, state, i, h, slope, u) + _neuron(net, sign, state, i, P))
    return found


@compiled
def pulls(net, sign, state, P, points):
    """Derivatives of some points' margins with respect to (theta, w), (points, P + d), and to c, (points,)."""
    depth, widest, d = net.widths.size, net.widths.max(), net.widths[0]
    h, slope, delta, u = np.empty((depth, widest)), np.empty((depth, widest)), np.empty((depth, widest)), np.empty(depth)
    G, q = np.zeros((points.size, P + d)), np.empty(points.size)
    for row in range(points.size):
        i = points[row]
        _forward(net, state, i, h, slope, u)
        delta[depth - 1, 0] = net.y[i, 0]
        backward(net, state[:P], G[row, :P], h, slope, u, delta)
        q[row] = net.y[i, 0] * _neuron(net, sign, state, i, P)
        for k in range(d):
            G[row, P + k] = q[row] * net.x[i, k]
    return G, q


@compiled
def multipliers(net, sign, state, P, points):
    """The multipliers phi of held points, (points,), of either sign, and the derivatives of the points' margins with respect to (theta, w).

    phi has minimum norm where it is not unique, and is NaN where a number is not finite.
    """
    G, q = pulls(net, sign, state, P, points)
    n = points.size
    system, values, vectors, phi = np.zeros((n + 1, n + 1)), np.empty(n + 1), np.empty((n + 1, n + 1)), np.zeros(n)
    for i in range(n):
        for j in range(n):
            for k in range(G.shape[1]):
                system[i, j] += G[i, k] * G[j, k]
        system[i, n], system[n, i] = q[i], q[i]
    if not finite(system.ravel()):
        phi[:] = math.nan
        return phi, G
    symmetric(system, values, vectors)
    smallest = max(abs(values[0]), abs(values[n])) * (n + 1) * EPSILON
    for k in range(n + 1):
        if abs(values[k]) > smallest:
            for i in range(n):
                phi[i] += vectors[i, k] * vectors[n, k] / values[k]
    return phi, G


@compiled
def velocity(net, sign, at, P, points, b, log_lam, by_b):
    """Derivative with respect to b of a state with the logarithm of time, written to by_b (P + d + 2,). Returns the least multiplier."""
    phi, G = multipliers(net, sign, at, P, points)
    m = G.shape[1]
    speed = 0.0
    for k in range(m):
        by_b[k] = 0.0
        for row in range(points.size):
            by_b[k] += phi[row] * G[row, k]
        speed += by_b[k] * by_b[k]
    by_b[m] = -speed
    by_b[m + 1] = exp(2.0 * (b - at[m]) - log_lam - at[m + 1])
    return phi.min()


@compiled
def _events(net, sign, at, P, points, free, least, log_t_end, values):
    """Write a number to `values` for each of RELEASED, TOUCHED, OVER and END, positive until that event. least: the least multiplier."""
    values[RELEASED], values[TOUCHED], values[OVER] = least, 1.0 + TOUCH, -TAKEN_OVER
    found = margins(net, sign, at, P)
    for i in free:
        values[TOUCHED] = min(values[TOUCHED], found[i] - 1.0 + TOUCH)
    for i in points:
        values[OVER] = max(values[OVER], abs(_neuron(net, sign, at, i, P)) - TAKEN_OVER)
    values[END] = log_t_end - at[P + net.widths[0] + 1]


@compiled
def _step(net, sign, at, P, points, b, step, log_lam, rates, to):
    """A step from `at`, written to `to`. rates: (7, P + d + 2) derivatives of the stages: the first is given, the last is that at the end.

    Returns the error divided by its tolerance, and the least multiplier at the end.
    """
    least, total = 0.0, 0.0
    for stage in range(1, 7):
        for k in range(at.size):
            moved = 0.0
            for before in range(stage):
                moved += STAGES[stage, before] * rates[before, k]
            to[k] = at[k] + step * moved
        least = velocity(net, sign, to, P, points, b + SHARES[stage] * step, log_lam, rates[stage])
    for k in range(at.size):
        error = 0.0
        for stage in range(7):
            error += ERRORS[stage] * rates[stage, k]
        error *= step / (ABSOLUTE + RELATIVE * max(abs(at[k]), abs(to[k])))
        total += error * error
    return math.sqrt(total / at.size), least


@compiled
def follow(net, sign, start, P, points, free, b, b_end, log_lam, log_t_end, evaluations, bs, states, rates):
    """The late flow with a constant set of held points, `points`, until the next event.

    start: a state with the logarithm of time. bs (steps,), states, rates (steps, P + d + 2): filled with b, the state and its derivative
    with respect to b at every step. Returns the number of steps, the event, and the number of evaluations left.
    """
    at, to, k = start.copy(), np.empty(start.size), np.empty((7, start.size))
    before, after = np.empty(4), np.empty(4)
    least = velocity(net, sign, at, P, points, b, log_lam, k[0])
    _events(net, sign, at, P, points, free, least, log_t_end, before)
    bs[0], step, number = b, FIRST, 1
    copy(at, states[0])
    copy(k[0], rates[0])
    while number < bs.size and evaluations > 0 and b < b_end and b + step > b:
        error, least = _step(net, sign, at, P, points, b, step, log_lam, k, to)
        evaluations -= 6
        if not error <= 1.0:
            step *= max(0.2, 0.9 * power(error, -0.2)) if math.isfinite(error) else 0.2
            continue
        _events(net, sign, to, P, points, free, least, log_t_end, after)
        ended = _first(before, after)
        if ended != GIVEN_UP:
            low, high = 0.0, step
            for _ in range(HALVINGS):
                middle = 0.5 * (low + high)
                least = _step(net, sign, at, P, points, b, middle, log_lam, k, to)[1]
                _events(net, sign, to, P, points, free, least, log_t_end, after)
                if _first(before, after) == GIVEN_UP:
                    low = middle
                else:
                    high = middle
            step = high
            least = _step(net, sign, at, P, points, b, step, log_lam, k, to)[1]
            _events(net, sign, to, P, points, free, least, log_t_end, after)
            ended = _first(before, after)
        b += step
        copy(to, at)
        copy(k[6], k[0])
        copy(after, before)
        bs[number] = b
        copy(at, states[number])
        copy(k[0], rates[number])
        number += 1
        if ended != GIVEN_UP:
            return number, ended, evaluations
        step = min(LONGEST, step * min(5.0, max(0.2, 0.9 * power(max(error, 1e-10), -0.2))))
    return number, GIVEN_UP, evaluations


@compiled
def _first(before, after):
    """The event whose number has become zero or negative, OVER and END before the others; GIVEN_UP for none."""
    for event in (OVER, END, RELEASED, TOUCHED):
        if before[event] >= 0.0 and after[event] <= 0.0:
            return event
    return GIVEN_UP
