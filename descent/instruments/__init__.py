"""Instruments: the papers' questions for any torch module, data and loss. They need torch.

What does training a net conserve, whatever its data (paper 4)? Each hidden neuron of a ReLU net conserves |in|^2 - |out|^2:

    >>> import torch
    >>> from descent.instruments import conserved
    >>> net = torch.nn.Sequential(torch.nn.Linear(5, 6, bias=False), torch.nn.ReLU(), torch.nn.Linear(6, 3, bias=False))
    >>> laws = conserved(net, (torch.randn(10, 5), torch.randn(10, 3)), torch.nn.functional.mse_loss)
    >>> laws.count, laws.words[0]
    (6, 'layer 1, neuron 1: |in|^2 - |out|^2')
"""

import pkgutil

from descent.devices import torch_for

torch_for("descent.instruments")

from descent.instruments.conserved import conserved as conserved  # noqa: E402 (where there is no torch, one line says so first)
from descent.instruments.drift import drift as drift  # noqa: E402
from descent.instruments.margins import margins as margins  # noqa: E402
from descent.instruments.one_neuron import one_neuron as one_neuron  # noqa: E402
from descent.instruments.saddles import saddles as saddles  # noqa: E402

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
