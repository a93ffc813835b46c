"""Users' own files: a network, its data and its loss in one Python file, anywhere. They are read without being run, and tracked.

A file has build(generator, ...) -> a torch module. It may have data(generator, ...) -> (inputs, targets) and loss(outputs, targets).
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
"""The parameters that the functions of such a file always take."""


def locate(file: str, folders: Iterable[Path]) -> Path | None:
    """The path of a file: in the first folder that has it."""
    return next((path for folder in folders if (path := Path(folder, file).absolute()).is_file()), None)


class OwnFile:
    """A user's own file. path: absolute, or within this project.

    Raises SourceError, with the file and the line, if it is not Python or lacks a required function.
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
        """The digest of the meaning of the file and of everything that it imports from its own folder and from this project."""
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
