"""Linear algebra with the same bits on every processor: + - * / and sqrt in double precision, in an order that the formulas fix.

BLAS and LAPACK order their sums by the processor. Everything here is of numpy's float64 arrays, dense and small; `matmul` takes float32
and large ones too.

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
