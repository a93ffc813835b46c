"""Kernels of the forward and backward pass of nets, on numpy arrays. Every sum has a fixed order, whatever the number of runs."""

from typing import NamedTuple

import numpy as np

from descent.activations import FORMULAS, Activation
from descent.algebra.products import LARGE, multiply
from descent.balance.wiring import BIASES, COUNT, INTO, OUT, TIMES, USES, WEIGHTS
from descent.compiled import compiled, copy, inlined
from descent.elementary import exp, log
from descent.losses import ON_ARRAYS, log_cosh, squared

LOSSES = {name: number for number, name in enumerate(ON_ARRAYS)}
QUADRATIC, CROSS_ENTROPY, LOG_COSH = (LOSSES[name] for name in ("quadratic", "cross_entropy", "log_cosh"))


class Room(NamedTuple):
    """Results and work space of the pass of one run, in flat arrays, layer by layer."""

    matrices: np.ndarray
    """W^(h), row by row."""
    inputs: np.ndarray
    """Inputs of each layer, (into, N)."""
    z: np.ndarray
    """Pre-activations of the hidden layers, (out, N)."""
    slopes: np.ndarray
    """phi'(z) of the hidden layers, (out, N)."""
    outputs: np.ndarray
    """The outputs (outputs, N); in the backward pass the derivative of the loss with respect to them."""
    signals: np.ndarray
    """Derivatives of the loss with respect to the pre-activations of two layers, in turns."""
    turned: np.ndarray
    """Inputs of a layer, transposed: (N, into)."""
    by_entry: np.ndarray
    """Derivatives of the loss with respect to the entries of a layer's matrix."""


@compiled
def room_for(layers, N, theta):
    """A `Room` for one run. layers: as in a `Wiring`; N: number of points; theta: an array with the dtype to use."""
    entries, seen, hidden, widest, largest = 0, 0, 0, 0, 0
    for h in range(layers.shape[0]):
        out, into = layers[h, OUT], layers[h, INTO]
        entries, seen, hidden = entries + out * into, seen + into, hidden + (out if h < layers.shape[0] - 1 else 0)
        widest, largest = max(widest, out, into), max(largest, out * into)
    kind = theta.dtype
    return Room(
        np.empty(entries, kind),
        np.empty(seen * N, kind),
        np.empty(hidden * N, kind),
        np.empty(hidden * N, kind),
        np.empty(layers[-1, OUT] * N, kind),
        np.empty(2 * widest * N, kind),
        np.empty(widest * N, kind),
        np.empty(largest, kind),
    )


def _activating(formulas):
    """A kernel that fills phi(z) and phi'(z) for an activation's number, or for the identity's. z, value, slope: (n,)."""
    if not formulas:

        @compiled
        def fill(kind, z, value, slope):
            for i in range(z.size):
                value[i], slope[i] = z[i], 1.0

        return fill
    (name, formula), *others = formulas
    number, other = int(Activation.named(name)), _activating(others)

    @compiled
    def fill(kind, z, value, slope):
        if kind != number:
            other(kind, z, value, slope)
            return
        for i in range(z.size):
            value[i], slope[i] = formula(z[i])

    return fill


_activate = _activating(list(FORMULAS.items()))


@inlined
def _fill_matrix(layer, uses, theta, W, at):
    """Write a layer's matrix to W, row by row, from index `at` on."""
    first, count, times = layer[WEIGHTS], layer[COUNT], layer[TIMES]
    if times == 0:
        copy(theta[first : first + count], W[at : at + count])
        return
    for entry in range(layer[OUT] * layer[INTO]):
        W[at + entry] = 0.0
    for w in range(count):
        for t in range(times):
            W[at + uses[layer[USES] + w * times + t]] = theta[first + w]


