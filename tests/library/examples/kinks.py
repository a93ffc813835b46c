"""Gradient flow of a ReLU net from kink to kink conserves the quantities of theorem 2.1, while the parameters move."""

import numpy as np

from descent.balance.invariants import layer_drift
from descent.balance.kinked_flow import flow
from descent.balance.nets import net, points_of

generator, shape = np.random.default_rng(1), net([3, 4, 1], "relu")
data = points_of(generator.standard_normal((1, 3, 5)), generator.standard_normal((1, 1, 5)))
found = flow(shape, "quadratic", generator.standard_normal(shape.P), data, [0.0, 2.0], 1e-12)
print(found.arrived, found.kinks, found.resting, layer_drift(shape, found.theta[None]).max(), np.ptp(found.theta, axis=0).max())
