"""Linear algebra and transforms of a fixed order against LAPACK, SciPy and numpy's FFT, on one thread."""

import numpy as np
import scipy.optimize
from threadpoolctl import threadpool_limits

from benchmarks.timing import best_seconds
from descent import algebra
from descent.convbias import transforms

SIZES = (5, 20, 80, 160)
REPEATS, TOGETHER = 20, 5
PAIRS = {
    "eigh": (algebra.eigh, np.linalg.eigh),
    "eigvalsh": (algebra.eigvalsh, np.linalg.eigvalsh),
    "solve": (lambda S: algebra.solve(S, S[0]), lambda S: np.linalg.solve(S, S[0])),
    "svd": (algebra.svd, lambda S: np.linalg.svd(S, full_matrices=False)),
    "qr": (algebra.qr, lambda S: np.linalg.qr(S, mode="complete")),
    "lstsq": (lambda S: algebra.lstsq(S, S[0]), lambda S: np.linalg.lstsq(S, S[0])),
    "nnls": (lambda S: algebra.nnls(S, S[0]), lambda S: scipy.optimize.nnls(S, S[0])),
    "transform": (transforms.spectrum, np.fft.rfft),
}
"""Ours and the library's."""


def microseconds(function, S) -> float:
    """Time of one call."""
    return 1e6 * best_seconds(lambda: [function(S) for _ in range(TOGETHER)], REPEATS)[0] / TOGETHER


def section() -> list[str]:
    """What the page says of them: microseconds of ours, and of the library's in brackets."""
    generator = np.random.default_rng(0)
    lines = ["## Linear algebra", "", "Microseconds a call of ours and, in brackets, of the library's, of a random symmetric matrix.", ""]
    lines += [f"| n | {' | '.join(PAIRS)} |", f"|---{'|---' * len(PAIRS)}|"]
    with threadpool_limits(1):
        for n in SIZES:
            S = generator.standard_normal((n, n))
            times = [[microseconds(function, S + S.T) for function in pair] for pair in PAIRS.values()]
            lines.append(f"| {n} | {' | '.join(f'{ours:.3g} ({library:.3g})' for ours, library in times)} |")
    return lines
