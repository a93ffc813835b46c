"""Paper 3, implicit bias of gradient descent on linear convolutional networks (Gunasekar et al. 2018): nets, flows and separators.

>>> import numpy as np
>>> from descent.convbias.fourier import magnitudes
>>> from descent.convbias.separators import separators
>>> x = np.cos(np.pi * np.arange(8) / 4)  # one sample, of one frequency
>>> found = separators(x[None, None])
>>> magnitudes(found.l1).round(6)
array([[0.      , 0.353553, 0.      , 0.      , 0.      ]])
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
