"""The cache of compiled kernels: a folder named after the kernel's module and a digest of the meaning of that module and all it imports.

numba's own cache notices a change in a kernel's file, but not in the functions that the kernel calls from other files, and it compiles a
kernel again after a change of a comment. Here a kernel is never older than anything it calls, and it is compiled again only where the
meaning changed. A kernel is found by its name, not by its path, so copies of the project share kernels if NUMBA_CACHE_DIR is the same.
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
"""Number of folders kept per module, the last used ones: one for its present meaning, the others for earlier ones."""


@cache
def base() -> Path | None:
    """The folder of all kernels; None if there is none.

    It is the first that this user can write to and nobody else owns or can write to, since a kernel is code that is run.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    folders = [PACKAGE / "__pycache__/descent-kernels", home / "descent-kernels", Path(tempfile.gettempdir(), f"descent-kernels-{USER}")]
    if os.environ.get("NUMBA_CACHE_DIR"):
        folders.insert(0, Path(os.environ["NUMBA_CACHE_DIR"], "descent-kernels"))
    return next(filter(private, folders), None)


def private(folder: Path) -> bool:
    """Whether this user alone owns a folder and can write to it. Makes the folder if it is missing."""
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
        """The folder of the kernel's index and its machine code."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """Empty: the folder's name has the digest of the sources."""
        return ""

    def get_disambiguator(self) -> str:
        """A text that distinguishes kernels of the same name, such as the closures that a function makes."""
        return self._name

    def ensure_cache_path(self):
        """Make the folder, and remove the oldest folders of the same module."""
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            kin = self._folder.parent.glob(f"{self._folder.name.rpartition('-')[0]}-*")
            for old in sorted(kin, key=lambda folder: folder.stat().st_mtime, reverse=True)[KEPT_FOLDERS:]:
                shutil.rmtree(old, ignore_errors=True)


class Result(CompileResultCacheImpl):
    """numba's cache files of a kernel, in the folder of the locator."""

    def __init__(self, function: FunctionType, locator: Locator):
        self._lineno, self._locator = function.__code__.co_firstlineno, locator
        locator._py_file = function.__code__.co_filename  # for numba's warning about a kernel that it cannot cache
        self._filename_base = self.get_filename_base(function.__qualname__, getattr(sys, "abiflags", ""))


class Kept(FunctionCache):
    """The cached machine code of one kernel: one file for each combination of argument types."""

    def __init__(self, function: FunctionType, locator: Locator):
        self._impl_class = lambda function: Result(function, locator)
        self._closure = locator.get_disambiguator()
        super().__init__(function)

    def _index_key(self, sig, codegen):
        """The types of the arguments, the processor, what the kernel closes over, and the version of numpy that computed its constants."""
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
        """The compiled kernel for some argument types; None if it is not cached."""
        with contextlib.suppress(OSError):
            return self._kept.load_overload(sig, target_context)

    def save_overload(self, sig, data):
        """Cache the kernel for some argument types. A full disk, or a folder that another process removes, is not an error."""
        with contextlib.suppress(OSError):
            self._kept.save_overload(sig, data)

    def flush(self):
        """Forget the kernel."""
        self._kept.flush()
