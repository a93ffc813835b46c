"""`compiled`: numba kernels, compiled once and cached on disk (see descent/kernel_cache.py)."""

import math

import numba
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

import descent.elementary.kernels  # noqa: F401  makes the elementary functions known to kernels
from descent.kernel_cache import KernelCache


def compiled(function, also: tuple = (), **options):
    """A kernel with strict IEEE arithmetic (no fastmath) in one thread, so that its results depend on its inputs alone.

    The kernel releases the GIL, so that another thread can report its progress. also: further functions or modules that the kernel calls.
    Those that it closes over and those that its module imports are found without it.
    """
    kernel = numba.njit(error_model="numpy", nogil=True, **options)(function)
    if isinstance(kernel, Dispatcher):  # with numba switched off, njit returns the function itself
        kernel._cache = KernelCache(function, also)
    return kernel


def inlined(function):
    """A kernel that is inlined in its callers, for calls in every iteration: a call that passes arrays costs as much as the arithmetic."""
    return compiled(function, forceinline=True)


everywhere = register_jitable(error_model="numpy", forceinline=True)
"""Marks a formula for numbers in kernels and for arrays elsewhere. It stays a plain function, which kernels compile where they call it."""


@inlined
def copy(source, target):
    """target[:] = source, both (n,). numba takes two seconds to compile a slice assignment, because of its error message."""
    for j in range(source.size):
        target[j] = source[j]


@inlined
def finite(x):
    """Whether all of x (n,) is finite."""
    every = True
    for j in range(x.size):
        every &= math.isfinite(x[j])
    return every
