"""How times are taken: the shortest of several calls, on one thread, in one process."""

import time


def best_seconds(function, repeats: int):
    """Shortest of several calls, after one that compiles. Returns the seconds and what the call gave."""
    result, seconds = function(), []
    for _ in range(repeats):
        before = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - before)
    return min(seconds), result


def table(rows) -> list[str]:
    """Lines of a Markdown table. rows: (kernel, measured, ratio to naive, goal)."""
    return ["| kernel | measured | ratio to naive | goal |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
