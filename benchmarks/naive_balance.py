"""The yardsticks: figure 2's net by PyTorch autograd, and matrix factorisation by numpy, both as one would first write them."""

from benchmarks.needed import torch


def three_layer(layers, x, y, eta, steps):
    """GD of W3 relu(W2 relu(W1 x)) on the mean quadratic loss. layers: three matrices; x: (d, N); y: (outputs, N). Returns the ends."""
    layers = [torch.tensor(W, requires_grad=True) for W in layers]
    x, y = torch.tensor(x), torch.tensor(y)
    for _ in range(steps):
        h = x
        for W in layers[:-1]:
            h = torch.relu(W @ h)
        loss = 0.5 * ((layers[-1] @ h - y) ** 2).sum() / x.shape[1]
        slopes = torch.autograd.grad(loss, layers)
        with torch.no_grad():
            for W, slope in zip(layers, slopes, strict=True):
                W -= eta * slope
    return [W.detach().numpy() for W in layers]


def factorisation(M, U, V, eta, steps):
    """GD of 1/2 ||U V^T - M||_F^2 from one start. Returns U and V."""
    for _ in range(steps):
        E = U @ V.T - M
        U, V = U - eta * (E @ V), V - eta * (E.T @ U)
    return U, V
