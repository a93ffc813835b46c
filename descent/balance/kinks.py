"""The kinks of ReLU and leaky ReLU nets along gradient flow: where it crosses one, and where it slides along one.

At a kink, a pre-activation z_k = 0, the velocity jumps. Where it points back to the kink from both sides the flow slides: it stays at
z_k = 0 with a velocity of Clarke's subdifferential, in which phi'(0) is whatever number between the two slopes keeps z_k at rest.
In terms of signals: backpropagation passes a signal delta_k into unit k in place of phi'(z_k) c_k, c_k the signal that arrives, and the
delta are those that make the velocity orthogonal to the gradients of all z_k at rest. Source: Filippov 1988, section 4; for subgradients
Davis, Drusvyatskiy, Kakade, Lee 2020. A pair of a hidden unit and a point is one pre-activation; they are numbered layer after layer.
"""

from itertools import pairwise

import numpy as np

from descent.algebra import matmul, solve
from descent.balance.nets import Net, Points, collected, matrix
from descent.balance.passes import backward, forward
from descent.losses import mean_loss

REST = 1e-13
"""A pre-activation this far past its kink has met it; beyond the rounding of a pre-activation of order one."""
NEAR = 100 * REST
"""Pre-activations this near to their kinks at an event are looked at together with the one that met its own."""
STILL = 1e-10
"""A pre-activation that moves back to its kink more slowly than this, by rounding, is taken to leave it, as at the end of a slide."""
SILENT = 1e-14
"""Signals below this are rounding: a neuron that nothing depends on, at a kink that nothing moves. It is taken to be below its kink."""
RIDGE = 1e-14
"""Relative ridge of the equations for the signals, which keeps kinks with dependent gradients solvable."""
ROUNDS = 1000
"""Changes of pre-activations at one event after which the flow gives up."""


