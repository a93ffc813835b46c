"""The notebooks state the question, the theory and the observation. A cell fails if its numbers do not fit the text."""

import re

import jupytext
import pytest

from docs.render import NOTEBOOKS, main

LINES = 16
"""The largest number of lines in a cell."""
PARTS = ("**What is asked.**", "**What theory says.**", "**What one sees.**")

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@notebooks
def test_it_runs_and_its_page_needs_nothing_else(path, tmp_path):
    main([str(tmp_path), str(path)])
    page = (tmp_path / f"{path.stem}.html").read_text()
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"|<script', page) == []
    assert page.count('src="data:image/png') >= 2
    outputs = jupytext.read(tmp_path / f"{path.stem}.ipynb")
    assert all(cell.execution_count for cell in outputs.cells if cell.cell_type == "code")


@notebooks
def test_it_says_what_it_is_about_in_small_cells(path):
    title, *rest = jupytext.read(path, fmt="py:percent").cells
    assert title.source.startswith("# ")
    text = "\n".join(cell.source for cell in [title, *rest] if cell.cell_type == "markdown")
    code = [cell.source for cell in rest if cell.cell_type == "code"]
    assert [part for part in PARTS if part not in text] == []
    assert max(len(cell.splitlines()) for cell in code) <= LINES
    assert sum(cell.count("assert ") for cell in code) >= 3


def test_a_number_that_does_not_fit_the_text_fails_and_is_named(tmp_path, capsys):
    (conserved,) = (path for path in NOTEBOOKS if path.stem == "conserved")
    wrong = tmp_path / "wrong.py"
    wrong.write_text(conserved.read_text().replace("nn.ReLU()", "nn.Tanh()"))
    with pytest.raises(SystemExit, match="1"):
        main([str(tmp_path), str(wrong)])
    said = capsys.readouterr().err
    assert "wrong.py" in said
    assert "assert [family.words for family in laws.families]" in said
    assert not (tmp_path / "wrong.html").exists()
