"""Random numbers: SFC64 for compiled kernels, bit for bit numpy's, and normal numbers from any generator of numpy.

A stream is an array of four uint64 words. It starts from the three seed words of a run, which numpy's SeedSequence generates, and gives the
same numbers as `numpy.random.Generator(numpy.random.SFC64(sequence)).random()` with that sequence.
"""

import math

import numpy as np

from descent import checked
from descent.compiled import compiled, inlined
from descent.elementary import cos_turns, exp, log
from descent.ziggurat import gamma, normals, words_of

SEED_WORDS = 3


@inlined
def next_word(stream):
    """Next 64 random bits of a stream.

    stream: (4,) uint64, advanced in place. Source: PractRand's SFC64, as in numpy.
    """
    word = stream[0] + stream[1] + stream[3]
    stream[3] += np.uint64(1)
    stream[0] = stream[1] ^ (stream[1] >> np.uint64(11))
    stream[1] = stream[2] + (stream[2] << np.uint64(3))
    stream[2] = ((stream[2] << np.uint64(24)) | (stream[2] >> np.uint64(40))) + word
    return word


@inlined
def uniform(stream):
    """Next uniform number of a stream on [0, 1), with 53 random bits."""
    return (next_word(stream) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def sphere(stream, direction):
    """Fill `direction` (d,) with a uniform point on the unit sphere: a normalised Gaussian vector, by Marsaglia's polar method."""
    total = 0.0
    for j in range(0, direction.size, 2):
        square = 0.0
        while not 0.0 < square < 1.0:
            u, v = 2.0 * uniform(stream) - 1.0, 2.0 * uniform(stream) - 1.0
            square = u * u + v * v
        stretch = math.sqrt(-2.0 * log(square) / square)
        direction[j] = u * stretch
        total += direction[j] * direction[j]
        if j + 1 < direction.size:
            direction[j + 1] = v * stretch
            total += direction[j + 1] * direction[j + 1]
    length = math.sqrt(total)
    for j in range(direction.size):
        direction[j] /= length


@compiled
def ball(stream, direction):
    """Fill `direction` (d,) with a uniform point in the unit ball."""
    sphere(stream, direction)
    radius = exp(log(uniform(stream)) / direction.size)
    for j in range(direction.size):
        direction[j] *= radius


@compiled
def normal(stream):
    """Next standard normal number of a stream (Box and Muller's method)."""
    radius = math.sqrt(-2.0 * log(1.0 - uniform(stream)))
    return radius * cos_turns(uniform(stream))


def streams(seeds):
    """The streams of a block of runs, before their first number.

    seeds: (runs, 3) uint64. Returns (runs, 4) uint64. Raises ValueError for another shape or type.
    """
    seeds = checked.array("seeds", seeds, "runs", SEED_WORDS, finite=False, dtype=np.uint64)
    started = np.vstack([seeds.T, np.ones(len(seeds), dtype=np.uint64)])
    for _ in range(12):
        next_word.py_func(started)
    return np.ascontiguousarray(started.T)


def normal_numbers(generator: np.random.Generator, shape=()):
    """Standard normal numbers of a shape, the same bits on every processor. shape: as numpy takes it; () for a number.

    The numbers are those of generator.standard_normal(shape), except for last digits of draws beyond 3.65. The generator, of any kind of
    numpy, is advanced as far.
    """
    out = np.empty(shape)
    with generator.bit_generator.lock:
        normals(words_of(generator), out.reshape(-1))
    return out if out.ndim else float(out)


def chi_square(generator: np.random.Generator, degrees: int) -> float:
    """A chi-squared number, the same bits on every processor. degrees: degrees of freedom, at least 1.

    From 3 degrees on it is generator.chisquare(degrees) except for last digits, and the generator is advanced as far. For 1 and 2 degrees
    it is a sum of squared normal numbers, which differs from numpy's.
    """
    if degrees < 3:
        return float(np.sum(np.square(normal_numbers(generator, degrees))))
    with generator.bit_generator.lock:
        return 2.0 * gamma(words_of(generator), 0.5 * degrees)
