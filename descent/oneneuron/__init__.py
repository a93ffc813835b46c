"""Paper 2, adding one neuron can eliminate all bad local minima (Liang et al. 2018): losses augmented by a neuron, and their minimisation.

>>> import numpy as np
>>> from descent.oneneuron.augmentations import augment, exponential
>>> from descent.oneneuron.data import three_points
>>> from descent.oneneuron.objective import gradients
>>> from descent.oneneuron.problem import parts, problem, size
>>> net = augment(exponential, problem(*three_points.points(), hidden=[2]), lam=0.5)
>>> xi = np.linspace(-1, 1, size(net))
>>> F, slope = gradients(net, xi[None])
>>> a, b, w = parts(net)
>>> bool(np.isclose(xi[a] @ slope[0, a] - slope[0, b].sum(), 0.5 * xi[a] @ xi[a]))  # a F_a - F_b = lambda a^2
True
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
