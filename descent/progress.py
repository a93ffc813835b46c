"""The progress of a computation, for another thread that asks while it runs.

A computation names its levels, one within another: the runs, and the steps of a run. Progress is computed only when it is asked for, so
it costs nothing and changes no result.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class Level(NamedTuple):
    """One level of a computation: a loop over items, or a part whose items are not counted."""

    what: str
    """A word for one item, such as `step`, or a description of the part."""
    total: int | None
    """Number of items; None where it is unknown."""
    done: Callable[[], int]
    """Returns the number of completed items."""
    even: bool
    """Whether all items are processed and take about the same time, so that the share of completed items is the share of the time."""


_under_way: list[Level] = []


def under_way() -> list[Level]:
    """The levels of the running computation, the innermost last."""
    return list(_under_way)


@contextlib.contextmanager
def watched(what: str, total: int | None, done: Callable[[], int], even: bool = True) -> Iterator[None]:
    """A context for one level; see `Level`."""
    level = Level(what, total, done, even)
    _under_way.append(level)
    try:
        yield
    finally:
        _under_way.remove(level)


def through(items: Collection[Item], what: str, even: bool = True) -> Iterator[Item]:
    """Iterate over items as one level; see `Level`."""
    number = 0
    with watched(what, len(items), lambda: number, even):
        for number, item in enumerate(items):  # noqa: B007 (the level reads it)
            yield item


def part(what: str):
    """A context or decorator for a part that takes an unknown share of the time, such as `describing the ends`."""
    return watched(what, None, int, even=False)


def share(levels: list[Level]) -> float:
    """The share of the time that has passed, as far as it is known: progress within a level that is not even counts as zero."""
    within = 0.0
    for level in reversed(levels):
        within = (level.done() + within) / level.total if level.even and level.total else 0.0
    return within
