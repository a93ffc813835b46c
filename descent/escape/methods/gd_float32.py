"""Gradient descent, literally, with every number in float32."""

from functools import partial

import numpy as np

from descent.escape.widths import gradient_descent

LABEL = "GD in float32"
PARAMETERS = ()

descend = partial(gradient_descent, np.float32)