class Piece:
    """The smooth piece of a piecewise linear net's loss that the flow is on. data: of one run; below: phi' under zero.

    side: +1 or -1 for every pre-activation, 0 where it rests at its kink. at: the z at which phi has its kink, zero but for those that
    have rested, which keep the solver's error as an offset, so that phi has no jump.
    """

    def __init__(self, net: Net, below: float, loss: str, theta, data: Points):
        self.net, self.below, self.loss, self.data, self.N = net, below, loss, data, data.x.shape[-1]
        self.shapes = [(layer.out, self.N) for layer in net.layers[:-1]]
        self.ends = np.cumsum([0, *(out * N for out, N in self.shapes)])
        z = self._flat(forward(net, theta[None], data.x)[4])
        self.side, self.at = np.where(z > 0, 1, -1), np.zeros(z.size)
        self._gate()

    def _flat(self, layers) -> np.ndarray:
        """One number a pre-activation, from arrays (1, out, N) a layer."""
        return np.concatenate([values.ravel() for values in layers])

    def _layers(self, flat) -> list:
        """Arrays (1, out, N) a layer, from one number a pre-activation."""
        return [flat[i:j].reshape(1, *shape) for (i, j), shape in zip(pairwise(self.ends), self.shapes, strict=True)]

    def _gate(self):
        """phi' of every pre-activation; zero at rest, where signals are cut off and found in `_flow`."""
        flat = np.choose(self.side + 1, [self.below, 0.0, 1.0])
        self.gates, self.kinks = self._layers(flat), self._layers(self.at)
        self.resting = np.flatnonzero(self.side == 0)
        self.layer = np.searchsorted(self.ends, self.resting, side="right") - 1
        self.unit, self.point = np.divmod(self.resting - self.ends[self.layer], self.N)

    def _slopes_at_rest(self, matrices, inputs) -> np.ndarray:
        """Gradients of the resting z_k by theta, signals into other resting ones cut off. Returns (resting, P)."""
        gradients, signal = np.zeros((self.resting.size, self.net.P)), None
        for h in range(len(self.shapes) - 1, -1, -1):
            layer, mine = self.net.layers[h], self.layer == h
            if signal is None:
                signal = np.zeros((self.resting.size, layer.out))
            else:
                signal = (matmul(signal, matrices[h + 1][0])) * self.gates[h][0][:, self.point].T
            signal[mine, self.unit[mine]] = 1.0
            by_entry = (signal[:, :, None] * inputs[h][0][:, self.point].T[:, None, :]).reshape(self.resting.size, -1)
            gradients[:, layer.weights] = collected(layer, by_entry)
            if layer.biases.stop > layer.biases.start:
                gradients[:, layer.biases] = signal
        return gradients

    def _flow(self, theta):
        """The velocity (P,), signals into resting kinks (resting,), and what the forward pass has found."""
        f, matrices, inputs, slopes, z = forward(self.net, theta[None], self.data.x, self.gates, self.kinks)
        _, derivative = mean_loss(self.loss, f, self.data.y)
        gradient = np.empty((1, self.net.P))
        velocity = -backward(self.net, derivative, matrices, inputs, slopes, self.data.transposed, gradient)[0]
        delta = np.empty(0)
        if self.resting.size:
            gradients = self._slopes_at_rest(matrices, inputs)
            products = matmul(gradients, gradients.T)
            products.flat[:: len(products) + 1] += RIDGE * products.trace() + np.finfo(float).tiny
            delta = solve(products, matmul(gradients, velocity))
            velocity = velocity - matmul(delta, gradients)
        return velocity, delta, derivative, matrices, inputs, self._flat(z)

    def velocity(self, theta) -> np.ndarray:
        """d theta / dt on this piece. theta: (P,)."""
        return self._flow(theta)[0]

    def _slopes(self, delta, derivative, matrices):
        """What phi' at every resting kink comes to, and the signal c_k that arrives there; whether both are
        rounding. Three arrays (resting,).
        """
        arriving, signal = np.empty(self.resting.size), derivative[0]
        for h in range(len(self.shapes) - 1, -1, -1):
            mine = self.layer == h
            signal = matmul(matrices[h + 1][0].T, signal)
            arriving[mine] = signal[self.unit[mine], self.point[mine]]
            signal *= self.gates[h][0]
            signal[self.unit[mine], self.point[mine]] = delta[mine]
        silent = (np.abs(arriving) < SILENT) & (np.abs(delta) < SILENT)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(silent, self.below, delta / arriving), arriving, silent

    def _rates(self, velocity, matrices, inputs) -> np.ndarray:
        """d z_k / dt of every pre-activation along the velocity."""
        rates, rate = [], 0.0
        for h, layer in enumerate(self.net.layers[:-1]):
            here = matmul(matrix(layer, velocity[None]), inputs[h]) + (matmul(matrices[h], rate) if h else 0.0)
            if layer.biases.stop > layer.biases.start:
                here = here + velocity[None, layer.biases, None]
            rates.append(here)
            rate = self.gates[h] * here
        return self._flat(rates)

    def room(self, theta) -> np.ndarray:
        """How far the flow is from its next event, negative past one, for each pre-activation. theta: (P,)."""
        if not self.resting.size:
            return self.side * (self._flat(forward(self.net, theta[None], self.data.x, self.gates, self.kinks)[4]) - self.at) + REST
        _, delta, derivative, matrices, _, z = self._flow(theta)
        slope, arriving, silent = self._slopes(delta, derivative, matrices)
        room = self.side * (z - self.at) + REST
        room[self.resting] = np.where(silent, 0.0, np.where(arriving > 0, np.minimum(slope - self.below, 1.0 - slope), -1.0)) + REST
        return room

    def meet(self, theta, k: int) -> bool:
        """Go to the next piece, from the event at pre-activation k. Returns whether one was found, in which every pre-activation at its
        kink either moves away from it, to its own side, or rests with a slope between the two.
        """
        came_from, slide_ends = self.side.copy(), k if self.side[k] == 0 else -1
        self.side[k] = 0
        for _ in range(ROUNDS):
            self._gate()
            velocity, delta, derivative, matrices, inputs, z = self._flow(theta)
            slope, arriving, silent = self._slopes(delta, derivative, matrices)
            excess = np.where((arriving > 0) & ~silent, np.maximum(self.below - slope, slope - 1.0), np.inf)
            excess[self.resting == slide_ends] = np.inf
            if excess.size and excess.max() > 0.0:
                worst = int(excess.argmax())
                k, slide_ends = self.resting[worst], -1
                through = arriving[worst] < 0 and came_from[k] and not silent[worst]
                self.side[k] = -came_from[k] if through else 1 if slope[worst] > 0.5 * (1.0 + self.below) else -1
                self.at[k] = z[k]
                continue
            near = (self.side != 0) & (self.side * (z - self.at) < NEAR)
            back = np.where(near, self.side * self._rates(velocity, matrices, inputs), 0.0)
            if back.min() >= -STILL:
                past = self.side * (z - self.at) < 0
                self.at[past] = z[past]
                return True
            k = int(back.argmin())
            came_from[k], self.side[k] = self.side[k], 0
        return False
