"""Paper 4, layers are automatically balanced (Du, Hu, Lee 2018): gradient descent and gradient flow of nets and of matrix factorisation.

>>> import numpy as np
>>> from descent.balance.invariants import layer_drift
>>> from descent.balance.kinked_flow import flow
>>> from descent.balance.nets import net, points_of
>>> generator = np.random.default_rng(1)
>>> shape = net([3, 4, 1], "relu")
>>> data = points_of(generator.standard_normal((1, 3, 5)), generator.standard_normal((1, 1, 5)))
>>> found = flow(shape, "quadratic", generator.standard_normal(shape.P), data, [0.0, 2.0], 1e-12)
>>> found.kinks > 0, bool(layer_drift(shape, found.theta[None]).max() < 1e-10)  # theorem 2.1
(True, True)
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
