"""The two starts of figure 2."""

import numpy as np

from descent.balance.nets import Net

STARTS = {"balanced": (0.1, 0.1, 0.1), "unbalanced": (10.0, 1.0, 0.1)}
"""||W^(h)||_F^2 at the start. At the paper's widths the entries' variances are its 1e-6, 1e-5, 1e-4, and 1e-4 in all layers."""


def variances(start: str, net: Net) -> list[float]:
    """Variances of the entries of each layer that give it the norm of `STARTS`. Raises ValueError for an unknown start."""
    if start not in STARTS:
        raise ValueError(f"start = {start}: allowed: {', '.join(STARTS)}")
    return [square / (layer.out * layer.into) for square, layer in zip(STARTS[start], net.layers, strict=True)]


def gaussian_layers(generator, net: Net, variances) -> np.ndarray:
    """Normal weights with a variance a layer. Returns (1, P)."""
    theta = generator.standard_normal((1, net.P))
    for layer, variance in zip(net.layers, variances, strict=True):
        theta[:, layer.weights] *= np.sqrt(variance)
    return theta
