"""Where compiled kernels are kept: in a folder named after the kernel's module and what that and all that it calls mean.

numba's own cache notices a change in the file of a kernel, not in the functions that the kernel calls from other files; and a comment makes
numba compile the kernel again. Here a kernel is never older than anything it calls, and only what means something else is compiled again.
A kernel has its place by its name, so copies of the project share their kernels where NUMBA_CACHE_DIR names one folder for all.
"""

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType

import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache, _CacheLocator

from descent.kernel_meaning import describe, digest, short

PACKAGE = Path(__file__).parent
USER = getattr(os, "geteuid", int)()
KEPT_FOLDERS = 3
"""Folders of a module that are kept, those used last: what it means now and what it meant before."""


@cache
def base() -> Path | None:
    """The folder of all kernels: the first that can be made and written to, and that nobody else owns or may write to, since a kernel is
    code that is run. None if there is none.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    folders = [PACKAGE / "__pycache__/descent-kernels", home / "descent-kernels", Path(tempfile.gettempdir(), f"descent-kernels-{USER}")]
    if os.environ.get("NUMBA_CACHE_DIR"):
        folders.insert(0, Path(os.environ["NUMBA_CACHE_DIR"], "descent-kernels"))
    return next(filter(private, folders), None)


def private(folder: Path) -> bool:
    """Whether a folder is ours alone to write to. It is made if it is not there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == USER and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return ours and os.access(folder, os.W_OK)


class Locator(_CacheLocator):
    """Names the folder of a kernel, for numba."""

    def __init__(self, folder: Path, name: str):
        self._folder, self._name = folder, name

    def get_cache_path(self) -> str:
        """The folder that the kernel's index and its machine code lie in."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """Nothing: the folder's name says what the sources mean."""
        return ""

    def get_disambiguator(self) -> str:
        """What tells kernels of one name apart, such as those that a function makes."""
        return self._name

    def ensure_cache_path(self):
        """Make the folder; remove those of what its module meant long before."""
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            kin = self._folder.parent.glob(f"{self._folder.name.rpartition('-')[0]}-*")
            for old in sorted(kin, key=lambda folder: folder.stat().st_mtime, reverse=True)[KEPT_FOLDERS:]:
                shutil.rmtree(old, ignore_errors=True)


class Result(CompileResultCacheImpl):
    """What numba keeps of a kernel, in our place."""

    def __init__(self, function: FunctionType, locator: Locator):
        self._lineno, self._locator = function.__code__.co_firstlineno, locator
        locator._py_file = function.__code__.co_filename  # for numba's warning of what it cannot keep
        self._filename_base = self.get_filename_base(function.__qualname__, getattr(sys, "abiflags", ""))


class Kept(FunctionCache):
    """The kept machine code of one kernel, a file for each of the types that it was called with."""

    def __init__(self, function: FunctionType, locator: Locator):
        self._impl_class = lambda function: Result(function, locator)
        self._closure = locator.get_disambiguator()
        super().__init__(function)

    def _index_key(self, sig, codegen):
        """Types of the arguments, the processor, what the kernel closes over, and the numpy that worked out the constants in it."""
        return sig, codegen.magic_tuple(), self._closure, np.__version__


class KernelCache(NullCache):
    """The cache of one kernel. Nothing is read or made before the kernel is needed."""

    def __init__(self, function: FunctionType, also: tuple):
        self._function, self._also = function, also

    @cached_property
    def _kept(self) -> FunctionCache | NullCache:
        modules = set()
        described = short(describe((self._function, *self._also), modules))
        means = base() and digest(modules, base())
        if not means:
            return NullCache()
        own, others = self._function.__module__, sorted(modules - {self._function.__module__})
        folder = base() / f"{own}{f'+{short(repr(others))}' if others else ''}-{means}"
        with contextlib.suppress(OSError):
            os.utime(folder)
        return Kept(self._function, Locator(folder, described))

    @property
    def cache_path(self) -> str | None:
        """The folder of the kernel."""
        return self._kept.cache_path

    def load_overload(self, sig, target_context):
        """The kernel for some types, if it was kept."""
        with contextlib.suppress(OSError):
            return self._kept.load_overload(sig, target_context)

    def save_overload(self, sig, data):
        """Keep the kernel for some types, if that can be done: a full disk or another call that removes the folder does not matter."""
        with contextlib.suppress(OSError):
            self._kept.save_overload(sig, data)

    def flush(self):
        """Forget the kernel."""
        self._kept.flush()
