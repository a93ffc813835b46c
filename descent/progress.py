"""How far a computation is, for whoever asks while it runs: another thread, such as that of a job which says so to a person.

A computation names what it goes through, one level within another: the runs, and the steps of a run. Nothing is worked out until someone
asks, so this costs nothing and changes no bit.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class Level(NamedTuple):
    """What a computation goes through."""

    what: str
    """A word for one item, such as `step`; or what is going on, where nothing is counted."""
    total: int | None
    """How many items there are; None where that is unknown."""
    done: Callable[[], int]
    """Gives how many of them are done, whenever it is asked."""
    even: bool
    """Whether items take much the same time, and all of them come, so that their share is one of the time."""


_under_way: list[Level] = []


def under_way() -> list[Level]:
    """The levels that a computation is in now, the innermost last."""
    return list(_under_way)


@contextlib.contextmanager
def watched(what: str, total: int | None, done: Callable[[], int], even: bool = True) -> Iterator[None]:
    """Be on a level as long as the context lasts; see `Level`."""
    level = Level(what, total, done, even)
    _under_way.append(level)
    try:
        yield
    finally:
        _under_way.remove(level)


def through(items: Collection[Item], what: str, even: bool = True) -> Iterator[Item]:
    """Go through items, on a level of their own; see `Level`."""
    number = 0
    with watched(what, len(items), lambda: number, even):
        for number, item in enumerate(items):  # noqa: B007 (the level reads it)
            yield item


def part(what: str):
    """Be in a part of a computation that takes an unknown share of its time, such as `describing the ends`: a context or a decorator."""
    return watched(what, None, int, even=False)


def share(levels: list[Level]) -> float:
    """Which share of the time has passed, as far as that can be said: what is within a level that is not even counts for nothing."""
    within = 0.0
    for level in reversed(levels):
        within = (level.done() + within) / level.total if level.even and level.total else 0.0
    return within
