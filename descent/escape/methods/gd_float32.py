"""Gradient descent, literally, with every number in float32."""

from functools import partial

import numpy as np

from descent import parameters
from descent.escape.widths import gradient_descent
from descent.parameters import Positive, given

LABEL = "GD in float32"


class Parameters(parameters.Parameters):
    """What gradient descent in this width takes."""

    eta: Positive = given(description="Step size of gradient steps.")


descend = partial(gradient_descent, np.float32)
