"""Problems written in torch: their gradients by automatic differentiation, in the form that the loop expects."""

import numpy as np

from descent.devices import torch_for
from descent.watching import NOT_FINITE, OUTSIDE


def differentiated(function):
    """The gradient and the value of a function, as the loop expects them.

    function: (x, p) -> f, with x a tensor (d,) and f a tensor of one number, NaN outside the domain. Raises ValueError without torch.
    """
    torch = torch_for(f"{function.__module__}, a problem in torch")

    def gradient(x, p, out):
        point = torch.from_numpy(x).clone().requires_grad_()
        f = function(point, p)
        if not isinstance(f, torch.Tensor) or f.numel() != 1:
            shape = tuple(f.shape) if isinstance(f, torch.Tensor) else type(f).__name__
            raise ValueError(f"{function.__module__}: value gives {shape}; expected: a tensor of one number")
        if f.isnan():
            return OUTSIDE
        out[:] = torch.autograd.grad(f, point)[0].numpy()
        return 0 if np.isfinite(out).all() else NOT_FINITE

    def value(x, p):
        return float(function(torch.from_numpy(x), p))

    return gradient, value
