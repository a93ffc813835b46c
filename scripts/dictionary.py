"""The dictionary of columns: what every column of metrics tables and run files holds, generated from the classes that define them."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from descent.ends import End
from descent.oneneuron.classes import MEANINGS
from descent.oneneuron.ended import Ended
from descent.records import Runs, layout
from scripts import choices
from scripts.job import arguments, job, whole

HEAD = """# Columns

What tables of metrics and run files hold, and the words in them. Made by `make schemas`.

- [How runs end](#how-runs-end)
- [What an end is](#what-an-end-is)
- [Tables of metrics](#tables-of-metrics)
- [Run files](#run-files)
"""
METRICS = """## Tables of metrics

`results/metrics/<experiment>.csv` has one row a run: `cell`, the short name of its cell; `run`, its number; the axes of the experiment's
`grid`, which [parameters.md](parameters.md) describes; and then the columns of its metrics script. A number that a run does not have is an
empty field. A name with ... stands for columns that are numbered from there on. Unit 1 is a number without a unit.
"""
RUN_FILES = """## Run files

`results/runs/<experiment>/<cell>/<shard>.parquet` has one row a run: `run`, its number, and the columns of its train script, which leaves
out those that are empty. How a run ended is a word. An array is a list, and has the shape that is given here with `scripts.columns.read`;
shapes without `runs` are those of one run.
"""


def said(kind: type) -> dict[str, str]:
    """The docstrings below the fields, or members, of a class and of its base classes."""
    found = {}
    for part in (part for part in reversed(kind.__mro__) if part.__module__.startswith(("descent.", "scripts."))):
        (described,) = ast.parse(textwrap.dedent(inspect.getsource(part))).body
        for field, below in pairwise(described.body):
            if isinstance(field, ast.AnnAssign | ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                (name,) = [field.target] if isinstance(field, ast.AnnAssign) else field.targets
                found[name.id] = " ".join(below.value.value.split())
    return found


def record_of(metrics: str) -> type[Runs]:
    """The record that a metrics script returns."""
    return inspect.signature(choices.load(choices.SCRIPTS, "metrics", metrics).measure).return_annotation


def of_metrics(metrics: str) -> Iterator[tuple[str, str, str]]:
    """For every column of a metrics script: its name, its meaning, and its unit or its words."""
    record = record_of(metrics)
    for column in layout(record):
        name = f"`{column.name}`" if column.first is None else f"`{column.name}_{column.first}` ..."
        text = re.sub(r": \(runs, .*\)\.$", ".", said(record).get(column.field, ""))
        yield name, text, ", ".join(column.words) or column.unit


def of_run_files(train: str) -> dict[str, str]:
    """The meaning of every column in the run files of a train script."""
    found = {}
    for part in getattr(choices.load(choices.SCRIPTS, "train", train), "COLUMNS", ()):
        found |= {name: re.sub(", an `End(ed)?`", "", text) for name, text in said(part).items() if name not in said(Runs)}
    return found


def words() -> Iterator[tuple[str, str]]:
    """The words for how runs end, with their meanings."""
    for kind in (End, Ended):
        yield from ((name.replace("_", " ").lower(), text) for name, text in said(kind).items())


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [heads, ["---" for _ in heads], *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines] + [""]


def tables() -> str:
    """The whole dictionary in Markdown."""
    lines = [HEAD, "## How runs end", "", "Where it stands: `status`, or `ended` for paths to infinity.", ""]
    lines += table(("word", "where such a run ended"), words())
    lines += ["## What an end is", "", "Where it stands: `class`, of nets that were minimised.", ""]
    lines += table(("word", "what it is"), MEANINGS.items())
    lines.append(METRICS)
    for name in choices.names(choices.SCRIPTS, "metrics"):
        lines += [f"### {name}", "", inspect.getdoc(record_of(name)), ""]
        lines += table(("column", "what it holds", "unit, or words"), of_metrics(name))
    lines.append(RUN_FILES)
    for name in choices.names(choices.SCRIPTS, "train"):
        rows = ((f"`{column}`", text) for column, text in of_run_files(name).items())
        lines += [f"### {name}", "", *table(("column", "what it holds"), rows)]
    return "\n".join(lines)


def main():
    """Write the dictionary."""
    given = arguments(output=None)
    with job("dictionary", given.log), whole(given.output) as part:
        Path(part).write_text(tables())


if __name__ == "__main__":
    main()
