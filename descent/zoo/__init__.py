"""Zoo: objectives with known saddles, each a file as one of one's own, with what theory says of it. They need torch.

octopus: a tube past d saddles in a row (Du et al. 2017). low_rank: matrix factorisation. deep_linear: a deep linear net. phase_retrieval:
a signal from the squares of its measurements. tensor: orthogonal tensor decomposition. relu_digits: a ReLU net of two layers on digits.

The values of f at the saddles, in order:

    >>> from descent.zoo import low_rank
    >>> low_rank.levels(rank=2, condition=1.0)
    [0.5, 0.25, 0.0]
"""

import pkgutil

from descent.devices import torch_for

torch_for("descent.zoo")

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
