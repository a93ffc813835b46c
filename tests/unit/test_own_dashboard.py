"""The dashboard of a network of your own explains its numbers, whatever was watched, in readable text."""

import itertools

import numpy as np
import pandas as pd
import pytest
from legible import faults

from scripts import arranging, layout, style
from scripts.plots.own import dashboard
from scripts.plots.own.answers import conserved, waiting
from scripts.plots.own.answers_of_ends import limit, minima
from scripts.plots.own.axes import scaled, strands
from scripts.plots.own.series import series, spent, together, twins

RUNS, RECORD = 8, 11
ROUNDED = 2.0
"""Allowed overlap of text boxes, in pixels."""
DEFAULTS = {"r": 0, "sigma": 0, "laws": "diagonal", "optimiser": "SGD lr=0.1"}


class Study:
    """A study with made-up numbers. columns: of run files, by name; one array for all cells, or a list with one per cell."""

    def __init__(self, grid: dict, without=(), **columns):
        self.name, self.seeds, self.grid, self.cells = "mine", RUNS, grid, layout.cells(grid)
        rows = {"run": np.arange(RUNS), "status": "completed", "laws": columns.pop("laws", 3.0), "plateaus": columns.pop("plateaus", 1.0)}
        self.metrics = pd.concat([pd.DataFrame(rows | {"cell": cell}) for cell in self.cells])
        plateaus = np.full((RUNS, 2), np.nan)
        known = {f"plateau_{name}": plateaus for name in ("spent", "left", "predicted", "loss", "curvature", "strict")}
        curve = np.linspace(1, 0.5, RECORD) * np.ones((RUNS, 1))
        known |= {"times": np.arange(RECORD) * np.ones((RUNS, 1)), "loss": curve, "slope": curve, "drift": 1 - curve}
        known |= {name: np.full(RUNS, np.nan) for name in ("by_direction", "identity", "end_strict", "end_predicted", "end_curvature")}
        self.columns = {name: values for name, values in (known | columns).items() if name not in without}

    def parameters(self, **values):
        return DEFAULTS | values

    def runs(self, *names, **values):
        cell = list(self.cells.values()).index(values)
        several = {name: self.columns[name] for name in names}
        return {name: found[cell] if isinstance(found, list) else found for name, found in several.items()}


def saddles(left, predicted=10.0, strict=1.0):
    """The columns of one plateau per run. left: iterations at the plateau."""
    columns = {"spent": left, "left": left, "predicted": predicted, "loss": 0.5, "curvature": -strict, "strict": strict}
    return {f"plateau_{name}": np.tile([value, np.nan], (RUNS, 1)) for name, value in columns.items()}


def ends(minimum, neuron="", loss=0.0, certificate=0.0):
    """The columns of examined ends. Each argument is one value for all runs, or one value per run."""
    numbers = {"minimum_loss": loss, "minimum_errors": 0.0, "neuron_certificate": certificate}
    return {"minimum": np.full(RUNS, minimum), "neuron": np.full(RUNS, neuron)} | {
        name: np.broadcast_to(value, RUNS).astype(float) for name, value in numbers.items()
    }


def late(word="reached", change=0.0, **last):
    """The columns of a training on the logarithm of the loss; last: last values of columns."""
    curves = {"log10": 20.0, "normalised": 0.5, "smoothed": 0.5, "alignment": 0.75, "residual": 1e-3} | last
    columns = {f"margins_{name}": np.linspace(0.1, 1, RECORD) * np.full((RUNS, 1), value) for name, value in curves.items()}
    return {"margins": np.full(RUNS, word), "degree": np.full(RUNS, 2.0), "margins_change": np.full(RUNS, change)} | columns


def of(answers, what):
    """The texts under a heading."""
    return [text for heading, text in answers if heading == what]


@pytest.fixture(autouse=True)
def our_style():
    """Figures have the style of the plot stage."""
    style.use()


