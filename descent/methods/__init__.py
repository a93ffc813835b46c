"""Methods that all papers share, one file each, with a LABEL, Parameters, and a `rule` that moves a coordinate or a `step` that moves x.

>>> from descent.methods import heavy_ball
>>> heavy_ball.LABEL, list(heavy_ball.Parameters.model_fields)
('heavy ball', ['eta', 'momentum'])
>>> memory = [0.0]
>>> [heavy_ball.rule(1.0, 2.0, memory, 0, 0.1, 0.5) for _ in range(2)]
[0.8, 0.7]
"""

import pkgutil

__all__ = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
