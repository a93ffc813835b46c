"""Studies of your own examine where runs end and go on to the late phase: the columns, their metrics, and the measures of claims."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from record_draws import drawn

from descent.ends import End
from descent.instruments import optimisers, study, training
from descent.own import kinds
from descent.own.claims import late_phase, minima
from descent.own.claims.late_phase import apart
from descent.own.ended import of_minima
from descent.own.late_phase import at_end, last_decades, of_margins
from descent.own.records.own import OwnRuns
from descent.own.runs import OwnRunFile
from descent.records import Incomparable
from own import minima as examples
from scripts import layout
from scripts.dictionary import said
from scripts.metrics.own import measure
from scripts.plots.own import late_phase as late_figure
from scripts.plots.own import minima as minima_figure

RUNS, RECORD = 3, 41
SERIES = [name.removeprefix("margins_") for name in said(OwnRunFile) if name.startswith("margins_") and name != "margins_change"]
ENDS = {name: np.full(RUNS, np.nan) for name in ("iterations", "parameters", "laws", "approximate", "trivial", "dead")}
ENDS |= {"status": np.full(RUNS, "completed"), "loss": np.ones((RUNS, 2)), "slope": np.ones((RUNS, 2))}


def run(seeds=(1, 2, 3, 4), width=2, points="two points", lr=0.1, steps=50, **looks):
    """A cell of a study of own/minima.py."""
    words = np.array([[seed, seed + 100, seed << 61] for seed in seeds], dtype=np.uint64)
    settings = {"build": {"width": width, "points": points}, "data": {"points": points}}
    optimiser = optimisers.named({"SGD": {"lr": lr}})
    seen = study.Looks(laws="none", plateaus=0, **looks)
    return study.run(examples, words, settings, optimiser, training.Settings(steps, record=3), looks=seen)


def late(L=3.0, upto=RECORD):
    """Columns of runs up to margins of 10^4, with exact powers. The last run has no numbers from place `upto` on."""
    log10 = np.tile(np.linspace(0.0, 4.0, RECORD), (RUNS, 1))
    M = 10.0**log10
    series = {
        "log10": log10,
        "normalised": 0.2 - 0.1 / M,
        "smoothed": 0.2 - 0.1 / M,
        "alignment": 1.0 - 0.1 * M**-0.5,
        "epsilon": M**-0.25,
        "delta": 1.0 / M,
        "residual": 0.3 * M**-0.125,
        "turn": 1.0 / M,
        "log_loss": -M,
        "log_time": M,
        "log_product": -(2.0 - 2.0 / L) * np.log(M),
    }
    for values in series.values():
        values[-1, upto:] = np.nan
    words = {"margins": np.array(["reached", "reached", "iteration limit"]), "degree": np.full(RUNS, L), "margins_change": np.zeros(RUNS)}
    return words | {f"margins_{name}": series[name] for name in SERIES}


def test_nothing_is_looked_at_unless_asked():
    found = run()
    assert not [name for name in found if name.startswith(("minimum", "neuron", "margins"))]
    made = measure(ENDS, {})
    assert set(made.minimum) == set(made.neuron) == set(made.margins) == {kinds.NOT_EXAMINED}
    assert np.isnan(made.neuron_certificate).all()
    assert np.isnan(made.loss_power).all()
    assert not [name for name in made.columns() if name.startswith("kept")]


def test_ends_are_looked_at_of_the_runs_that_are_examined_and_have_not_diverged():
    """The end's loss is at most that of the last iteration, since polishing only descends."""
    found = run(share_examined=0.3, neuron=study.Neuron(steps=200))
    looked_at = study.examined(np.array([[0, 0, seed << 61] for seed in (1, 2, 3, 4)], dtype=np.uint64), 0.3)
    assert looked_at.tolist() == [True, True, False, False]
    assert ((found["minimum"] != "") == looked_at).all()
    assert (np.isfinite(found["minimum_loss"]) == looked_at).all()
    assert (found["minimum_loss"][:2] <= found["loss"][:2, -1] + 1e-12).all()
    diverged = run(lr=1e6, neuron=study.Neuron(steps=20))
    assert (diverged["status"] == int(End.DIVERGED)).any()
    assert (diverged["minimum"][diverged["status"] == int(End.DIVERGED)] == "").all()


