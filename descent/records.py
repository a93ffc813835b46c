"""Records: what the metrics of an experiment hold, as a class with a field for each column, so that a misspelt one is found before a run.

A paper's records lie in descent/<paper>/records/, one file for each metrics script. The script makes a record of a shard's runs;
claims and figures get one of the rows of a table. Every field is an array with one entry, or one row, for each run.
"""

import dataclasses
from typing import Annotated, Any, NamedTuple, Self, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""(runs,) numbers; NaN where a run has none."""
Words = NDArray[np.str_]
"""(runs,) texts."""


class Series(NamedTuple):
    """Marks a field (runs, columns) that stands for numbered columns, as Annotated[Numbers, Series("escape", 1)] does for escape_1, ..."""

    name: str
    first: int


class Incomparable(ValueError):
    """What a claim compares is not all there: the configuration has one of two methods, or a single step size."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Runs:
    """Base of all records: the numbers of the runs, and of which cells they are."""

    run: Numbers = dataclasses.field(default_factory=lambda: np.empty(0))
    """The number of each run, in a record of a table's rows."""
    grid: Any = dataclasses.field(default_factory=dict)
    """The table's other columns, which are the grid's axes: a mapping from names to arrays (runs,)."""

    def columns(self) -> dict[str, np.ndarray]:
        """The columns of the metrics table that the record's own fields stand for, in order: name -> (runs,)."""
        found: dict[str, np.ndarray] = {}
        for field, name, first in _layout(type(self)):
            values = getattr(self, field)
            found |= {name: values} if first is None else {f"{name}_{first + k}": values[:, k] for k in range(values.shape[1])}
        return found

    @classmethod
    def of(cls, table) -> Self:
        """The record of a table's rows. table: its columns by name, such as a data frame. Raises ValueError where it lacks a column."""
        own, fields, runs = {"run"}, {}, len(table["run"])
        for field, name, first in _layout(cls):
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
        """Some of the runs. rows: a mask (runs,), or their places."""
        fields = {field: getattr(self, field)[rows] for field in names(type(self))}
        return dataclasses.replace(self, run=self.run[rows], grid={name: values[rows] for name, values in self.grid.items()}, **fields)

    def where(self, **values) -> Self:
        """The runs of the cells with these values of the grid's axes, in the order of their numbers. Raises Incomparable without any."""
        mask = np.ones(len(self), dtype=bool)
        for axis, value in values.items():
            mask &= self.grid[axis] == value
        if not mask.any():
            raise Incomparable(f"it needs a cell with {' '.join(f'{axis}={value}' for axis, value in values.items())}")
        return self[np.flatnonzero(mask)[np.argsort(self.run[mask], kind="stable")]]


def names(record: type[Runs]) -> list[str]:
    """The names of a record's own fields, in order."""
    return [field for field, *_ in _layout(record)]


def several(points: np.ndarray) -> np.ndarray:
    """The points of an axis as they are. Raises Incomparable where there is one alone."""
    if len(points) < 2:
        raise Incomparable(f"it compares several cells, and there is {' '.join(map(str, points))} alone")
    return points


def across(axis: np.ndarray, run: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values of the same runs in several cells, side by side. axis: (rows,) what tells the cells apart; run, values: (rows,).

    Returns the axis' values (cells,), increasing, and (runs, cells). Raises Incomparable where there is one cell alone.
    """
    points, columns = several(np.unique(axis)), []
    for point in points:
        rows = np.flatnonzero(axis == point)
        rows = rows[np.argsort(run[rows], kind="stable")]
        if not np.array_equal(run[rows], np.unique(run)):
            raise ValueError(f"{point} is not one cell with every run once: the claim's `per` lacks an axis")
        columns.append(values[rows])
    return points, np.array(columns).T


def _layout(record: type[Runs]) -> list[tuple[str, str, int | None]]:
    """The record's own fields: its name, that of its column or columns, the number of the first one of a series."""
    found: list[tuple[str, str, int | None]] = []
    hints = get_type_hints(record, include_extras=True)
    for field in dataclasses.fields(record):
        if field.name not in ("run", "grid"):
            marks = hints[field.name].__metadata__ if get_origin(hints[field.name]) is Annotated else ()
            found.append((field.name, *marks[0]) if marks else (field.name, field.name.rstrip("_"), None))
    return found


def _numbered(table, name: str, first: int) -> list[str]:
    """The names of a series' columns that a table has."""
    last = first
    while f"{name}_{last}" in table:
        last += 1
    return [f"{name}_{number}" for number in range(first, last)]
