"""The texts of the figures of paper 2 about their runs, and the curves of these runs."""

import numpy as np
import pandas as pd
import pytest

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.ended import Ended, words
from scripts import style
from scripts.plots.oneneuron.curve_panels import bundle
from scripts.plots.oneneuron.edge import WINDOW, enveloped
from scripts.plots.oneneuron.function_panels import scientific
from scripts.plots.oneneuron.share_panels import bad, counted, stacked
from scripts.plots.oneneuron.words import CLASS_COLOURS, ENDED, ended


@pytest.fixture(autouse=True)
def our_style():
    """Figures have the style of the plot stage."""
    style.use()


def ends(**counts):
    """A table with a number of ends of each kind, all with one augmentation."""
    return pd.DataFrame(
        {"class": np.repeat([kind.replace("_", " ") for kind in counts], list(counts.values())), "augmentation": "exponential"}
    )


def test_all_ends_have_words_and_colours():
    assert set(ENDED) == set(words(list(Ended)))
    assert set(CLASS_COLOURS) == set(CLASSES)
    assert len(set(CLASS_COLOURS.values())) == len(CLASSES)


def test_paths_are_counted_by_how_they_ended():
    assert ended(pd.DataFrame({"ended": ["completed"] * 3})) == "All 3 paths completed"
    assert ended(pd.DataFrame({"ended": ["taken over"] * 2})) == "In all 2 paths the net takes over"
    assert ended(pd.DataFrame({"ended": ["above zero", "completed"]})) == "Of 2 paths: 1 completed, in 1 F stays above zero"


def test_ends_are_counted_and_bad_minima_without_a_penalty_named():
    table = ends(good_minimum=2, bad_minimum=1, saddle=1)
    assert counted(table) == "Ends of the 4 runs: 2 good minima, 1 bad minimum, 1 saddle"
    assert bad(table).endswith("3 finite local minima, of which one is bad")
    assert bad(table.assign(augmentation="penalised"), ends(good_minimum=5)).endswith("5 finite local minima, of which none is bad")


def test_bars_are_as_long_as_the_shares_of_their_runs():
    _, axis = style.figure()
    stacked(axis, ends(good_minimum=1, bad_minimum=3), [("a", {"augmentation": "exponential"}), ("b", {"augmentation": "monomial"})])
    lengths = {bar.get_facecolor(): bar.get_width() for bar in axis.patches if bar.get_width()}
    named = {style.matplotlib.colors.to_rgba(CLASS_COLOURS[kind]): share for kind, share in (("good minimum", 0.25), ("bad minimum", 0.75))}
    assert lengths == named
    assert [text.get_text() for text in axis.texts] == ["25", "75", "not run"]


def test_a_median_ends_where_the_first_of_its_runs_does():
    _, axis = style.figure()
    bundle(axis, np.arange(3.0), np.array([[1.0, 2.0, np.nan], [3.0, 4.0, 5.0]]), style.BLUE)
    np.testing.assert_array_equal(axis.lines[-1].get_xdata(), [0, 1])
    np.testing.assert_array_equal(axis.lines[-1].get_ydata(), [2, 3])


def test_an_envelope_is_the_largest_of_a_window_and_goes_on_where_a_run_stays():
    values = np.array([[1.0, 3.0, 2.0, np.nan]] * 2)
    t, largest = enveloped(np.array([0.0, 0.1, 1.0, 2.0]) * WINDOW, values, stays=np.array([True, False]))
    np.testing.assert_allclose(t, np.array([0.0, 1.0, 2.0]) * WINDOW)
    np.testing.assert_array_equal(largest, [[3, 2, 2], [3, 2, np.nan]])


@pytest.mark.parametrize(("exponent", "written"), [(0.0, "1.0"), (1.5, "31.6"), (-4.5, "3.2\\times 10^{-5}")])
def test_numbers_are_written_with_two_digits(exponent, written):
    assert scientific(exponent) == written