def test_the_late_phase_starts_where_a_run_has_ended_and_says_of_a_net_with_biases_that_it_is_not_homogeneous():
    found = run(late=study.Late(steps=5, until=1.0, record=3))
    assert set(found["margins"]) == {"not homogeneous"}
    assert np.isnan(found["degree"]).all()
    assert {f"margins_{name}" for name in SERIES} <= found.keys()
    assert found["margins_log10"].shape == (4, 3)


def test_what_is_looked_at_is_described():
    found = run(neuron=study.Neuron(steps=20), late=study.Late(steps=5, until=1.0, record=3))
    assert found.keys() <= said(OwnRunFile).keys()
    assert {name for name in said(OwnRunFile) if name.startswith(("minimum", "neuron", "margins", "degree"))} <= found.keys()


def test_words_stand_in_tables_for_what_was_not_examined():
    made = of_minima(ENDS | {"minimum": np.array(["bad", "", "good"]), "neuron": np.array(["to infinity", "", "not needed"])})
    assert made["minimum"].tolist() == ["bad", "not examined", "good"]
    assert made["neuron"].tolist() == ["to infinity", "not examined", "not needed"]
    assert set(made["minimum"]) <= set(kinds.words(kinds.MINIMA))


@pytest.mark.parametrize("degree", [2.0, 3.0])
def test_powers_of_the_late_phase_are_found_again(degree):
    made = of_margins(ENDS | late(degree))
    powers = {"loss_power": 2 - 2 / degree, "misalignment_power": -0.5, "epsilon_power": -0.25, "delta_power": -1, "residual_power": -0.125}
    for name, power in powers.items():
        np.testing.assert_allclose(made[name], power, rtol=1e-9)


def test_powers_and_ends_are_of_where_a_run_came_to():
    made = of_margins(ENDS | late(upto=31))
    np.testing.assert_allclose(made["late_margin"], [4, 4, 3])
    np.testing.assert_allclose(made["late_misalignment"], [0.1 * 1e-2, 0.1 * 1e-2, 0.1 * 10**-1.5], rtol=1e-9)
    np.testing.assert_allclose(made["delta_power"], -1, rtol=1e-9)
    short = of_margins(ENDS | late(upto=15))
    assert np.isnan(short["loss_power"]).tolist() == [False, False, True]  # the run covers less than two decades


def test_numbers_of_a_run_without_any_are_missing():
    empty = np.full((2, 4), np.nan)
    assert np.isnan(at_end(empty)).all()
    assert not last_decades(empty).any()


def test_shares_say_of_how_many_runs_they_are():
    words = np.array(["bad", "bad", "good", "saddle", kinds.NOT_EXAMINED])
    neuron = np.array(["to infinity", "stuck", "not needed", "taken over", kinds.NOT_EXAMINED])
    runs = drawn(OwnRuns, 5, minimum=words, neuron=neuron, neuron_certificate=np.array([0.5, np.nan, 1e-20, 1.0, np.nan]))
    for share, value, used in (
        (minima.bad_share, 0.5, 4),
        (minima.unclear_share, 0.4, 5),
        (minima.to_infinity_share, 0.5, 2),
        (minima.stuck_share, 0.5, 2),
    ):
        found = share(runs, {})
        assert (found.value, found.runs, found.used) == (value, 5, used)
    assert minima.taken_over_share(runs, {})[::4] == (0.0, 2)
    assert minima.least_certificate(runs, {}).value == 0.0  # a missing certificate counts as none
    assert minima.largest_certificate(runs, {}).value == 1e-20
    for measured in (minima.to_infinity_share, minima.least_certificate, minima.least_gain):
        with pytest.raises(Incomparable, match="no run ends in a bad minimum"):
            measured(runs[words != "bad"], {})


def test_a_run_without_a_late_phase_counts_against_what_is_claimed_of_it():
    runs = drawn(OwnRuns, 3, margins_change=np.array([0.1, np.nan, 0.2]), late_margin=np.array([3.0, np.nan, np.nan]))
    assert late_phase.least_change(runs, {}).value == -np.inf
    assert late_phase.late_margin(runs, {}).value == -np.inf
    runs = drawn(OwnRuns, 3, delta_power=np.array([-1.0, np.nan, np.nan]))
    assert late_phase.delta_power(runs, {}).value == np.inf


