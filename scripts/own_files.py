"""Files of one's own: a network, its data and its loss in one Python file, wherever it lies. Read without running it, and tracked.

The file has build(generator, ...) -> a torch module, and may have data(generator, ...) -> (inputs, targets) and loss(outputs, targets).
Further parameters of `build` and `data`, with defaults that are numbers, texts or truth values, are settings of its cells.
"""

import ast
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from pydantic import create_model

from descent.facts import Facts
from descent.parameters import Parameters, given
from descent.sources import SourceError, Sources
from scripts.tracked import ROOT

KNOWN = {"build": ["generator"], "data": ["generator"], "loss": ["outputs", "targets"]}
"""What the functions of such a file take."""


def locate(file: str, folders: Iterable[Path]) -> Path | None:
    """Where a file lies: in the first of some folders that has it."""
    return next((path for folder in folders if (path := Path(folder, file).absolute()).is_file()), None)


class OwnFile:
    """A file of one's own. Raises SourceError, which names file and line, where it is no Python or lacks what it must have.

    path: absolute, or within this project.
    """

    def __init__(self, path: str | Path):
        self.path = ROOT / path
        self.__name__ = self.path.stem
        try:
            tree = ast.parse(self.path.read_bytes(), filename=str(self.path))
        except SyntaxError as error:
            raise SourceError(f"{self.path.name}:{error.lineno or 1}: {error.msg}") from None
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in KNOWN}
        if "build" not in self.functions:
            raise SourceError(f"{self.path.name} has no function build(generator), which gives a torch module")
        for name, node in self.functions.items():
            taken = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if taken[: len(KNOWN[name])] != KNOWN[name] or (name == "loss" and len(taken) > 2):
                raise SourceError(f"{self._place(node)}: {name} takes {', '.join(taken) or 'nothing'}; expected: {', '.join(KNOWN[name])}")

    @cached_property
    def Parameters(self) -> type[Parameters]:
        """The settings, as the class of a cell's parameters."""
        fields = {}
        for name in ("build", "data"):
            for key, default in self._settings(name):
                if fields.setdefault(key, default)[1].default != default[1].default:
                    raise SourceError(f"{self._place(self.functions[name])}: {key} has another default in build")
        return create_model(f"Settings of {self.path.name}", __base__=Parameters, **fields)

    def _settings(self, name: str):
        """The further parameters of a function: (name, (type, default))."""
        if name not in self.functions:
            return
        node = self.functions[name]
        named, only = [*node.args.posonlyargs, *node.args.args][1:], node.args.kwonlyargs
        defaults = [*([None] * (len(named) - len(node.args.defaults))), *node.args.defaults, *node.args.kw_defaults]
        for argument, default in zip([*named, *only], defaults, strict=True):
            try:
                value = ast.literal_eval(default) if default is not None else None
            except ValueError:
                value = None
            if not isinstance(value, int | float | str):
                allowed = "needs a default that is a number, text, True or False"
                raise SourceError(f"{self._place(node)}: {argument.arg}, a setting of {name}, {allowed}")
            yield argument.arg, (type(value), given(value, f"A setting of {self.path.name}."))

    def taken(self, name: str) -> list[str]:
        """The settings that a function takes."""
        return [key for key, _ in self._settings(name)]

    def digest(self) -> str:
        """Digest of what the file, and all that it imports from beside it and from this project, means."""
        return _digest(self.path)

    def _place(self, node: ast.AST) -> str:
        return f"{self.path.name}:{node.lineno}"


@cache
def _digest(file: Path) -> str:
    beside = {path.stem: file.parent for path in file.parent.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    sources = Sources(beside | {"descent": ROOT, "scripts": ROOT}, kept=ROOT / "scripts/__pycache__")

    def refused(other: Path, known: Facts) -> Iterable[str]:
        if known.dynamic and other.parent == file.parent:
            line, what = known.dynamic[0]
            raise SourceError(f"{other.name}:{line}: {what} loads code that cannot be tracked: use an import statement")
        return ()

    return sources.digest({file}, refused)
