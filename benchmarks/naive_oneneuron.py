"""The yardstick: a small net and the paper's exponential neuron as one would first write them, by PyTorch autograd, one run at a time."""

import math

from benchmarks.needed import torch

linear, relu = torch.nn.functional.linear, torch.nn.functional.relu


def shapes(width, neuron):
    """Shapes of the tensors of a net of one input and one output: of each layer its weights, then its biases; then the neuron's outer
    weight a, its bias b and its inner weight w, if there is one.
    """
    return [(width, 1), (width,), (1, width), (1,), *([(1,), (1,), (1, 1)] if neuron else [])]


def split(xi, shapes):
    """The tensors that lie one after the other in the tensor xi (P,)."""
    pieces = torch.split(xi, [math.prod(shape) for shape in shapes])
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


def objective(parameters, x, y, p, lam, mu):
    """F, written plainly from the paper: the hinge loss to the power p, and what is added to it for the neuron. x, y: (N, 1)."""
    W1, b1, W2, b2, *neuron = parameters
    f, added = linear(relu(linear(x, W1, b1)), W2, b2), 0.0
    if neuron:
        a, b, w = neuron
        f = f + a * torch.exp(linear(x, w, b))
        added = 0.5 * lam * (a**2).sum()
        if mu:
            added = added + 0.5 * mu * ((w**2).sum() + (b**2).sum())
    return (relu(1 - y * f) ** p).sum() + added


def leaves(xi, shapes):
    """The tensors of a start xi (P,), an array, ready to be trained."""
    return [piece.clone().requires_grad_(True) for piece in split(torch.tensor(xi), shapes)]


def flat(tensors):
    """All tensors as one array (P,)."""
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).numpy()


def lbfgs(xi, shapes, data, max_iterations, tolerance, memory):
    """L-BFGS from one start xi (P,) until no part of the gradient is above the tolerance. data: (x, y, p, lam, mu). Returns the end."""
    parameters = leaves(xi, shapes)
    optimiser = torch.optim.LBFGS(
        parameters,
        max_iter=max_iterations,
        max_eval=100 * max_iterations,
        tolerance_grad=tolerance,
        tolerance_change=0.0,
        history_size=memory,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimiser.zero_grad()
        value = objective(parameters, *data)
        value.backward()
        return value

    optimiser.step(closure)
    return flat(parameters)


def gradient_descent(xi, shapes, data, eta, iterations):
    """GD from one start xi (P,). Returns the end."""
    parameters = leaves(xi, shapes)
    for _ in range(iterations):
        slopes = torch.autograd.grad(objective(parameters, *data), parameters)
        with torch.no_grad():
            for parameter, slope in zip(parameters, slopes, strict=True):
                parameter -= eta * slope
    return flat(parameters)


def gradient(xi, shapes, data):
    """F at xi (P,) and its gradient (P,)."""
    parameters = leaves(xi, shapes)
    value = objective(parameters, *data)
    return value.item(), flat(torch.autograd.grad(value, parameters))


def autograd_hessian(xi, shapes, data):
    """The Hessian of F at xi (P,), by torch.autograd.functional. Returns (P, P)."""
    return torch.autograd.functional.hessian(lambda xi: objective(split(xi, shapes), *data), torch.tensor(xi)).numpy()


def func_hessian(xi, shapes, data):
    """The same by torch.func."""
    return torch.func.hessian(lambda xi: objective(split(xi, shapes), *data))(torch.tensor(xi)).numpy()
