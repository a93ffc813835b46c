"""Least squares: of least norm, with non-negative coefficients, of a straight line; and null spaces."""

import numpy as np

from descent.algebra.factorisations import norm, qr
from descent.algebra.products import matmul
from descent.algebra.spectra import svd


def lstsq(A, b) -> np.ndarray:
    """The x of least norm among those with the least ||A x - b||. A: (m, n); b: (m,) or (m, p). Returns (n,) or (n, p)."""
    A, b = np.asarray(A, dtype=float), np.asarray(b, dtype=float)
    U, s, V = svd(A)
    kept = s > max(A.shape) * np.finfo(float).eps * s.max(initial=0.0)
    c = matmul(U.T[kept], b)
    return matmul(V[kept].T, c / (s[kept] if b.ndim == 1 else s[kept][:, None]))


def null_space(A) -> np.ndarray:
    """Orthonormal columns that A takes to zero. A: (m, n). Returns (n, n - rank)."""
    Q, R = qr(np.asarray(A, dtype=float).T)
    d = np.abs(np.diag(R))
    return Q[:, int((d > 1e-13 * d.max(initial=0.0)).sum()) :]


def line(x, y) -> float:
    """Slope of the least-squares line. x, y: (points,)."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    centred = x - x.mean()
    return float(np.sum(centred * (y - y.mean())) / np.sum(centred * centred))


def nnls(A, b) -> tuple[np.ndarray, float]:
    """The x >= 0 with the least ||A x - b||, and that distance. A: (m, n); b: (m,). Source: Lawson and Hanson 1974, chapter 23."""
    A, b = np.asarray(A, dtype=float), np.asarray(b, dtype=float)
    n = A.shape[1]
    x, passive = np.zeros(n), np.zeros(n, bool)
    tolerance = 10.0 * max(A.shape) * np.finfo(float).eps * max(np.abs(A).sum(axis=0).max(initial=0.0), 1e-300)
    for _ in range(3 * n + 10):
        w = matmul(A.T, b - matmul(A, x))
        w[passive] = -np.inf
        if passive.all() or w.max() <= tolerance:
            break
        passive[int(w.argmax())] = True
        while True:
            s = np.zeros(n)
            s[passive] = lstsq(A[:, passive], b)
            if s[passive].min() > 0.0:
                break
            low = passive & (s <= 0.0)
            step = (x[low] / (x[low] - s[low])).min()
            x = x + step * (s - x)
            passive &= ~(low & (x <= 1e-15 * np.abs(x).max()))
            x[~passive] = 0.0
            if not passive.any():
                break
        x = s
    return x, float(norm(matmul(A, x) - b))
