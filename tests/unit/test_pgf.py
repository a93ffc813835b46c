"""PGF: texts are escaped for LaTeX. If LaTeX is installed, a figure with such texts is drawn."""

import shutil
from pathlib import Path

import pytest

from scripts import configuration, pgf, style
from scripts.mistakes import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "one an output (K. & K.)": r"one an output (K. \& K.)",
    "own_method, #1": r"own\_method, \#1",
    "$x_1$ & $a_{2}$": r"$x_1$ \& $a_{2}$",
    r"a\_b": r"a\_b",
    "η = 1/ℓ, $η$": r"\ensuremath{\eta} = 1/\ensuremath{\ell}, $η$",
}
KNOWN = set("–²³·×−")
"""Signs that LaTeX has in texts, or matplotlib replaces."""
DRAWING = [ROOT / "scripts/style.py", *(ROOT / "scripts/plots").rglob("*.py")]


@pytest.mark.parametrize("text", TEXTS)
def test_signs_are_escaped_but_in_formulas(text):
    assert pgf.for_latex(text) == TEXTS[text]


def test_every_sign_of_a_figure_is_known_to_latex():
    used = {sign for file in DRAWING for sign in file.read_text() if not sign.isascii()}
    assert "γ" in used
    assert used - KNOWN - set(pgf.SIGNS) == set()


def test_pgf_without_latex_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(
        ConfigurationError, match=r"^config: style\.formats = \['pgf'\]: pgf needs LaTeX, and there is no pdflatex on the path$"
    ):
        configuration.complete_style({"formats": ["pgf"]})


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here")
def test_a_figure_is_drawn_with_its_pictures_beside_it(tmp_path):
    style.use()
    fig, axis = style.figure()
    axis.plot([1, 2], rasterized=True)
    axis.set_yticks([1, 2], ["a_b", "K. & K."])
    axis.set_title("".join((*pgf.SIGNS, *KNOWN)))
    pgf.save(fig, tmp_path / "own.pgf", tmp_path / "part")
    assert r"K. \& K." in (tmp_path / "part").read_text()
    assert "own-img0.png" in (tmp_path / "part").read_text()
    assert (tmp_path / "own-img0.png").is_file()