ONE = {"optimiser": ["SGD lr=0.1"]}
TWO = {"optimiser": ["SGD lr=0.1", "Adam lr=0.01"]}
NOISY = {"optimiser": ["SGD lr=0.1"], "r": [0, 0.01]}


def test_laws_and_their_drift_are_said_of_every_optimiser():
    flat = np.full((RUNS, RECORD), 0.25)
    study = Study(
        TWO, drift=[flat, 3 * flat], by_direction=[np.zeros(RUNS), np.ones(RUNS)], identity=[np.full(RUNS, 2e-15), np.full(RUNS, np.nan)]
    )
    said = conserved(series(study))
    assert of(said, "found") == ["3 laws"]
    assert of(said, "measured")[0].split("\n")[1:] == [
        "SGD lr=0.1: 0.25 [0.25, 0.25], all laws within 2e-15 of theory",
        "Adam lr=0.01: 0.75 [0.75, 0.75]",
    ]
    assert of(said, "hypothesis")[0].split("\n")[1:] == ["holds: SGD lr=0.1 (0)", "fails: Adam lr=0.01 (1)"]


@pytest.mark.parametrize(
    ("laws", "answer"),
    [(0.0, ("found", "0 laws of the form diagonal")), (np.nan, ("not asked", "conservation laws (setting laws)"))],
)
def test_a_module_without_laws_has_no_drift(laws, answer):
    study = Study(TWO, laws=laws, without=["drift", "by_direction", "identity"])
    assert conserved(series(study)) == [answer]
    titles = [axis.get_title("left") for axis in dashboard.draw(study).axes]
    assert "Loss" in titles
    assert "Drift of laws" not in titles


def test_times_at_plateaus_are_said_beside_linear_theory():
    said = waiting(series(Study(TWO, **saddles(left=12.0))))
    assert of(said, "found") == [f"{2 * RUNS} plateaus in {2 * RUNS} runs without noise, {2 * RUNS} of them examined"]
    assert of(said, "measured") == ["time to leave, divided by that of linear theory, median plateau: 1.20 [1.20, 1.20]"]
    assert of(said, "hypothesis") == ["the saddle is strict; share of the examined plateaus: 1.00 [0.79, 1.00]"]


def test_plateaus_that_were_not_looked_for_are_not_said_to_be_none():
    assert waiting(series(Study(TWO, plateaus=np.nan))) == [("not asked", "saddles (setting plateaus)")]


def test_noise_is_compared_with_the_same_run_without():
    plain, noisy = saddles(left=20.0), saddles(left=5.0)
    study = Study(NOISY, **{name: [plain[name], noisy[name]] for name in plain})
    ((without, with_noise),) = twins(series(study))
    assert (without.noise, with_noise.noise) == ("", "r = 0.01")
    assert spent(without).tolist() == [20.0] * RUNS
    assert of(waiting(series(study)), "noise") == [
        "iterations at plateaus, divided by those of the same run without noise, median run: 0.25 [0.25, 0.25]"
    ]


def test_a_study_in_which_every_run_has_noise_has_its_answers():
    study = Study({"optimiser": ["SGD lr=0.1"], "r": [0.01]}, **saddles(left=12.0))
    assert of(waiting(series(study)), "found") == [f"{RUNS} plateaus in {RUNS} runs with noise, {RUNS} of them examined"]
    assert of(conserved(series(study)), "found") == ["3 laws"]
    arranging.arrange(dashboard.draw(study))


def test_cells_that_differ_in_more_than_noise_are_no_twins():
    found = series(Study({"optimiser": ["SGD lr=0.1"], "width": [4, 8], "r": [0, 0.01]}))
    assert [(plain.values, noisy.values) for plain, noisy in twins(found)] == [
        ({"optimiser": "SGD lr=0.1", "width": width},) * 2 for width in (4, 8)
    ]


