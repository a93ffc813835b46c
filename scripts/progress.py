"""The progress of a long job: one line after ten seconds and then at growing intervals, a dozen lines in two and a half days."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from descent import progress
from descent.progress import Level

FIRST, GROWTH = 10.0, 2.5
"""The seconds after which a job first reports its progress, and the factor between successive intervals."""


def where(level: Level) -> str:
    """The progress of a computation on one level, in words; empty if there is nothing to say."""
    done = level.done()
    if level.total is None:
        return f"{level.what} {done:,}" if done else "" if level.even else level.what
    most = "" if level.even else "at most "
    return f"{level.what} {min(done + 1, level.total):,} of {most}{level.total:,}" if level.total > 1 else ""


def how_far(levels: list[Level], seconds: float) -> str:
    """The progress of a job after a number of seconds, in one line. levels: see `descent.progress`."""
    share = min(progress.share(levels), 1.0)
    left = f", about {duration(seconds / share - seconds)} to go" if share > 0.0 else ""
    return f"{', '.join(filter(None, map(where, levels))) or 'at work'} after {duration(seconds)}{left}"


def duration(seconds: float) -> str:
    """A time in a suitable unit."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def watch(say: Callable[[str], None], wait: Callable[[float], bool], clock: Callable[[], float] = time.monotonic):
    """Report the progress of a job while it works. wait: a function that waits for a number of seconds, or less if the job has ended, and
    returns whether it has.
    """
    started, due = clock(), FIRST
    while not wait(started + due - clock()):
        say(how_far(progress.under_way(), clock() - started))
        due *= GROWTH


@contextlib.contextmanager
def said(say: Callable[[str], None]) -> Iterator[None]:
    """Let another thread report the progress of the work in a context."""
    ended = threading.Event()
    threading.Thread(target=watch, args=(say, ended.wait), daemon=True).start()
    try:
        yield
    finally:
        ended.set()
