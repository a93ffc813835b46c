"""Every figure of the quick suite is legible in a paper's text and in a column: no text is cut off, overlaps another, or is too small."""

import warnings

import matplotlib
import numpy as np
import pytest
import yaml
from legible import faults
from project import SOURCE

from scripts import arranging, configuration, drawing, style

RESULTS = str(SOURCE / "results/quick")
CONFIG = configuration.complete(yaml.safe_load((SOURCE / "config.yaml").read_text()), [SOURCE])
FIGURES = {f"{paper}/{name}": figure for paper, drawn in CONFIG["figures"].items() for name, figure in drawn.items()}
PLACES = {"text": {"width": 5.5, "font_size": 9, "smallest": 7}, "column": {"width": 3.25, "font_size": 8, "smallest": 6}}
"""The width in inches, and the font sizes of labels and of the smallest text in points."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_can_be_read(quick, figure, place):
    width, font_size, smallest = PLACES[place].values()
    with warnings.catch_warnings(), matplotlib.rc_context(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        style.use(width, font_size)
        drawn = drawing.draw(f"{figure.split('/')[0]}/{FIGURES[figure]['script']}", FIGURES[figure]["from"], RESULTS)
        arranging.arrange(drawn)
        assert faults(drawn, smallest) == []
