"""Values of elementary functions, linear algebra and random numbers on this processor: name -> a checksum of all bits, as JSON."""

import json
import zlib

import numpy as np

from descent import algebra, elementary, random
from descent.elementary.loops import LOOPS

POINTS = 20_000
ONE_BY_ONE = 200
"""The number of points at which functions are also called with single numbers."""
RANGES = {"log": (1e-300, 1e3), "log10": (1e-300, 1e3), "log1p": (-0.999, 50), "arccos": (-1, 1)}


def checksum(*arrays) -> str:
    """A checksum of the bits of arrays."""
    return f"{zlib.crc32(b''.join(np.ascontiguousarray(array).tobytes() for array in arrays)):08x}"


def of_functions(generator):
    """Checksums of the elementary functions of arrays, of float32 arrays, and of single numbers."""
    for name in LOOPS:
        function, (low, high) = getattr(elementary, name), RANGES.get(name, (-30, 30))
        x = low + (high - low) * generator.random(POINTS)
        numbers = (abs(x), 40 * generator.random(POINTS) - 20) if name == "power" else (x,)
        yield name, checksum(function(*numbers))
        yield f"{name} of float32", checksum(function(*(number.astype(np.float32) for number in numbers)))
        yield f"{name} one by one", checksum([function(*map(float, row)) for row in list(zip(*numbers, strict=True))[:ONE_BY_ONE]])


def of_algebra(generator):
    """Checksums of products, norms, solutions, eigenvalues and eigenvectors, and QR and singular value decompositions."""
    for rows, columns in ((3, 3), (12, 7), (40, 40)):
        A, B = generator.random((rows, columns)) - 0.5, generator.random((columns, rows)) - 0.5
        b, gram = generator.random(rows), algebra.matmul(A, A.T) + np.eye(rows)
        size = f"{rows} x {columns}"
        yield f"matmul {size}", checksum(algebra.matmul(A, B), algebra.matmul(A.astype(np.float32), B.astype(np.float32)))
        yield f"norm {size}", checksum(algebra.norm(A, axis=0), algebra.norm(A))
        yield f"solve {size}", checksum(algebra.solve(gram, b))
        yield f"eigh {size}", checksum(*algebra.eigh(gram), algebra.eigvalsh(gram))
        yield f"qr {size}", checksum(*algebra.qr(A))
        yield f"svd {size}", checksum(*algebra.svd(A), algebra.svdvals(A))
        yield f"lstsq {size}", checksum(algebra.lstsq(A, b), algebra.nnls(A, b)[0], [algebra.line(b, A[:, 0])])


def of_random_numbers(generator):
    """Checksums of numbers from the kernels' streams: normal numbers, directions, noise."""
    (stream,) = random.streams(generator.integers(2**63, size=(1, random.SEED_WORDS), dtype=np.uint64))
    points = np.empty((2, 50))
    random.sphere(stream, points[0])
    random.ball(stream, points[1])
    yield "directions and noise", checksum(points)
    yield "normal numbers", checksum([random.normal(stream) for _ in range(POINTS)])


def main():
    """Print all checksums."""
    generator = np.random.default_rng(22)
    print(json.dumps({name: value for part in (of_functions, of_algebra, of_random_numbers) for name, value in part(generator)}))


if __name__ == "__main__":
    main()
