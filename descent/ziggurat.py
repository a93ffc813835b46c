"""Normal and gamma numbers from the words of any of numpy's bit generators, with numpy's algorithms and the project's exp and log.

numpy's own numbers are the same, except for normal draws from the tail and rare gamma draws. For these numpy calls the C library's log1p,
exp and log, and on some processors uses fused products. Source: Marsaglia and Tsang 2000, their papers on the ziggurat and on gamma
variables; the order of the random words is numpy's.
"""

import ctypes
import math

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from descent.compiled import compiled, inlined
from descent.elementary import exp, log, log1p
from descent.ziggurat_tables import HEIGHTS, INSIDE, INVERSE_R, WIDTHS, R


def words_of(generator) -> tuple[int, int, int]:
    """Addresses of the bit generator of a `numpy.random.Generator`: its state, and its functions for the next word and the next number."""
    face = generator.bit_generator.ctypes
    return face.state_address, *(ctypes.cast(function, ctypes.c_void_p).value for function in (face.next_uint64, face.next_double))


def _next(kind, code):
    """A function for kernels that calls a bit generator for its next word or its next number."""

    @intrinsic
    def call(typing, function, state):
        def generate(context, builder, signature, arguments):
            of_state = ir.FunctionType(code, [ir.IntType(8).as_pointer()])
            pointer = builder.inttoptr(arguments[0], of_state.as_pointer())
            return builder.call(pointer, [builder.inttoptr(arguments[1], ir.IntType(8).as_pointer())])

        return kind(types.int64, types.int64), generate

    return call


_word, _number = _next(types.uint64, ir.IntType(64)), _next(types.float64, ir.DoubleType())


@inlined
def _normal(words):
    """A standard normal number: 256 strips under the density, and the tail beyond R."""
    state, next_word, next_number = words
    while True:
        word = _word(next_word, state)
        i = np.int64(word & np.uint64(0xFF))
        steps = np.int64((word >> np.uint64(9)) & np.uint64(0xFFFFFFFFFFFFF))
        x = steps * WIDTHS[i]
        if word & np.uint64(0x100):
            x = -x
        if steps < INSIDE[i]:
            return x
        if i > 0:
            if (HEIGHTS[i - 1] - HEIGHTS[i]) * _number(next_number, state) + HEIGHTS[i] < exp(-0.5 * x * x):
                return x
        else:
            beyond, depth = 0.0, 0.0
            while depth + depth <= beyond * beyond:
                beyond = -INVERSE_R * log1p(-_number(next_number, state))
                depth = -log1p(-_number(next_number, state))
            return -(R + beyond) if steps & 0x100 else R + beyond


@compiled
def normals(words, out):
    """Fill out (n,) with standard normal numbers. words: from `words_of`."""
    for i in range(out.size):
        out[i] = _normal(words)


@compiled
def gamma(words, shape):
    """A standard gamma number. shape: the gamma distribution's shape parameter, at least 1; words: from `words_of`."""
    b = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * b)
    while True:
        x = _normal(words)
        v = 1.0 + c * x
        while v <= 0.0:
            x = _normal(words)
            v = 1.0 + c * x
        v = v * v * v
        u = _number(words[2], words[0])
        if u < 1.0 - 0.0331 * (x * x) * (x * x) or log(u) < 0.5 * x * x + b * (1.0 - v + log(v)):
            return b * v
