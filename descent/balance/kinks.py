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
from descent.balance.compiled_passes import LOSSES, arriving_at_rest, passes, room_for, slopes_at_rest
from descent.balance.nets import Net, Points, matrix

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


def _cut(flat, shapes) -> list[np.ndarray]:
    """Views of a flat array, one after the other, of these shapes."""
    ends = np.cumsum([0, *(rows * columns for rows, columns in shapes)])
    return [flat[i:j].reshape(shape) for (i, j), shape in zip(pairwise(ends), shapes, strict=True)]


class Piece:
    """The smooth piece of a piecewise linear net's loss that the flow is on. data: of one run; below: phi' under zero.

    side: +1 or -1 for every pre-activation, 0 where it rests at its kink. at: the z at which phi has its kink, zero but for those that
    have rested, which keep the solver's error as an offset, so that phi has no jump.
    """

    def __init__(self, net: Net, below: float, loss: str, theta, data: Points):
        self.net, self.below, self.loss, self.data, self.N = net, below, LOSSES[loss], data, data.x.shape[-1]
        self.x, self.y = map(np.ascontiguousarray, data[:2])
        self.room_of_pass = room_for(net.wiring.layers, self.N, theta)
        self.matrices = _cut(self.room_of_pass.matrices, [(layer.out, layer.into) for layer in net.layers])
        self.inputs = _cut(self.room_of_pass.inputs, [(layer.into, self.N) for layer in net.layers])
        self.z = self.room_of_pass.z
        self.shapes = [(layer.out, self.N) for layer in net.layers[:-1]]
        self.ends = np.cumsum([0, *(out * N for out, N in self.shapes)])
        self.gates = self.at = np.empty(0)
        self._pass(theta, np.empty((0, net.P)))
        self.side, self.at = np.where(self.z > 0, 1, -1), np.zeros(self.z.size)
        self._gate()

    def _gate(self):
        """phi' of every pre-activation; zero at rest, where signals are cut off and found in `_flow`."""
        self.gates = np.choose(self.side + 1, [self.below, 0.0, 1.0])
        self.gate = _cut(self.gates, self.shapes)
        self.resting = np.flatnonzero(self.side == 0)
        layer = np.searchsorted(self.ends, self.resting, side="right") - 1
        self.at_rest = np.stack([layer, *np.divmod(self.resting - self.ends[layer], self.N)])

    def _pass(self, theta, gradient):
        """Fill the room of the pass, and the gradient (1, P), if that has a row."""
        passes(*self.net.wiring, self.loss, theta[None], self.x, self.y, self.gates, self.at, self.room_of_pass, gradient, np.empty(1))

    def _flow(self, theta):
        """The velocity (P,) and signals into resting kinks (resting,). What the pass has found lies in its room."""
        gradient, delta = np.empty((1, self.net.P)), np.empty(0)
        self._pass(theta, gradient)
        velocity = -gradient[0]
        if self.resting.size:
            layers, uses, _ = self.net.wiring
            gradients = np.empty((self.resting.size, self.net.P))
            slopes_at_rest(layers, uses, self.N, self.gates, self.at_rest, self.room_of_pass, gradients)
            products = matmul(gradients, gradients.T)
            products.flat[:: len(products) + 1] += RIDGE * products.trace() + np.finfo(float).tiny
            delta = solve(products, matmul(gradients, velocity))
            velocity = velocity - matmul(delta, gradients)
        return velocity, delta

    def velocity(self, theta) -> np.ndarray:
        """d theta / dt on this piece. theta: (P,)."""
        return self._flow(theta)[0]

    def _slopes(self, delta):
        """What phi' at every resting kink comes to, and the signal c_k that arrives there; whether both are
        rounding. Three arrays (resting,).
        """
        arriving = np.empty(self.resting.size)
        arriving_at_rest(self.net.wiring.layers, self.N, self.gates, self.at_rest, delta, self.room_of_pass, arriving)
        silent = (np.abs(arriving) < SILENT) & (np.abs(delta) < SILENT)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(silent, self.below, delta / arriving), arriving, silent

    def _rates(self, velocity) -> np.ndarray:
        """d z_k / dt of every pre-activation along the velocity."""
        rates, rate = [], 0.0
        for h, layer in enumerate(self.net.layers[:-1]):
            here = matmul(matrix(layer, velocity[None])[0], self.inputs[h]) + (matmul(self.matrices[h], rate) if h else 0.0)
            if layer.biases.stop > layer.biases.start:
                here = here + velocity[layer.biases, None]
            rates.append(here)
            rate = self.gate[h] * here
        return np.concatenate([values.ravel() for values in rates])

    def room(self, theta) -> np.ndarray:
        """How far the flow is from its next event, negative past one, for each pre-activation. theta: (P,)."""
        if not self.resting.size:
            self._pass(theta, np.empty((0, self.net.P)))
            return self.side * (self.z - self.at) + REST
        slope, arriving, silent = self._slopes(self._flow(theta)[1])
        room = self.side * (self.z - self.at) + REST
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
            velocity, delta = self._flow(theta)
            z, (slope, arriving, silent) = self.z, self._slopes(delta)
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
            back = np.where(near, self.side * self._rates(velocity), 0.0)
            if back.min() >= -STILL:
                past = self.side * (z - self.at) < 0
                self.at[past] = z[past]
                return True
            k = int(back.argmin())
            came_from[k], self.side[k] = self.side[k], 0
        return False
