"""The separator of one sample with the least l1 norm in Fourier space. It is 1 divided by the sample's largest coefficient (duality)."""

import numpy as np

from descent.convbias.fourier import bridge, magnitudes
from descent.convbias.separators import separators

x = np.random.default_rng(0).standard_normal(16)
beta = separators(x[None, None]).l1[0]
print(x @ beta, bridge(magnitudes(beta), 16, 1) * magnitudes(x).max(), np.sum(magnitudes(beta) > 1e-9))
