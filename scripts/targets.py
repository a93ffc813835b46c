"""Targets: the names that a call may ask for, and the one-line answer to a name that does not exist."""

import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from snakemake.cli import get_argument_parser

NEAREST = 3
"""The number of names that are suggested."""
ALIKE = 0.5
"""The similarity that a suggested name must have, as difflib's ratio."""


class TargetError(ValueError):
    """A target that does not exist. The message needs no traceback."""


def asked() -> list[str]:
    """The rules and files that this call of Snakemake names; none if another program called it. When a Snakefile is read, the settings do
    not contain them yet.
    """
    if "snakemake" not in (Path(sys.argv[0]).name, Path(sys.argv[0]).parent.name):
        return []
    given, _ = get_argument_parser().parse_known_args(sys.argv[1:])
    return sorted({*given.targets, *given.forcerun, *given.until, *given.omit_from})


def refuse_left_out(asked: Iterable[str], left_out: dict[str, str], results: str):
    """Raise TargetError for a figure that the configuration cannot draw. left_out: figure, as <paper>/<name>, -> the reason."""
    for target in asked:
        for figure, why in left_out.items():
            if target == figure.replace("/", "_") or os.path.splitext(os.path.relpath(target))[0] == f"{results}/figures/{figure}":
                raise TargetError(f"figure {figure} cannot be drawn: {why}")


def nearest(asked: str, names: Iterable[str]) -> list[str]:
    """The existing names that are most similar: first those that contain the word, then those that differ in few letters."""
    stem = os.path.splitext(os.path.basename(asked))[0].lower()
    parts = [name for name in names if stem and stem in name.lower() and os.path.splitext(name)[1] == os.path.splitext(asked)[1]]
    alike = difflib.get_close_matches(asked, names, NEAREST, ALIKE)
    return list(dict.fromkeys([*parts, *alike]))[:NEAREST]


def check(asked: Iterable[str], rules: list[str], files: Iterable[str], results: str):
    """Raise TargetError for the first target that is neither a rule nor a file of the configuration. asked: rules and files; files: those
    of the configuration; results: their folder.
    """
    files = list(files)
    known = {*rules, *files}
    for target in asked:
        path = target if os.path.isabs(target) else os.path.relpath(target)
        if target in known or path in known or (os.path.exists(path) and not path.startswith(f"{results}/")):
            continue
        shown = [file for file in files if not file.startswith((f"{results}/runs/", f"{results}/seeds/"))]
        found = nearest(target, shown if "/" in target else rules)
        suggested = f"nearest: {', '.join(found)}; " if found else ""
        raise TargetError(f"there is no target {target}: {suggested}snakemake --list shows all")
