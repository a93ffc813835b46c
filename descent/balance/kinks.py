"""The kinks of ReLU and leaky ReLU nets along gradient flow, which the flow crosses or slides along.

At a kink a pre-activation z_k is 0, and the velocity jumps. Where the velocity points back to the kink from both sides, the flow slides: it
stays at z_k = 0 with a velocity from Clarke's subdifferential, in which phi'(0) is the number between the two slopes that keeps z_k at 0.
In backpropagation unit k then passes on a signal delta_k in place of phi'(z_k) c_k, where c_k is the signal that arrives, and the delta_k
make the velocity orthogonal to the gradients of all z_k at rest. Source: Filippov 1988, section 4; for subgradients Davis, Drusvyatskiy,
Kakade, Lee 2020. There is one pre-activation for each pair of a hidden unit and a point; they are numbered layer by layer. The constants
are our choice.
"""

from itertools import pairwise

import numpy as np

from descent.algebra import matmul, solve
from descent.balance.compiled_passes import LOSSES, arriving_at_rest, passes, room_for, slopes_at_rest
from descent.balance.nets import Net, Points, matrix

REST = 1e-13
"""A pre-activation has reached its kink when it is this far past it, which is more than the rounding of a number of order one."""
NEAR = 100 * REST
"""At an event all pre-activations within this distance of their kinks are examined together."""
STILL = 1e-10
"""A pre-activation that moves to its kink more slowly than this, as at the end of slides, counts as leaving; the speed is rounding."""
SILENT = 1e-14
"""Signals below this are rounding, as at a neuron without influence on the loss. Such a neuron counts as below its kink."""
RIDGE = 1e-14
"""Relative ridge in the equations for the signals, so that they can be solved for kinks with dependent gradients."""
ROUNDS = 1000
"""Number of changes of pre-activations at one event after which the flow gives up."""


def _cut(flat, shapes) -> list[np.ndarray]:
    """Consecutive views of a flat array with the given shapes."""
    ends = np.cumsum([0, *(rows * columns for rows, columns in shapes)])
    return [flat[i:j].reshape(shape) for (i, j), shape in zip(pairwise(ends), shapes, strict=True)]


class Piece:
    """The smooth piece of a piecewise linear net's loss on which the flow is. data: of one run; below: phi' for negative z.

    side: +1 or -1 for every pre-activation, 0 where it rests at its kink. at: the z at which phi has its kink. It is zero except after an
    event, where it is the pre-activation's numerical error at the event, so that phi does not jump.
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
        """Set phi' of every pre-activation from its side. At rest it is zero, and `_flow` computes the signal instead."""
        self.gates = np.choose(self.side + 1, [self.below, 0.0, 1.0])
        self.gate = _cut(self.gates, self.shapes)
        self.resting = np.flatnonzero(self.side == 0)
        layer = np.searchsorted(self.ends, self.resting, side="right") - 1
        self.at_rest = np.stack([layer, *np.divmod(self.resting - self.ends[layer], self.N)])

    def _pass(self, theta, gradient):
        """A forward pass into `room_of_pass`, and a backward pass into gradient (1, P), unless gradient has no row."""
        passes(*self.net.wiring, self.loss, theta[None], self.x, self.y, self.gates, self.at, self.room_of_pass, gradient, np.empty(1))

    def _flow(self, theta):
        """The velocity (P,), and the signals (resting,) that pre-activations at rest pass on. Leaves the pass in `room_of_pass`."""
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
        """For each pre-activation at rest: the phi' that delta implies, the arriving signal c_k, and whether both signals are rounding.

        Returns three arrays (resting,).
        """
        arriving = np.empty(self.resting.size)
        arriving_at_rest(self.net.wiring.layers, self.N, self.gates, self.at_rest, delta, self.room_of_pass, arriving)
        silent = (np.abs(arriving) < SILENT) & (np.abs(delta) < SILENT)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(silent, self.below, delta / arriving), arriving, silent

    def _rates(self, velocity) -> np.ndarray:
        """d z_k / dt of every pre-activation for a velocity (P,)."""
        rates, rate = [], 0.0
        for h, layer in enumerate(self.net.layers[:-1]):
            here = matmul(matrix(layer, velocity[None])[0], self.inputs[h]) + (matmul(self.matrices[h], rate) if h else 0.0)
            if layer.biases.stop > layer.biases.start:
                here = here + velocity[layer.biases, None]
            rates.append(here)
            rate = self.gate[h] * here
        return np.concatenate([values.ravel() for values in rates])

    def room(self, theta) -> np.ndarray:
        """Distance of each pre-activation from its next event, negative after the event. theta: (P,)."""
        if not self.resting.size:
            self._pass(theta, np.empty((0, self.net.P)))
            return self.side * (self.z - self.at) + REST
        slope, arriving, silent = self._slopes(self._flow(theta)[1])
        room = self.side * (self.z - self.at) + REST
        room[self.resting] = np.where(silent, 0.0, np.where(arriving > 0, np.minimum(slope - self.below, 1.0 - slope), -1.0)) + REST
        return room

    def meet(self, theta, k: int) -> bool:
        """Go to the next piece after an event of pre-activation k. Returns whether one was found.

        In that piece every pre-activation at its kink either moves away from it on its own side, or rests with phi' between both slopes.
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
