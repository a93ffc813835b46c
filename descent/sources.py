"""A digest of Python files and all that they import. It changes with their meaning, not with comments, docstrings, layout or file times.

The meaning of a file and its dynamic imports have to be read from its syntax tree, which neither grimp nor modulefinder does. The same walk
finds its ordinary imports.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from descent import facts
from descent.facts import Facts

MOST_KEPT = 2000
"""Number of files whose facts are kept, the latest ones."""


class SourceError(ValueError):
    """A file is not valid Python, or its imports cannot be followed. The message is one line that names the file and the line in it."""


def nothing_more(file: Path, known: Facts) -> Iterable[str]:
    """No further modules: a file loads only those that it imports."""
    return ()


class Sources:
    """The files of some top-level packages and modules.

    roots: top-level name -> its folder. Other names belong to other libraries, which are not followed.
    kept: a folder where facts are kept from process to process, since parsing all files of a project takes a second.
    """

    def __init__(self, roots: Mapping[str, Path], kept: Path | None = None):
        reader = hashlib.blake2s(Path(facts.__file__).read_bytes(), digest_size=4).hexdigest()
        self.roots = roots
        self._store = kept and kept / f"facts-{sys.implementation.cache_tag}-{reader}.json"
        self._before, self._new, self._facts, self._files = None, {}, {}, {}

    def digest(self, files: Iterable[Path], more: Callable[[Path, Facts], Iterable[str]] = nothing_more) -> str:
        """Digest of the meaning of files and all that they import. more: gives further modules that a file loads."""
        digest = hashlib.blake2s(digest_size=8)
        for name, file in sorted((self.name(file), file) for file in self.closure(files, more)):
            digest.update(f"{name} {self.facts(file).meaning}".encode())
        return digest.hexdigest()

    def closure(self, files: Iterable[Path], more: Callable[[Path, Facts], Iterable[str]] = nothing_more) -> set[Path]:
        """Files and all that they import, directly or indirectly. more: gives further modules that a file loads."""
        found, waiting = set(), set(files)
        while waiting:
            file = waiting.pop()
            found.add(file)
            known = self.facts(file)
            names = [self._absolute(name, file) for name in known.imports] + list(more(file, known))
            waiting |= set().union(*map(self.files_of, names)) - found
        self._keep()
        return found

    def files_of(self, module: str) -> frozenset[Path]:
        """The files that run when a dotted name is imported: the module and its parent packages. Empty for other libraries."""
        if module not in self._files:
            above = module.rpartition(".")[0]
            own = self.file_of(module)
            self._files[module] = (self.files_of(above) if above else frozenset()) | ({own} if own else set())
        return self._files[module]

    def file_of(self, module: str) -> Path | None:
        """The file of a module or package; None where there is none."""
        top = module.partition(".")[0]
        if top not in self.roots:
            return None
        stem = self.roots[top].joinpath(*module.split("."))
        return next((file for file in (stem / "__init__.py", stem.with_name(f"{stem.name}.py")) if file.is_file()), None)

    def name(self, file: Path) -> str:
        """A file's path relative to its root."""
        return file.relative_to(
            max((root for root in self.roots.values() if file.is_relative_to(root)), key=lambda root: len(root.parts))
        ).as_posix()

    def facts(self, file: Path) -> Facts:
        """What is known of a file. Raises SourceError where it is not valid Python."""
        if file not in self._facts:
            content = file.read_bytes()
            key = hashlib.blake2s(content, digest_size=16).hexdigest()
            if key not in self._kept():
                try:
                    self._new[key] = facts.read(content, file)
                except SyntaxError as error:
                    raise SourceError(f"{self.name(file)}:{error.lineno or 1}: {error.msg}") from None
            self._facts[file] = Facts(*(self._new.get(key) or self._kept()[key]))
        return self._facts[file]

    def _absolute(self, name: str, file: Path) -> str:
        """The absolute name of an import in a file, without leading dots."""
        above = len(name) - len(name.lstrip("."))
        package = self.name(file).split("/")[:-above] if above else []
        return ".".join([*package, name[above:]]).rstrip(".")

    def _kept(self) -> dict[str, list]:
        """Facts of earlier processes: digest of a file's content -> facts."""
        if self._before is None:
            try:
                self._before = json.loads(self._store.read_text()) if self._store else {}
            except (OSError, ValueError):
                self._before = {}
        return self._before

    def _keep(self):
        """Write the facts that this process found, if the folder can be written to."""
        if self._new and self._store:
            self._before = dict(list((self._kept() | self._new).items())[-MOST_KEPT:])
            with contextlib.suppress(OSError):
                self._store.parent.mkdir(parents=True, exist_ok=True)
                part = self._store.with_suffix(f".{os.getpid()}")
                part.write_text(json.dumps(self._before))
                part.replace(self._store)
        self._new = {}