def test_a_literal_descent_is_compared_with_the_late_phase_at_its_own_margin():
    margin, value = np.array([0.0, 0.5, 1.0, np.nan]), np.array([1.0, 2.0, 4.0, np.nan])
    assert apart(margin, value, np.array([np.nan, 0.75, 1.0]), np.array([np.nan, 3.0, 9.0])) == 0.0
    assert apart(margin, value, np.array([0.75]), np.array([4.0])) == 0.25
    assert apart(margin, value, np.array([1.0]), np.array([4.0])) == 0.0
    for elsewhere in (-0.1, 1.1, np.nan):
        assert np.isnan(apart(margin, value, np.array([elsewhere]), np.array([1.0])))


def test_the_worst_run_of_all_cells_is_the_difference_from_literal_descent():
    steps, run = np.repeat([100, 1000], 2), np.tile([0.0, 1.0], 2)
    kept = np.array([[0.0, 1.0], [0.0, 1.0], [0.5, np.nan], [0.5, np.nan]])
    values = np.array([[1.0, 3.0], [1.0, 3.0], [2.0, np.nan], [2.5, np.nan]])
    runs = drawn(OwnRuns, 4, run=run, grid={"steps": steps}, kept_margin=kept, kept_normalised=values)
    assert late_phase.difference_from_literal(runs, {})[::3] == (0.2, 2)
    with pytest.raises(Incomparable, match="100 alone"):
        late_phase.difference_from_literal(runs[:2], {})


def test_a_runs_end_does_not_depend_on_the_runs_beside_it():
    together, alone = (run(seeds, neuron=study.Neuron(steps=100)) for seeds in ((5, 6, 7), (6,)))
    for name in ("minimum_loss", "minimum_gradient", "neuron_certificate"):
        np.testing.assert_array_equal(together[name][1:2], alone[name])


def test_two_points_are_learnt_by_a_wide_net_and_no_neuron_is_needed_there():
    found = run(width=16, steps=500, neuron=study.Neuron())
    assert set(found["minimum"]) == {"good"}
    assert set(found["neuron"]) == {"not needed"}
    assert (found["neuron_certificate"] <= 1e-8).all()
    assert torch.get_num_threads() == 1


def made_up(grid, fixed, late_runs=None):
    """A study with made-up numbers, in the form that a figure takes. late_runs: columns of every cell."""
    parts = []
    for cell in layout.cells(grid).values():
        record = measure(ENDS | late_runs, {}) if late_runs else drawn(OwnRuns, RUNS)
        parts.append(pd.DataFrame({"run": range(RUNS)} | cell | record.columns()))
    return SimpleNamespace(
        seeds=RUNS,
        grid=grid,
        fixed=fixed,
        metrics=pd.concat(parts, ignore_index=True),
        parameters=lambda **_: {"optimiser": "SGD lr=0.1", "lam": 1.0},
        runs=lambda *names, **_: {name: late_runs[name] for name in names},
    )


def test_the_figure_of_minima_counts_the_ends_of_every_width():
    study_of_two = made_up({"points": ["two points", "digits"], "width": [1, 4]}, {"steps": 10})
    table = study_of_two.metrics
    fig = minima_figure.draw(study_of_two)
    ends, leads = fig.axes[0], fig.axes[2]
    many = (table["minimum"][table["points"] == "two points"] == "bad").sum()
    assert (ends.get_title("left"), [text.get_text() for text in ends.texts]) == (
        f"two points, {many} bad",
        [f"{RUNS}", f"{RUNS}"],
    )
    bad = table[(table["points"] == "two points") & (table["minimum"] == "bad")].groupby("width").size()
    assert [text.get_text() for text in leads.texts] == [f"{bad.get(width, 0)}" for width in (1, 4)]


def test_the_figure_of_the_late_phase_says_the_power_beside_that_of_theory():
    nets, net = made_up({"depth": [2, 3]}, {"steps": 10}, late(3.0)), made_up({"depth": [3]}, {"steps": 10}, late(3.0))
    literal = made_up({"steps": [10, 20]}, {}, late(3.0))
    fig = late_figure.draw(nets, net, literal)
    for net, theory in (("MLP, L = 2", "1.00"), ("MLP, L = 3", "1.33"), ("CNN, L = 3", "1.33")):
        assert f"{net} 1.33 [1.33, 1.33] (theory {theory})" in fig.note
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["MLP, $L = 2$", "MLP, $L = 3$", "CNN, $L = 3$", "20 literal steps"]
