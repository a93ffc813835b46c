"""Sixty saddles in a row: 3e26 iterations of gradient descent in a moment. The first five escapes are those of literal descent."""

import numpy as np

from descent.escape.descent import Limits, descend
from descent.escape.methods import gd_event_driven
from descent.methods import gd
from descent.problems import octopus

p, limits = octopus.numbers(tau=np.e, L=1.0, gamma=1.0), Limits(eps=0.1, max_steps=1000)
for method, d in ((gd_event_driven, 5), (gd, 5), (gd_event_driven, 60)):
    print(*descend(method, np.full((1, d), 0.5), p, limits, eta=0.25).escape[0, -5:])
