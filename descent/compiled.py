"""`compiled`: numba kernels, compiled once and kept on disk.

numba's own cache notices a change in the file of a kernel, not in the functions that the kernel calls from other files. So the cache
lies in a folder named after the content of the whole package: a kernel is never older than anything it calls. In it a kernel is found by
its place in the package, so that copies of the project share their kernels where NUMBA_CACHE_DIR names one folder for all.
"""

import hashlib
import math
import os
import sys
import tempfile
from pathlib import Path

import numba
from numba.core.caching import UserProvidedCacheLocator
from numba.extending import register_jitable

_PACKAGE = Path(__file__).parent


def _cache_folder() -> str:
    """Folder of the compiled kernels for the package as it stands."""
    sources = sorted(_PACKAGE.rglob("*.py"))
    digest = hashlib.blake2s(b"".join(source.read_bytes() for source in sources), digest_size=8).hexdigest()
    base = Path(os.environ.get("NUMBA_CACHE_DIR", _PACKAGE / "__pycache__"))
    if not os.access(base if base.exists() else base.parent, os.W_OK):
        base = Path(tempfile.gettempdir()) / "descent-kernels"
    return str(base / f"kernels-{digest}")


def _load_without_blas():
    """Load numba's array functions without scipy.linalg, a third of a second that every job would pay: no kernel here calls BLAS."""
    if "scipy.linalg" not in sys.modules:
        sys.modules["scipy.linalg.cython_blas"] = None
        import numba.np.arraymath  # noqa: F401

        del sys.modules["scipy.linalg.cython_blas"]


class Locator(UserProvidedCacheLocator):
    """Names a kernel's folder in the cache, for numba."""

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """The folder of a file in this package, wherever that lies; of other files as numba names it."""
        folder = Path(py_file).parent
        return str(folder.relative_to(_PACKAGE)) if folder.is_relative_to(_PACKAGE) else super().get_suitable_cache_subpath(py_file)


_load_without_blas()
numba.config.CACHE_DIR = _cache_folder()
numba.config.CACHE_LOCATOR_CLASSES = f"{__name__}.{Locator.__name__}"

compiled = numba.njit(cache=True, error_model="numpy")
"""Decorator: strict IEEE arithmetic (no fastmath), one thread, so a run's bits depend on its inputs alone."""

inlined = numba.njit(cache=True, error_model="numpy", forceinline=True)
"""The same for what kernels call in every iteration: a call that passes arrays costs as much as the arithmetic."""

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
