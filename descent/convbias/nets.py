"""Linear nets as the paper defines them: predictor, derivatives, starts. Plain numpy, for tests and for numbers needed once per run.

A net is (kind, L, D, K): `conv` has L - 1 circular convolutions with filters of width K <= D and a full last layer, `full` has L - 1
matrices of D x D, and `diagonal` has L - 1 diagonal matrices. The weights are one vector: the filters, the matrices row by row, or the
diagonals, and then the last layer.
"""

import math
from functools import reduce
from typing import Literal, NamedTuple

import numpy as np
from pydantic import model_validator

from descent import checked, parameters
from descent.algebra import matmul, norm
from descent.convbias import entries, fourier
from descent.convbias.fourier import inverse, product, spectrum
from descent.elementary import power
from descent.parameters import Count, given, need
from descent.random import normal_numbers

KINDS = ("full", "conv", "diagonal")
DOMAINS = {"full": fourier, "conv": fourier, "diagonal": entries}
"""The coordinates in which the layers of a net multiply, or, for full nets, in which the predictor is described."""


class Signals(parameters.Parameters):
    """Parameters of both nets and data."""

    D: int = given(description="Length of a signal.", ge=1, le=4096)


class Parameters(Signals):
    """Parameters of `net`."""

    network: Literal[KINDS] = given(description="Fully connected (full), circular convolutional (conv), or diagonal.")
    depth: int = given(description="Number of layers L.", ge=1, le=20)
    filter_width: Count = given("= D", "Taps of a convolution; the paper's filters are as wide as a signal.")

    @model_validator(mode="after")
    def _goes_around(self):
        need(self.filter_width <= self.D, "filter_width <= D", "a filter cannot be wider than the signal that it goes around")
        return self


class Net(NamedTuple):
    """A linear net. L: depth; D: length of a signal; K: width of the filters, used by `conv` alone."""

    kind: str
    L: int
    D: int
    K: int


def net(network: str, depth: int, D: int, filter_width: int) -> Net:
    """A checked net, from its `Parameters`. Raises ValueError for an unknown kind, no layers, or filters wider than a signal."""
    checked.one_of("network", network, KINDS)
    for name, value in (("depth", depth), ("D", D), ("filter_width", filter_width)):
        checked.whole(name, value, 1)
    if filter_width > D:
        raise ValueError(f"filter_width = {filter_width}: must be from 1 to D = {D}")
    return Net(network, depth, D, filter_width)


def layers(shape: Net) -> list[tuple[int, ...]]:
    """The shape of every layer's weights."""
    inner = {"conv": (shape.K,), "full": (shape.D, shape.D), "diagonal": (shape.D,)}[shape.kind]
    return [inner] * (shape.L - 1) + [(shape.D,)]


def fitting(w, shape: Net, *axes: str) -> np.ndarray:
    """Weights as an array (*axes, P). Raises ValueError where their shape is not that of the net's weights."""
    checked.made_by("net", shape, Net, "descent.convbias.nets.net")
    return checked.array("w", w, *axes, sum(math.prod(layer) for layer in layers(shape)), finite=False)


def split(w: np.ndarray, shape: Net) -> list[np.ndarray]:
    """The layers of weight vectors. w: (..., P). Returns one array (..., *layer) per layer."""
    sizes = [int(np.prod(layer)) for layer in layers(shape)]
    parts = np.split(w, np.cumsum(sizes)[:-1], axis=-1)
    return [part.reshape(*w.shape[:-1], *layer) for part, layer in zip(parts, layers(shape), strict=True)]


def start(shape: Net, size: float, generators) -> np.ndarray:
    """Random weights, one vector per generator. Returns (runs, P). Raises ValueError where an argument is not as described.

    Our choice is normal weights with standard deviation `size` in filters, diagonals and the last layer, and size / sqrt(D) in matrices, so
    that every layer multiplies the norm of a signal by about `size`.
    """
    checked.number("size", size, above=0.0)
    generators = checked.generators(generators)
    inner = size / np.sqrt(shape.D) if shape.kind == "full" else size
    sizes = [int(np.prod(layer)) for layer in layers(shape)]
    deviations = np.repeat([inner] * (shape.L - 1) + [size], sizes)
    return np.stack([normal_numbers(generator, sum(sizes)) for generator in generators]) * deviations


def padded(filters: np.ndarray, D: int) -> np.ndarray:
    """Filters (..., K) followed by zeros, (..., D)."""
    return np.concatenate([filters, np.zeros((*filters.shape[:-1], D - filters.shape[-1]))], axis=-1)


