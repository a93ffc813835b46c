"""A bad minimum of a net on three points. L-BFGS on the augmented loss starts near it and reaches a lower loss."""

import numpy as np

from descent.oneneuron.augmentations import augment, exponential
from descent.oneneuron.landscapes import three_points
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients
from descent.oneneuron.starts import near

bad = three_points.landscape()
net = augment(exponential, bad.problem, lam=1.0)
xi = near(net, bad.theta, 0.0, 0.1, [np.random.default_rng(0)])
print(bad.value, *gradients(bad.problem, bad.theta[None])[0], *gradients(net, lbfgs.run(net, xi, max_iterations=2000).xi)[0])
