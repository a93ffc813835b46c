"""Linear algebra with the same bits on every processor: + - * / and sqrt in float64, in an order that the code fixes.

The order of sums in BLAS and LAPACK depends on the processor. Everything here takes small dense numpy arrays of float64; `matmul` also
takes float32 and large ones.

    >>> from descent.algebra import eigvalsh, solve
    >>> solve([[2.0, 0.0], [1.0, 4.0]], [2.0, 3.0]).tolist(), eigvalsh([[4.0, 0.0], [0.0, 3.0]]).tolist()
    ([1.0, 0.5], [3.0, 4.0])
"""

import pkgutil

from descent.algebra.factorisations import norm, qr, solve, triangle
from descent.algebra.least_squares import line, lstsq, null_space
from descent.algebra.non_negative import nnls
from descent.algebra.products import dot, matmul
from descent.algebra.singular import svd, svdvals
from descent.algebra.spectra import eigh, eigvalsh

__all__ = [
    "dot",
    "eigh",
    "eigvalsh",
    "line",
    "lstsq",
    "matmul",
    "nnls",
    "norm",
    "null_space",
    "qr",
    "solve",
    "svd",
    "svdvals",
    "triangle",
]
__all__ += [entry.name for entry in pkgutil.iter_modules(__path__)]
