"""Records: the metrics of an experiment as a class with a field for each column, so that type checks find a misspelt column.

A paper's records are in descent/<paper>/records/, one file for each metrics script. The script makes a record of a shard's runs; claims and
figures get a record of a table's rows. Every field is an array with one entry, or one row, per run. The docstring below a field says what
it holds, and its type gives its unit or its words; docs/columns.md is generated from both.
"""

import dataclasses
from typing import Annotated, Any, NamedTuple, Self, get_type_hints

import numpy as np
from numpy.typing import NDArray

from descent import ends

Numbers = NDArray[np.float64]
"""(runs,) numbers; NaN where a run has none."""
Words = NDArray[np.str_]
"""(runs,) texts."""


class Unit(NamedTuple):
    """Marks a field with the unit of its numbers."""

    name: str


class OneOf(NamedTuple):
    """Marks a field with the words that its texts may be."""

    words: tuple[str, ...]


ENDS = tuple(map(str, ends.WORDS))
"""How a run can end, in words."""
Endings = Annotated[Words, OneOf(ENDS)]
"""(runs,) how each run ended."""
Iterations = Annotated[Numbers, Unit("iterations")]
Ratios = Annotated[Numbers, Unit("1")]
"""(runs,) dimensionless numbers: shares, powers, relative quantities."""
Flags = Annotated[Numbers, Unit("1 for yes, 0 for no")]
Losses = Annotated[Numbers, Unit("loss")]
"""(runs,) values of the loss that is minimised."""
Weights = Annotated[Numbers, Unit("weights")]
"""(runs,) parameters of a net and their norms."""
Squares = Annotated[Numbers, Unit("weights squared")]
"""(runs,) squared norms of weights."""
Margins = Annotated[Numbers, Unit("log10 of the margin")]
FlowTimes = Annotated[Numbers, Unit("log10 of flow time")]


class Series(NamedTuple):
    """Marks a field (runs, columns) of numbered columns: Annotated[Numbers, Series("escape", 1)] is escape_1, escape_2, ..."""

    name: str
    first: int


class Incomparable(ValueError):
    """The configuration lacks part of what a claim compares: it has one of two methods, or a single step size."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Runs:
    """Base of all records: the number of each run, and its cell."""

    run: Numbers = dataclasses.field(default_factory=lambda: np.empty(0))
    """The number of each run. Empty in the record that a metrics script makes."""
    grid: Any = dataclasses.field(default_factory=dict)
    """The table's other columns, which are the axes of the grid: name -> (runs,)."""

    def columns(self) -> dict[str, np.ndarray]:
        """The record's own fields as columns of the metrics table, in order: name -> (runs,)."""
        found: dict[str, np.ndarray] = {}
        for field, name, first, *_ in layout(type(self)):
            values = getattr(self, field)
            found |= {name: values} if first is None else {f"{name}_{first + k}": values[:, k] for k in range(values.shape[1])}
        return found

    @classmethod
    def of(cls, table) -> Self:
        """The record of a table's rows. table: columns by name, such as a data frame. Raises ValueError where a column is missing."""
        own, fields, runs = {"run"}, {}, len(table["run"])
        for field, name, first, *_ in layout(cls):
            names = [name] if first is None else _numbered(table, name, first)
            own |= set(names)
            if first is not None:
                fields[field] = np.array([table[column] for column in names], dtype=float).reshape(len(names), runs).T
            elif name in table:
                fields[field] = np.asarray(table[name])
            else:
                raise ValueError(f"the table has no column {name}, which {cls.__name__} has")
        return cls(run=np.asarray(table["run"]), grid={name: np.asarray(table[name]) for name in table if name not in own}, **fields)

    def __len__(self) -> int:
        return len(self.run)

    def __getitem__(self, rows) -> Self:
        """Some of the runs. rows: a mask (runs,), or indices."""
        fields = {field: getattr(self, field)[rows] for field in names(type(self))}
        return dataclasses.replace(self, run=self.run[rows], grid={name: values[rows] for name, values in self.grid.items()}, **fields)

    def where(self, **values) -> Self:
        """The runs of the cells with the given values of the grid's axes, sorted by number. Raises Incomparable where there are none."""
        mask = np.ones(len(self), dtype=bool)
        for axis, value in values.items():
            mask &= self.grid[axis] == value
        if not mask.any():
            raise Incomparable(f"it needs a cell with {' '.join(f'{axis}={value}' for axis, value in values.items())}")
        return self[np.flatnonzero(mask)[np.argsort(self.run[mask], kind="stable")]]


class Column(NamedTuple):
    """The column, or the series of columns, of a record's field in a table."""

    field: str
    name: str
    """Name of the column, or of a series' columns without their numbers."""
    first: int | None
    """Number of the first column of a series; None for a single column."""
    unit: str
    words: tuple[str, ...]
    """The words that its texts may be."""


def layout(record: type[Runs]) -> list[Column]:
    """The columns of a record's own fields in a table, in order."""
    found, hints = [], get_type_hints(record, include_extras=True)
    for field in dataclasses.fields(record):
        if field.name not in ("run", "grid"):
            marks = {type(mark): mark for mark in getattr(hints[field.name], "__metadata__", ())}
            name, first = marks.get(Series, (field.name.rstrip("_"), None))
            (unit,), (words,) = marks.get(Unit, ("",)), marks.get(OneOf, ((),))
            found.append(Column(field.name, name, first, unit, words))
    return found


def names(record: type[Runs]) -> list[str]:
    """The names of a record's own fields, in order."""
    return [column.field for column in layout(record)]


def several(points: np.ndarray) -> np.ndarray:
    """The points of an axis, unchanged. Raises Incomparable where there are fewer than two."""
    if len(points) < 2:
        raise Incomparable(f"it compares several cells, and there is {' '.join(map(str, points))} alone")
    return points


def across(axis: np.ndarray, run: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values of the same runs in several cells, side by side. axis: (rows,) the value that differs between cells; run, values: (rows,).

    Returns the axis' values (cells,), increasing, and the values (runs, cells). Raises Incomparable where there are fewer than two cells,
    and ValueError where a cell does not have every run once.
    """
    points, columns = several(np.unique(axis)), []
    for point in points:
        rows = np.flatnonzero(axis == point)
        rows = rows[np.argsort(run[rows], kind="stable")]
        if not np.array_equal(run[rows], np.unique(run)):
            raise ValueError(f"{point} is not one cell with every run once: the claim's `per` lacks an axis")
        columns.append(values[rows])
    return points, np.array(columns).T


def _numbered(table, name: str, first: int) -> list[str]:
    """The names of a series' columns that a table has."""
    last = first
    while f"{name}_{last}" in table:
        last += 1
    return [f"{name}_{number}" for number in range(first, last)]
