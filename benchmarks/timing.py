"""How times are taken: the shortest of several calls, on one thread, in one process."""

import time
from collections.abc import Iterator


def best_seconds(function, repeats: int):
    """Shortest of several calls, after one that compiles. Returns the seconds and what the call gave."""
    result, seconds = function(), []
    for _ in range(repeats):
        before = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - before)
    return min(seconds), result


def table(rows, beside: str = "ratio to naive") -> Iterator[str]:
    """Lines of a Markdown table, each as its row is measured. rows: (kernel, measured, ratio, goal). beside: what the ratio is."""
    yield from (f"| kernel | measured | {beside} | goal |", "|---|---|---|---|")
    yield from (f"| {' | '.join(row)} |" for row in rows)