@inlined
def _forward(layers, uses, kind, theta, x, gates, kinks, room):
    """The forward pass: fill `room` up to the outputs. theta: (P,); x: (d, N).

    gates, kinks: for all pre-activations, a given phi' and the z at which phi is zero; both empty to compute phi and phi' instead.
    """
    (d, N), matrices, inputs, pre, phi_of, outputs = x.shape, room.matrices, room.inputs, room.z, room.slopes, room.outputs
    copy(x.reshape(d * N), inputs[: d * N])
    one, zero = (np.int64(1), np.int64(0))
    W_at, a_at, z_at, last = zero, zero, zero, layers.shape[0] - 1
    for h in range(last + 1):
        layer = layers[h]
        out, into, biases = layer[OUT], layer[INTO], layer[BIASES]
        _fill_matrix(layer, uses, theta, matrices, W_at)
        found, at = (outputs, zero) if h == last else (pre, z_at)
        multiply(matrices, (W_at, into, one), inputs, (a_at, N, one), into, found, (at, out, N))
        if h == last:
            break
        W_at, a_at = W_at + out * into, a_at + into * N
        if biases >= 0:
            for i in range(out):
                for n in range(N):
                    pre[z_at + i * N + n] += theta[biases + i]
        if gates.size:
            for q in range(z_at, z_at + out * N):
                inputs[a_at + q - z_at] = gates[q] * (pre[q] - kinks[q])
        else:
            here = slice(z_at, z_at + out * N)
            _activate(kind, pre[here], inputs[a_at : a_at + out * N], phi_of[here])
        z_at += out * N


@inlined
def _lose(loss, f, y):
    """The mean loss. f: the outputs, flat, overwritten by the derivative of the mean loss with respect to them. y: (outputs, N)."""
    outputs, N = y.shape
    total = 0.0
    for n in range(N):
        point = 0.0
        if loss == CROSS_ENTROPY:
            most, share = f[n], 0.0
            for i in range(outputs):
                most = max(most, f[i * N + n])
            for i in range(outputs):
                share += exp(f[i * N + n] - most)
            for i in range(outputs):
                shifted = f[i * N + n] - most
                point += y[i, n] * (log(share) - shifted)
                f[i * N + n] = (exp(shifted) / share - y[i, n]) / N
        else:
            for i in range(outputs):
                value, slope = log_cosh(f[i * N + n], y[i, n]) if loss == LOG_COSH else squared(f[i * N + n], y[i, n])
                point += value
                f[i * N + n] = slope / N
        total += point
    return total / N


@inlined
def _backward(layers, uses, N, slopes, room, gradient):
    """The backward pass: write the gradient with respect to theta to `gradient` (P,). room: with the derivative by the outputs.

    slopes: phi' of the hidden layers, those of `room` or the given gates.
    """
    (one, zero), half, last = (np.int64(1), np.int64(0)), room.signals.size // 2, layers.shape[0] - 1
    W_at, a_at, z_at, at = room.matrices.size, room.inputs.size, room.z.size, zero
    matrices, inputs, signals, turned, by_entry = room.matrices, room.inputs, room.signals, room.turned, room.by_entry
    copy(room.outputs, signals)
    for h in range(last, -1, -1):
        layer = layers[h]
        out, into, first, count, biases, use, times = layer
        W_at, a_at = W_at - out * into, a_at - into * N
        seen, where = inputs, (a_at, one, N)
        if out * into * N < LARGE:  # small products read rows
            seen, where = turned, (zero, into, one)
            rows, columns = inputs[a_at : a_at + into * N].reshape(into, N), seen[: into * N].reshape(N, into)
            for j in range(into):
                for n in range(N):
                    columns[n, j] = rows[j, n]
        multiply(signals, (at, N, one), seen, where, N, by_entry, (zero, out, into))
        if times == 0:
            copy(by_entry[:count], gradient[first : first + count])
        for w in range(count if times else 0):
            gradient[first + w] = by_entry[uses[use + w * times]]
            for t in range(1, times):
                gradient[first + w] += by_entry[uses[use + w * times + t]]
        if biases >= 0:
            for i in range(out):
                gradient[biases + i] = 0.0
                for n in range(N):
                    gradient[biases + i] += signals[at + i * N + n]
        if h > 0:
            multiply(matrices, (W_at, one, into), signals, (at, N, one), out, signals, (half - at, into, N))
            at, z_at = half - at, z_at - into * N
            signal, slope = signals[at : at + into * N], slopes[z_at : z_at + into * N]
            for q in range(into * N):
                signal[q] *= slope[q]