def test_bad_minima_are_counted_with_the_share_of_ends_that_are_and_what_the_neuron_does_there():
    words, neuron = ["good"] * 5 + ["bad"] * 2 + [""], ["not needed"] * 5 + ["to infinity", "stuck", ""]
    said = minima(series(Study(ONE, **ends(words, neuron, certificate=[0] * 5 + [4, 4, 9]))))
    counted = "5 good, 2 bad; bad minima 0.29 [0.04, 0.71]"  # 2 of 7, Clopper and Pearson
    assert of(said, "found") == [f"7 ends examined, with the share of bad minima: {counted}"]
    assert of(said, "measured")[0].endswith("what follows with the neuron: 4 [4, 4]; 1 stuck, 1 to infinity")
    assert of(said, "hypothesis") == ["the net can reach the least loss\nseen: SGD lr=0.1 (5 of 7)"]


def test_a_hypothesis_is_said_of_every_kind_of_cells():
    both = {name: [values, np.full(RUNS, "bad") if name == "minimum" else values] for name, values in ends("good").items()}
    assert of(minima(series(Study(TWO, **both))), "hypothesis")[0].split("\n")[1:] == [
        "seen: SGD lr=0.1 (8 of 8)",
        "not seen: Adam lr=0.01 (0 of 8)",
    ]


def test_without_bad_minima_nothing_is_said_of_the_neuron():
    said = minima(series(Study(ONE, **ends("good", "not needed"))))
    assert [heading for heading, _ in said] == ["found", "theory", "hypothesis"]


def test_the_limit_is_said_with_its_margin_and_the_runs_whose_smoothed_margin_fell():
    said = limit(series(Study(TWO, **{name: [values, values] for name, values in late(change=-1e-9).items()})))
    assert of(said, "found") == [f"{2 * RUNS} runs trained on the logarithm of the loss: {2 * RUNS} at the margin asked for; of degree 2"]
    numbers = "margin 10^20, normalised 0.5 [0.5, 0.5], 1 - alignment 0.2, KKT residual 0.001"
    assert of(said, "measured")[0].split("\n")[1] == f"SGD lr=0.1: {numbers}"
    assert of(said, "smoothed margin")[0].startswith(f"falls in {2 * RUNS} of {2 * RUNS} runs")
    assert of(limit(series(Study(ONE, **late(change=-1e-16)))), "smoothed margin")[0].startswith(f"falls in 0 of {RUNS} runs")


def test_where_theory_says_nothing_no_number_is_said():
    nothing = dict.fromkeys(("log10", "normalised", "smoothed", "alignment", "residual"), np.nan)
    study = Study(ONE, **late("not homogeneous", change=np.nan, **nothing))
    assert limit(series(study)) == [
        ("found", "8 runs trained on the logarithm of the loss: 8 not homogeneous; of degree 2"),
        ("hypothesis", "the net is homogeneous and classifies every point; 0 of 8 runs"),
    ]
    titles = [axis.get_title("left") for axis in dashboard.draw(study).axes]
    assert "Loss" in titles
    assert not {"Margin", "Alignment", "KKT residual"} & set(titles)


@pytest.mark.parametrize("answer", [minima, limit])
def test_what_was_not_asked_is_not_said_to_be_none(answer):
    ((heading, _),) = answer(series(Study(ONE)))
    assert heading == "not asked"


def test_of_many_kinds_of_cells_the_last_names_of_the_grid_share_a_colour_and_the_figure_says_which():
    study = Study(TWO | {"batch": [0, 10], "halvings": [0, 1, 2]})
    found = series(study)
    assert {one.label for one in found} == {f"{words}, batch = {batch}" for words in TWO["optimiser"] for batch in (0, 10)}
    assert len({one.colour for one in found}) == 4
    assert together(study) == "halvings = 0, 1, 2"
    assert "halvings = 0, 1, 2" in dashboard.draw(study).note


