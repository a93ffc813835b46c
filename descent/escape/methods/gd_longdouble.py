"""Gradient descent, literally, with every number in the machine's long double (64-bit mantissa and 15-bit exponent on x86)."""

from functools import partial

import numpy as np

from descent.escape.widths import gradient_descent

LABEL = "GD in long double"
PARAMETERS = ()

descend = partial(gradient_descent, np.longdouble)
