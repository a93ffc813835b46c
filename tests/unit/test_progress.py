"""A long job reports its progress after ten seconds and then at growing intervals, on every level of its work."""

import itertools
import threading
from types import ModuleType

import numpy as np
import pytest

from descent import loop, progress, watching
from descent.methods import gd
from descent.problems import himmelblau
from descent.progress import Level, part, share, through, under_way, watched
from scripts import cells
from scripts.progress import how_far, said, watch
from scripts.train import factorisation, failure_mode, known_minima, linear_net, minimise, net, octopus, safran_shamir, slices, three_layer

HOUR = 3600


def level(what, done, total, even=True):
    return Level(what, total, lambda: done, even)


def lines(seconds: float) -> list[tuple[float, str]]:
    """The progress lines of a job that takes a number of seconds, each with its time."""
    now, heard = 0.0, []

    def wait(pause):
        nonlocal now
        now = min(now + pause, seconds)
        return now >= seconds

    watch(lambda line: heard.append((now, line)), wait, lambda: now)
    return heard


def test_a_job_of_less_than_ten_seconds_says_nothing():
    assert lines(9.9) == []


def test_a_long_job_speaks_after_ten_seconds_and_then_less_and_less_often():
    times = [time for time, _ in lines(10 * HOUR)]
    assert times[0] == 10
    pauses = np.diff([0, *times])
    assert (np.diff(pauses[1:]) > 0).all()


def test_a_job_of_two_days_says_a_dozen_lines_at_most():
    assert 8 <= len(lines(48 * HOUR)) <= 12


def test_where_nothing_is_known_it_says_that_it_is_at_work():
    assert lines(11) == [(10, "at work after 10 s")]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([level("block", 0, 1), level("run", 12, 64)], "run 13 of 64 after 24 s, about 104 s to go"),
        ([level("block", 1, 4), level("step", 0, 100)], "block 2 of 4, step 1 of 100 after 24 s, about 72 s to go"),
        ([level("run", 0, 1), level("iteration", 3_000_000, None)], "iteration 3,000,000 after 24 s"),
        ([level("iteration", 6, 5000, even=False)], "iteration 7 of at most 5,000 after 24 s"),
        ([level("describing the ends", 0, None, even=False), level("start", 3, 4)], "describing the ends, start 4 of 4 after 24 s"),
        ([level("step", 5, 5)], "step 5 of 5 after 24 s, about 0 s to go"),
    ],
    ids=["runs", "blocks", "a single run", "an upper bound", "a part of unknown length", "at the end"],
)
def test_what_is_said_of_levels(levels, words):
    assert how_far(levels, 24.0).replace("about 2 min", "about 104 s") == words


def test_long_times_come_in_minutes_and_hours():
    assert how_far([level("step", 1, 100)], 600.0) == "step 2 of 100 after 10 min, about 16.5 h to go"


def test_what_is_within_an_uneven_level_says_nothing_of_the_time():
    assert share([level("block", 1, 2), level("point", 9, 10, even=False), level("step", 1, 2)]) == 0.5


def test_going_through_items_is_seen_and_forgotten():
    seen = [(item, under_way()[-1].done()) for item in through("abc", "letter")]
    assert seen == [("a", 0), ("b", 1), ("c", 2)]
    assert under_way() == []


@pytest.mark.parametrize("leave", ["break", "error"])
def test_a_level_is_left_however_it_ends(leave):
    try:
        for _ in through(range(5), "step"):
            with part("within"):
                assert [level.what for level in under_way()] == ["step", "within"]
                if leave == "error":
                    raise KeyError
            break
    except KeyError:
        pass
    assert under_way() == []


def test_a_job_that_has_ended_says_nothing_more():
    before = threading.active_count()
    with said(print), watched("run", 2, lambda: 0):
        pass
    for thread in threading.enumerate()[before:]:
        thread.join()


def test_the_loop_says_which_run_it_is_at():
    """A problem in plain Python reads the progress at every gradient, as another thread may do at any moment."""
    seen = []
    problem = ModuleType("asked")
    problem.COMPILED, problem.value = False, lambda x, p: 0.0

    def gradient(x, p, out):
        seen.append(tuple(level.done() for level in under_way()))
        out[:] = x
        return 0

    problem.gradient = gradient
    loop.descend(problem, gd, np.ones((3, 2)), (), watching.Limits(0.0, 1), eta=0.1)
    assert seen == [(0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0)]


def test_a_long_run_marks_its_iterations():
    problem = ModuleType("long")
    problem.COMPILED, problem.value = False, lambda x, p: 0.0
    steps, seen = itertools.count(), []

    def gradient(x, p, out):
        if next(steps) == loop.MARKED + 2:
            seen.append(how_far(under_way(), 20.0))
        out[:] = x
        return 0

    problem.gradient = gradient
    loop.descend(problem, gd, np.ones((1, 1)), (), watching.Limits(-1.0, loop.MARKED + 3), eta=0.0001)
    assert seen == ["iteration 65,536 after 20 s"]


def test_other_threads_run_beside_a_kernel():
    assert loop._made(himmelblau, gd, watching).targetoptions["nogil"]


STUDIES = {
    octopus: ({"method": "gd", "d": 2, "L": 1, "max_steps": 5}, {"run", "iteration"}),
    three_layer: ({"start": "balanced", "d": 5, "width": 3, "eta": 0.1, "steps": 20}, {"run", "step"}),
    net: ({"method": "flow", "time": 0.1, "points": 2, "connections": "full", "activation": "relu"}, {"run", "point"}),
    factorisation: ({"d": 5, "rank": 1, "start_variance": 0.1, "step_scale": 0.1, "steps": 20}, {"group of runs", "point"}),
    linear_net: ({"network": "conv", "depth": 2, "D": 8, "N": 4, "decades": 1}, {"group of runs", "point"}),
    minimise: ({"data": "three_points", "max_iterations": 5}, {"descending", "start", "describing the ends"}),
    known_minima: ({"landscape_name": "three_points", "max_iterations": 5}, {"descending", "start", "describing the ends"}),
    failure_mode: ({"path": "flow", "landscape_name": "three_points", "points": 10}, {"run", "point"}),
    safran_shamir: ({"max_iterations": 2}, {"run"}),
    slices: ({"landscape_name": "three_points", "points": 11}, {"run"}),
}
"""Train scripts with a small cell, and the levels whose progress they report."""


@pytest.mark.parametrize("script", STUDIES, ids=lambda script: script.__name__.rpartition(".")[2])
def test_every_long_train_script_says_where_it_is(script, monkeypatch):
    settings, levels = STUDIES[script]
    entered = []

    class Recorded(list):
        def append(self, level):
            entered.append(level)
            super().append(level)

    monkeypatch.setattr(progress, "_under_way", Recorded())
    seeds = np.random.default_rng(3).integers(2**63, size=(2, 3), dtype=np.uint64)
    cell, chosen = cells.cell_of(script, cells.complete(script, settings, "cell")[1])
    script.train(seeds, cell, **chosen)
    assert levels <= {level.what for level in entered}
    assert all(isinstance(how_far([level], 10.0), str) for level in entered)
    assert progress.under_way() == []
