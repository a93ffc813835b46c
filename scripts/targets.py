"""Targets: what a call may ask for by name, and the one line that answers a name that is none."""

import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from snakemake.cli import get_argument_parser

NEAREST = 3
"""Names that are suggested."""
ALIKE = 0.5
"""How alike a name must be to be suggested, by difflib's ratio."""


class TargetError(ValueError):
    """A target that does not exist; the message is the whole story."""


def asked() -> list[str]:
    """The rules and files that this call of Snakemake is given, none where a program has called it. Of its settings, those of targets are
    not there yet when a Snakefile is read.
    """
    if "snakemake" not in (Path(sys.argv[0]).name, Path(sys.argv[0]).parent.name):
        return []
    given, _ = get_argument_parser().parse_known_args(sys.argv[1:])
    return sorted({*given.targets, *given.forcerun, *given.until, *given.omit_from})


def refuse_left_out(asked: Iterable[str], left_out: dict[str, str], results: str):
    """Raise TargetError for a figure that the configuration cannot draw. left_out: figure, as <paper>/<name>, -> why."""
    for target in asked:
        for figure, why in left_out.items():
            if target == figure.replace("/", "_") or os.path.splitext(os.path.relpath(target))[0] == f"{results}/figures/{figure}":
                raise TargetError(f"figure {figure} cannot be drawn: {why}")


def nearest(asked: str, names: Iterable[str]) -> list[str]:
    """The names that are most like what was asked for: those that it is a part of, then those that differ in few letters."""
    stem = os.path.splitext(os.path.basename(asked))[0].lower()
    parts = [name for name in names if stem and stem in name.lower() and os.path.splitext(name)[1] == os.path.splitext(asked)[1]]
    alike = difflib.get_close_matches(asked, names, NEAREST, ALIKE)
    return list(dict.fromkeys([*parts, *alike]))[:NEAREST]


def check(asked: Iterable[str], rules: list[str], files: Iterable[str], results: str):
    """Raise TargetError for the first target that is no rule and no file of the configuration's.

    asked: rules and files; files: those that the configuration gives; results: the folder that they lie in.
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
