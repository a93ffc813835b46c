"""Files of a results folder that nothing in the configuration uses are listed, and removed on request. Other files stay."""

import json
import sys
from pathlib import Path

import pytest

from scripts import layout, unused

GRID = {"L": [1, 2]}
CELL, OTHER = layout.cells(GRID)
(GONE,) = layout.cells({"L": [3]})
KEPT = {
    "studies": {"study": {"grid": GRID, "shards": layout.sizes(layout.shards(6, 4))}},
    "figures": ["escape/fig1"],
    "claims": ["growth"],
}
OURS = [
    "seeds/study/000000-000003.csv",
    f"runs/study/{CELL}/000000-000003.parquet",
    f"runs/study/{OTHER}/000004-000005.json",
    f"runs/study/{CELL}/.000000-000003.parquet.17.part",
    "metrics/study.csv",
    "metrics/study.json",
    "figures/escape/fig1.pdf",
    "claims/growth.csv",
    "claims.csv",
    "provenance.json",
    f"logs/train/study/{CELL}/000000-000003.log",
    "logs/plots/escape/fig1.log",
    "logs/verify.log",
]
A_PERSONS = [
    "figures/notes.txt",
    "figures/escape/fig2.key",
    f"runs/study/{GONE}/notes.csv",
    "mine/metrics/gone.csv",
    "quick/seeds/study/000004-000007.csv",
    "metrics/of mine/table.csv",
]
LEFT = {
    "seeds/study/000004-000007.csv": "study",
    f"runs/study/{CELL}/000004-000007.parquet": "study",
    f"runs/study/{GONE}/000000-000003.json": "study",
    f"runs/study/{GONE}/.000000-000003.parquet.17.part": "study",
    f"logs/train/study/{GONE}/000000-000003.log": "study",
    f"runs/gone/{CELL}/000000-000003.parquet": "gone",
    "metrics/gone.csv": "gone",
    "logs/metrics/gone.log": "gone",
    "figures/escape/fig2.svg": "figure escape/fig2",
    "logs/plots/escape/fig2.log": "figure escape/fig2",
    "claims/other.csv": "claim other",
}


@pytest.fixture
def results(tmp_path):
    """A results folder with all of these files."""
    for name in (*OURS, *A_PERSONS, *LEFT):
        path = tmp_path / "results" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 1000)
    return tmp_path / "results"


def said(results, monkeypatch, capsys, *more):
    """The output of the command."""
    kept = results.with_name("kept.json")
    kept.write_text(json.dumps(KEPT))
    given = ["--results", str(results), "--kept", str(kept), "--log", str(results / "logs/unused.log")]
    monkeypatch.setattr(sys, "argv", ["unused", *given, *more])
    unused.main()
    return capsys.readouterr().out


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"logs/unused.log"}


def test_what_is_of_nothing_in_the_configuration_is_found_with_what_it_is_of(results):
    found = {path.relative_to(results).as_posix(): owner for owner, path in unused.unused(str(results), unused.wanted(**KEPT))}
    assert found == LEFT


def test_the_list_says_how_many_and_how_large_and_removes_nothing(results, monkeypatch, capsys):
    table = said(results, monkeypatch, capsys)
    rows = {line[:40].strip(): line[40:].split()[:3] for line in table.splitlines()[:-1]}
    assert rows["gone"] == ["3", "files", "0.0"]
    assert rows.keys() == set(LEFT.values())
    assert f"{len(LEFT)} files (0.0 MB) are of nothing in this configuration" in table
    assert files(results) == {*OURS, *A_PERSONS, *LEFT}
    named = (results / "logs/unused.log").read_text()
    assert all(f"unused {results}/{name}\n" in named for name in LEFT)


def test_what_is_removed_is_what_was_listed_with_the_folders_that_it_leaves_empty(results, monkeypatch, capsys):
    said(results, monkeypatch, capsys, "--remove")
    assert files(results) == {*OURS, *A_PERSONS}
    assert not (results / "runs/gone").exists()
    assert (results / f"runs/study/{GONE}").exists()  # it still holds a person's notes
    assert "0 files" in said(results, monkeypatch, capsys)
    unused.remind(str(results), unused.wanted(**KEPT))
    assert capsys.readouterr().out == ""


def test_a_build_says_in_one_line_how_much_there_is(results, capsys):
    unused.remind(str(results), unused.wanted(**KEPT))
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{len(LEFT)} files in {results} (0.0 MB) are of nothing in this configuration: ")
    assert "`unused`" in line


def test_without_results_there_is_nothing(tmp_path, capsys):
    unused.remind(str(tmp_path / "results"), unused.wanted(**KEPT))
    assert capsys.readouterr().out == ""