def predictor(w: np.ndarray, shape: Net) -> np.ndarray:
    """beta = P(w): F^-1(w1^ o ... o wL^), or W_1^T ... W_{L-1}^T w_L (Gunasekar et al. 2018, section 2).

    w: (..., P). Returns (..., D).
    """
    *inner, beta = split(fitting(w, shape, *["runs"] * (np.ndim(w) - 1)), shape)
    if shape.kind == "conv":
        return inverse(reduce(product, (spectrum(padded(filters, shape.D)) for filters in inner), spectrum(beta)), shape.D)
    for part in reversed(inner):
        beta = part * beta if shape.kind == "diagonal" else matmul(beta[..., None, :], part)[..., 0, :]
    return beta


def output(w: np.ndarray, shape: Net, x: np.ndarray) -> np.ndarray:
    """The net's outputs for signals, layer by layer, without a Fourier transform. w: (P,); x: (N, D). Returns (N,).

    h_l[d] = D^(-1/2) sum_k w_l[k] h_{l-1}[(d + k) mod D], and <h_{L-1}, w_L> (Gunasekar et al. 2018, section 2).
    """
    *inner, last = split(fitting(w, shape), shape)
    x = checked.array("x", x, "N", shape.D)
    for part in inner:
        x = LAYERS[shape.kind](x, part)
    return matmul(x, last)


def _convolved(x: np.ndarray, filters: np.ndarray) -> np.ndarray:
    return sum(weight * np.roll(x, -k, axis=1) for k, weight in enumerate(filters)) / np.sqrt(x.shape[1])


LAYERS = {"conv": _convolved, "full": lambda x, matrix: matmul(x, matrix.T), "diagonal": np.multiply}
"""The output of a layer for signals (N, D), by the kind of the net."""


def jacobian(w: np.ndarray, shape: Net, x: np.ndarray) -> np.ndarray:
    """Derivatives of <x_n, P(w)> with respect to the weights. w: (P,); x: (N, D). Returns (N, P)."""
    *inner, last = split(w, shape)
    rows = []
    if shape.kind == "conv":
        conjugates = [spectrum(padded(part, shape.D)) * [[1.0], [-1.0]] for part in (*inner, last)]
        for layer, part in enumerate((*inner, last)):
            transformed = reduce(product, (other for at, other in enumerate(conjugates) if at != layer), spectrum(x))
            rows.append(inverse(transformed, shape.D)[:, : len(part)])
        return np.concatenate(rows, axis=1)
    if shape.kind == "diagonal":
        others = (reduce(np.multiply, (*inner[:layer], *[*inner, last][layer + 1 :]), x) for layer in range(shape.L))
        return np.concatenate(list(others), axis=1)
    after = [last]
    for matrix in reversed(inner):
        after.append(matmul(matrix.T, after[-1]))
    before = x
    for matrix, outer in zip(inner, after[-2::-1], strict=True):
        rows.append((outer[:, None] * before[:, None, :]).reshape(len(x), -1))
        before = matmul(before, matrix.T)
    return np.concatenate([*rows, before], axis=1)


def penalty(beta: np.ndarray, shape: Net) -> np.ndarray:
    """The induced penalty, the least ||w||^2 among weights with P(w) = beta. beta: (..., D). Returns (...).

    It is L ||beta||_2^(2/L) for full nets, L ||beta^||_{2/L}^{2/L} for full-width filters, and L ||beta||_{2/L}^{2/L} for diagonal nets.
    Source: Gunasekar et al. 2018, section 3.
    """
    if shape.kind == "full":
        return shape.L * power(norm(beta, axis=-1), 2 / shape.L)
    domain = DOMAINS[shape.kind]
    return shape.L * domain.bridge(domain.magnitudes(beta), shape.D, 2 / shape.L)


def penalty_of(w: np.ndarray, shape: Net) -> np.ndarray:
    """The induced penalty of P(w), from the magnitudes of the layers. w: (..., P). Returns (...).

    In the predictor itself dead coordinates are rounding errors, and a small power of these is large.
    """
    if shape.kind == "full":
        return penalty(predictor(w, shape), shape)
    domain = DOMAINS[shape.kind]
    size = np.prod([domain.magnitudes(padded(part, shape.D)) for part in split(w, shape)], axis=0)
    return shape.L * domain.bridge(size, shape.D, 2 / shape.L)
