"""The minimisation problem: a net on its points, alone or augmented, as one tuple for compiled kernels."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from descent import checked
from descent.activations import Activation
from descent.compiled import inlined
from descent.kinds import Kind
from descent.losses import Loss


class Neuron(Kind):
    """The kind of neuron that an augmentation adds to a net."""

    NONE = 0
    EXPONENTIAL = 1
    """exp(w.x + b), one per output, with a skip connection to it."""
    MONOMIAL = 2
    """(w.x + b)^m, one per output, with a skip connection to it."""
    PER_LAYER = 3
    """An exponential neuron in every hidden layer, whose inputs are the layer before and the neuron in it."""
    SOHL_DICKSTEIN = 4
    """No neuron, but a factor on the loss."""


TO_OUTPUT = (Neuron.EXPONENTIAL, Neuron.MONOMIAL)


class Problem(NamedTuple):
    """A fully connected net with biases, its points, its loss and its augmentation.

    A vector xi (P,) of parameters holds theta and then the augmentation's parameters.
    """

    x: np.ndarray
    """(N, d)"""
    y: np.ndarray
    """(N, outputs): labels -1 and +1, or targets of the squared loss."""
    widths: np.ndarray
    """(depth + 1,) from the inputs to the outputs."""
    activation: int
    """A number of `Activation`; kernels would be slower with the member itself."""
    loss: int
    """A number of `Loss`."""
    p: int
    """Power of the hinge loss."""
    neuron: int = int(Neuron.NONE)
    """A number of `Neuron`."""
    m: int = 1
    """Power of a monomial neuron."""
    lam: float = 0.0
    """lambda, the factor of a^2/2."""
    mu: float = 0.0
    """Factor of (|w|^2 + b^2)/2; 0 in the paper."""
    by_layers: bool = False
    """Whether neurons in hidden layers are regularised by the sum of a_i^(2L) in place of |a|^2, with L layers of weights."""


def problem(x, y, hidden, activation="relu", loss="hinge", p=3) -> Problem:
    """A net without augmentation. x: (N, d); y: (N,) or (N, outputs); hidden: widths of the hidden layers.

    Raises ValueError where an argument is not as described, a name is unknown, or a label is not -1 or +1 (unless the loss is squared).
    """
    x = np.ascontiguousarray(checked.array("x", x, "N", "d"))
    y = checked.array("y", y, len(x), *["outputs"][: np.ndim(y) - 1])
    y = np.ascontiguousarray(y.reshape(len(x), -1))
    checked.widths("hidden", hidden)
    checked.whole("p", p)
    numbers = int(Activation.named(activation)), int(Loss.named(loss))
    if loss != "squared" and (wrong := y[np.abs(y) != 1.0]).size:
        raise ValueError(f"label = {wrong[0]:g}: allowed: -1, +1")
    if loss == "hinge" and p < 3:
        raise ValueError(f"p = {p}: must be at least 3, for a loss in C^2")
    widths = np.array([x.shape[1], *hidden, y.shape[1]])
    return Problem(x, y, widths, *numbers, p)


@inlined
def net_size(widths):
    """Number of parameters theta of the net alone. widths: (depth + 1,)."""
    total = 0
    for h in range(1, widths.size):
        total += widths[h] * (widths[h - 1] + 1)
    return total


def extra_size(net: Problem) -> int:
    """Number of parameters that the augmentation adds."""
    d, outputs = net.widths[0], net.widths[-1]
    if net.neuron in TO_OUTPUT:
        return int(outputs * (2 + d))
    if net.neuron == Neuron.PER_LAYER:
        return int(sum(1 + net.widths[h - 1] + (h > 1) + net.widths[h + 1] for h in range(1, len(net.widths) - 1)))
    return 2 if net.neuron == Neuron.SOHL_DICKSTEIN else 0


def size(net: Problem) -> int:
    """Number P of all parameters xi."""
    return net_size(net.widths) + extra_size(net)


def fitting(net: Problem, xi, name: str = "xi") -> np.ndarray:
    """xi as an array (runs, P). Raises ValueError where its shape is not that of the net's parameters."""
    checked.made_by("net", net, Problem, "descent.oneneuron.problem.problem")
    return checked.array(name, xi, "runs", size(net), finite=False)


def base(net: Problem) -> Problem:
    """The net without its augmentation. Its parameters are the first `net_size` of xi."""
    return net._replace(neuron=int(Neuron.NONE))


class Parts(NamedTuple):
    """Indices in xi of the parts of an augmentation: the outer weights a, the biases b, the inner weights w."""

    a: np.ndarray
    b: np.ndarray
    w: np.ndarray


def parts(net: Problem) -> Parts:
    """Indices of a, b and w in xi, where they follow theta.

    Neurons with a skip connection: a, then b, then w row by row, one row per output. One neuron per layer: for every hidden layer b, w from
    the layer before and from the neuron in it, and a to the layer after. Sohl-Dickstein's factor: a, b.
    """
    first, d, outputs = net_size(net.widths), int(net.widths[0]), int(net.widths[-1])
    none = np.zeros(0, dtype=np.int64)
    if net.neuron in TO_OUTPUT:
        return Parts(*(first + np.arange(start, stop) for start, stop in pairwise((0, outputs, 2 * outputs, (2 + d) * outputs))))
    if net.neuron == Neuron.SOHL_DICKSTEIN:
        return Parts(np.array([first]), np.array([first + 1]), none)
    a, b, w = [none], [none], [none]
    if net.neuron == Neuron.PER_LAYER:
        for h in range(1, len(net.widths) - 1):
            ends = np.cumsum([first, 1, net.widths[h - 1] + (h > 1), net.widths[h + 1]])
            for part, (start, stop) in zip((b, w, a), pairwise(ends), strict=True):
                part.append(np.arange(start, stop))
            first = ends[-1]
    return Parts(*(np.concatenate(part) for part in (a, b, w)))
