"""`compiled`: numba kernels, compiled once and kept on disk (see descent/kernel_cache.py)."""

import math

import numba
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

import descent.elementary.kernels  # noqa: F401  kernels know the elementary functions from here on
from descent.kernel_cache import KernelCache


def compiled(function, also: tuple = (), **options):
    """A kernel: strict IEEE arithmetic (no fastmath), one thread, so a run's bits depend on its inputs alone. Other threads run beside it,
    such as one that says how far it is.

    also: further functions or modules that the kernel calls. Those that it closes over and those that its module imports are known.
    """
    kernel = numba.njit(error_model="numpy", nogil=True, **options)(function)
    if isinstance(kernel, Dispatcher):  # where numba is switched off it is the function itself
        kernel._cache = KernelCache(function, also)
    return kernel


def inlined(function):
    """The same for what kernels call in every iteration: a call that passes arrays costs as much as the arithmetic."""
    return compiled(function, forceinline=True)


everywhere = register_jitable(error_model="numpy", forceinline=True)
"""For a formula of numbers in kernels and of arrays elsewhere: it stays a plain function, which kernels compile where they call it."""


@inlined
def copy(source, target):
    """target[:] = source, both (n,). The slice itself would take numba two seconds to compile: it brings an error message to write."""
    for j in range(source.size):
        target[j] = source[j]


@inlined
def finite(x):
    """Whether all of x (n,) is finite."""
    every = True
    for j in range(x.size):
        every &= math.isfinite(x[j])
    return every
