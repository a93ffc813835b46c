"""How far a long job is, in a line at ten seconds and then at growing intervals: a dozen lines in two days and a half."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from descent import progress
from descent.progress import Level

FIRST, GROWTH = 10.0, 2.5
"""Seconds after which a job first says how far it is, and how many times longer each further line is in coming."""


def where(level: Level) -> str:
    """Where a computation is on one level, in words; nothing where that says nothing."""
    done = level.done()
    if level.total is None:
        return f"{level.what} {done:,}" if done else "" if level.even else level.what
    most = "" if level.even else "at most "
    return f"{level.what} {min(done + 1, level.total):,} of {most}{level.total:,}" if level.total > 1 else ""


def how_far(levels: list[Level], seconds: float) -> str:
    """How far a job is that has been at work for so many seconds, in one line. levels: see `descent.progress`."""
    share = min(progress.share(levels), 1.0)
    left = f", about {duration(seconds / share - seconds)} to go" if share > 0.0 else ""
    return f"{', '.join(filter(None, map(where, levels))) or 'at work'} after {duration(seconds)}{left}"


def duration(seconds: float) -> str:
    """A time in the unit that fits."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def watch(say: Callable[[str], None], wait: Callable[[float], bool], clock: Callable[[], float] = time.monotonic):
    """Say how far a job is as long as it is at work. wait: waits for so many seconds, less if the job has ended; returns whether it has."""
    started, due = clock(), FIRST
    while not wait(started + due - clock()):
        say(how_far(progress.under_way(), clock() - started))
        due *= GROWTH


@contextlib.contextmanager
def said(say: Callable[[str], None]) -> Iterator[None]:
    """Have another thread say how far the work of a context is."""
    ended = threading.Event()
    threading.Thread(target=watch, args=(say, ended.wait), daemon=True).start()
    try:
        yield
    finally:
        ended.set()
