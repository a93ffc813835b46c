"""Zoo: objectives with known saddles. Each is one file, like a user's own network, with its theory. They need torch.

octopus: a tube past d saddles in a row (Du et al. 2017). low_rank: matrix factorisation. deep_linear: a deep linear net. phase_retrieval:
a signal from the squares of its measurements. tensor: orthogonal tensor decomposition. relu_digits: a two-layer ReLU net on digits.
The example is a low-rank factorisation with three saddles on the way to its minimum. It prints f at these points, and the iterations after
which GD has passed each saddle:

    >>> import torch
    >>> from descent.instruments.objective import Objective
    >>> from descent.zoo import low_rank
    >>> sizes, generator = {"d": 6, "rank": 3}, torch.Generator().manual_seed(0)
    >>> f = Objective(low_rank.build(generator, **sizes), low_rank.data(generator, **sizes), low_rank.loss)
    >>> [round(level, 3) for level in low_rank.levels(rank=3)]
    [0.306, 0.056, 0.016, 0.0]
    >>> [round(time) for time in low_rank.passing_times(f, lr=0.25)]
    [34, 74, 134]
"""

import pkgutil

from descent.devices import torch_for

torch_for("descent.zoo")

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