@compiled
def passes(layers, uses, kind, loss, theta, x, y, gates, kinks, room, gradient, values):
    """Fill the mean losses `values` (runs,) and their gradients (runs, P). If `gradient` has no rows, only the forward pass is done.

    layers, uses, kind: a `Wiring`; theta: (runs, P); x, y: as in `descent.balance.nets.Points`; gates, kinks: as in `_forward`, the same
    for all runs; room: a `Room`, which afterwards holds the pass of the last run.
    """
    for r in range(theta.shape[0]):
        shared = x.shape[0] == 1
        _forward(layers, uses, kind, theta[r], x[0 if shared else r], gates, kinks, room)
        if gradient.shape[0]:
            values[r] = _lose(loss, room.outputs, y[0 if shared else r])
            _backward(layers, uses, x.shape[2], gates if gates.size else room.slopes, room, gradient[r])


@compiled
def slopes_at_rest(layers, uses, N, gates, resting, room, gradients):
    """Fill the gradients (resting, P) of some pre-activations with respect to theta, with phi' given by the gates.

    resting: (3, resting), the layer, the unit and the point of each; room: as `passes` leaves it.
    """
    signal, before = np.empty(room.signals.size), np.empty(room.signals.size)
    for q in range(resting.shape[1]):
        top, unit, n = resting[0, q], resting[1, q], resting[2, q]
        W_at, a_at, z_at = 0, 0, 0
        for h in range(top):
            W_at, a_at = W_at + layers[h, OUT] * layers[h, INTO], a_at + layers[h, INTO] * N
            z_at += layers[h, OUT] * N
        for k in range(gradients.shape[1]):
            gradients[q, k] = 0.0
        for i in range(layers[top, OUT]):
            signal[i] = 1.0 if i == unit else 0.0
        for h in range(top, -1, -1):
            out, into, first, count, biases, use, times = layers[h]
            for w in range(count):
                for t in range(max(times, 1)):
                    entry = w if times == 0 else uses[use + w * times + t]
                    gradients[q, first + w] += signal[entry // into] * room.inputs[a_at + entry % into * N + n]
            if biases >= 0:
                for i in range(out):
                    gradients[q, biases + i] = signal[i]
            if h > 0:
                z_at, a_at = z_at - into * N, a_at - layers[h - 1, INTO] * N
                for j in range(into):
                    before[j] = 0.0
                for i in range(out):
                    for j in range(into):
                        before[j] += signal[i] * room.matrices[W_at + i * into + j]
                for j in range(into):
                    signal[j] = before[j] * gates[z_at + j * N + n]
                W_at -= into * layers[h - 1, INTO]


@compiled
def arriving_at_rest(layers, N, gates, resting, delta, room, arriving):
    """Fill `arriving` (resting,) with the signals that arrive at some pre-activations in the backward pass, where these pass on delta.

    delta: (resting,); resting: as in `slopes_at_rest`; room: as `passes` leaves it, with gradients.
    """
    half, W_at, z_at, at = room.signals.size // 2, room.matrices.size, room.z.size, 0
    for q in range(room.outputs.size):
        room.signals[q] = room.outputs[q]
    for h in range(layers.shape[0] - 1, 0, -1):
        out, into = layers[h, OUT], layers[h, INTO]
        W_at, z_at = W_at - out * into, z_at - into * N
        for j in range(into):
            for n in range(N):
                signal = 0.0
                for i in range(out):
                    signal += room.matrices[W_at + i * into + j] * room.signals[at + i * N + n]
                room.signals[half - at + j * N + n] = signal
        at = half - at
        for q in range(delta.size):
            if resting[0, q] == h - 1:
                arriving[q] = room.signals[at + resting[1, q] * N + resting[2, q]]
        for q in range(into * N):
            room.signals[at + q] *= gates[z_at + q]
        for q in range(delta.size):
            if resting[0, q] == h - 1:
                room.signals[at + resting[1, q] * N + resting[2, q]] = delta[q]


@compiled
def squares(layers, theta, out):
    """Fill out (runs, layers) with ||v^(h)||^2 of the free weights of every layer, in float64. theta: (runs, P)."""
    for r in range(theta.shape[0]):
        for h in range(layers.shape[0]):
            total = 0.0
            for w in range(layers[h, WEIGHTS], layers[h, WEIGHTS] + layers[h, COUNT]):
                total += np.float64(theta[r, w]) * np.float64(theta[r, w])
            out[r, h] = total
