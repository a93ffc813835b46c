"""Everything that the pages ask a reader to write and run: files of methods, data, figures and studies, commands, and programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pages import OWN_FILES, PAGES, commands, files, python
from project import PARTS, SOURCE

from scripts.verdicts import of_claim

WITH_FILES = [page for page in PAGES if files(page) and any(OWN_FILES.search(command) for command in commands(page.read_text()))]
WITH_PROGRAMS = [page for page in PAGES if page.name in ("README.md", "python.md")]


def called(page: Path) -> str:
    """The name of a page in the name of a test."""
    return str(page.relative_to(SOURCE))


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A copy of the project as a reader would have it, with no results."""
    for part in (*PARTS, "config.yaml", "predictions", "own", "schemas"):
        copy = shutil.copytree if (SOURCE / part).is_dir() else shutil.copy
        copy(SOURCE / part, tmp_path / part)
    return tmp_path


def ran(command: list[str] | str, folder: Path) -> str:
    """Run a command in a folder. It must succeed. Returns its output."""
    paths = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(folder)}
    done = subprocess.run(command, shell=isinstance(command, str), cwd=folder, env=os.environ | paths, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def verdict_of(folder: Path, claim: str) -> str:
    """The verdict on a claim, from any folder below results."""
    (table,) = folder.glob(f"results/*/claims/{claim}.csv")
    return of_claim(pd.read_csv(table)["verdict"])


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_FILES, ids=called)
def test_files_of_a_page_are_written_and_its_commands_run(page, checkout):
    """Commands run in the order of the page. A program with a caption runs after them, because it reads their results."""
    written = files(page)
    for path, text in written.items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        with open(checkout / path, "a") as file:  # if the file exists, the text is appended
            file.write(text)
    text = page.read_text()
    for command in sorted(filter(OWN_FILES.search, commands(text)), key=text.index):
        ran(command, checkout)
        asked = command.partition(" -- ")[2].split()
        assert {verdict_of(checkout, claim) for claim in asked if "-" in claim and "/" not in claim} <= {"holds"}
        asked = [path for path in asked if path.startswith("results/")]
        assert all((checkout / path).is_file() for path in asked)
    for path in written:
        if path.endswith(".py") and "/" not in path and "def build" not in written[path]:
            assert ran([sys.executable, path], checkout)


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=called)
def test_programs_of_a_page_run(page, tmp_path):
    (tmp_path / "program.py").write_text("\n".join(python(page)))
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"], cwd=SOURCE, env=os.environ | {"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