def test_the_caption_says_what_each_panel_shows_and_what_theory_says_of_it():
    note = dashboard.draw(Study(ONE)).note
    assert note.startswith("(a) Loss of all runs (thin) and its median (bold). (b) Norm of the gradient. (c) Drift of the conservation law")
    assert "(d)" not in note
    assert "Theory: Gradient flow conserves every law" in note
    assert "local minimum" not in note
    assert note.endswith(f"All runs are of SGD lr=0.1. All {RUNS} runs completed.")


def test_what_the_grid_does_not_vary_is_not_in_labels():
    assert {one.label for one in series(Study(TWO | {"rank": [3]}))} == set(TWO["optimiser"])


@pytest.mark.parametrize(
    ("values", "scale", "least"),
    [([1, 5], "linear", 2), ([0.07, 2.5], "log", 4), ([1e-9, 1], "log", 3), ([-1, 100], "linear", 2), ([np.nan, 3], "linear", 0)],
)
def test_every_axis_has_numbers_beside_it(values, scale, least):
    axis = style.figure()[1]
    axis.plot(values, values)
    scaled(axis, "y", values)
    axis.figure.draw_without_rendering()
    low, high = axis.get_ylim()
    assert axis.get_yscale() == scale
    assert sum(low <= label.get_position()[1] <= high and bool(label.get_text()) for label in axis.get_yticklabels()) >= least


WORDS = ["", "good", "bad", "saddle", "not converged", "at infinity", "", ""]
DRAWN = {
    "all": Study(NOISY, end_curvature=np.full(RUNS, 0.1), **saddles(left=12.0)),
    "nothing but curves": Study(TWO, laws=np.nan, without=["drift", *saddles(1.0), "by_direction", "identity", "end_curvature"]),
    "a loss below zero": Study(TWO, loss=np.linspace(1, -1, RECORD) * np.ones((RUNS, 1))),
    "runs that diverged": Study(TWO, loss=np.where(np.arange(RECORD) > 3, np.nan, np.ones((RUNS, 1)))),
    "the four answers": Study(
        NOISY,
        end_curvature=np.full(RUNS, 0.1),
        **saddles(left=12.0),
        **ends(["good", "bad"] * 4, ["not needed", "stuck"] * 4, loss=[1e-9, 1] * 4, certificate=[0, 4] * 4),
        **late(),
    ),
    "every word": Study(
        TWO | {"width": [1, 2, 4]},
        **ends(WORDS, ["", "not needed", "taken over", "to infinity", "stuck", "not converged", "", ""], 1.0, 1.0),
        **late(["", "reached", "iteration limit", "not homogeneous", "not separated", "no classes", "diverged", ""]),
    ),
    "many cells": Study({"optimiser": [f"SGD lr=0.{k} momentum=0.9 weight_decay=0.0001" for k in range(1, 9)]}),
}


@pytest.mark.parametrize(("width", "font_size", "smallest"), [(5.5, 9, 7), (3.25, 8, 6)])
@pytest.mark.parametrize("study", DRAWN)
def test_all_text_can_be_read(study, width, font_size, smallest):
    style.use(width, font_size)
    drawn = dashboard.draw(DRAWN[study])
    arranging.arrange(drawn)
    assert faults(drawn, smallest) == []


@pytest.mark.parametrize("notes", [False, True])
@pytest.mark.parametrize("study", ["the four answers", "nothing but curves", "many cells"])
def test_no_text_lies_on_a_panel(study, notes):
    style.use()
    drawn = dashboard.draw(DRAWN[study])
    arranging.arrange(drawn, notes)
    texts = [text.get_window_extent() for text in drawn.texts]
    panels = [axis.get_tightbbox() for axis in drawn.axes]
    for one, other in itertools.product(texts, panels):
        both = one.intersection(one, other)
        assert both is None or min(both.width, both.height) < ROUNDED, (one, other)


def test_a_curve_goes_on_past_a_point_that_is_missing():
    x, y = strands(np.array([[1.0, 2.0, 3.0]]), np.array([[5.0, np.nan, 6.0]]))
    assert (x[:2].tolist(), y[:2].tolist()) == ([1.0, 3.0], [5.0, 6.0])
