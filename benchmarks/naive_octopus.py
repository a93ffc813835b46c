"""The yardstick: gradient descent as one would first write it, one PyTorch autograd loop per run."""

from benchmarks.needed import torch


def octopus(x, tau, L, gamma):
    """f(x), written plainly from the paper's table (Du et al. 2017, section 4). x: (d,) tensor, in the domain."""

    def g1(y):
        return -gamma * y**2 + (-14 * L + 10 * gamma) / (3 * tau) * (y - tau) ** 3 + (5 * L - 3 * gamma) / (2 * tau**2) * (y - tau) ** 4

    def g2(y):
        s = (y - tau) / tau
        return L - (L + gamma) * s**3 * (10 - 15 * s + 6 * s**2)

    y, d = x.abs(), len(x)
    nu = (37 * L + 13 * gamma) * tau**2 / 6
    i = 0
    while i < d and y[i] > 2 * tau:
        i += 1
    passed = L * ((y[:i] - 4 * tau) ** 2).sum() - i * nu
    if i == d:
        return passed
    if y[i] <= tau:
        return passed - gamma * y[i] ** 2 + L * (y[i + 1 :] ** 2).sum()
    across = g2(y[i]) * y[i + 1] ** 2 if i + 1 < d else 0.0
    return passed + g1(y[i]) + across + L * (y[i + 2 :] ** 2).sum()


def gradient_descent(starts, p, eta, max_steps):
    """GD from each start in turn, `max_steps` steps each. starts: (runs, d) array; p: Octopus. Returns the (runs, d) ends, a tensor."""
    ends = torch.tensor(starts)
    for end in ends:
        x = end.clone().requires_grad_(True)
        for _ in range(max_steps):
            (slope,) = torch.autograd.grad(octopus(x, *p), x)
            with torch.no_grad():
                x -= eta * slope
        end.copy_(x.detach())
    return ends
