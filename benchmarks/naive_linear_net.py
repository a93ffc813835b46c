"""The yardstick: a linear convolutional net trained as one would first write it, one PyTorch autograd loop per run."""

from benchmarks.needed import torch


def loss(parts, x):
    """The exponential loss. parts: L tensors (D,); x: (N, D) signals times labels."""
    transformed = torch.ones(1, dtype=torch.complex128)
    for part in parts:
        transformed = transformed * torch.fft.fft(part, norm="ortho")
    beta = torch.fft.ifft(transformed, norm="ortho").real
    return torch.exp(-(x @ beta)).sum()


def gradient_descent(starts, x, eta, steps):
    """GD from each start in turn. starts: (runs, L, D) array; x: (runs, N, D) array. Returns the (runs, L, D) ends, a tensor."""
    ends = torch.tensor(starts)
    for end, signals in zip(ends, torch.tensor(x), strict=True):
        parts = [part.clone().requires_grad_(True) for part in end]
        for _ in range(steps):
            slopes = torch.autograd.grad(loss(parts, signals), parts)
            with torch.no_grad():
                for part, slope in zip(parts, slopes, strict=True):
                    part -= eta * slope
        end.copy_(torch.stack(parts).detach())
    return ends
