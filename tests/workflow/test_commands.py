"""Every target of the Makefile and every command of the README and the pages is run somewhere. A new one fails here until it is run."""

import re
import shutil
import subprocess
import sys

import pytest
from environment import call, settle
from pages import OWN_FILES, TEXT, commands
from project import LONG_WAY, SOURCE

MAKEFILE, CI = ((SOURCE / name).read_text() for name in ("Makefile", ".ci/run"))
TARGET = re.compile(r"^([a-z][\w-]*):(?!=)(.*)$", re.MULTILINE)

HERE = {
    "make gallery": "Nothing to be done",
    "make environment": "Nothing to be done",
    ". .venv/bin/activate": "",
    "snakemake": "Nothing to be done",
    "snakemake claims": "Nothing to be done",
    "snakemake --workflow-profile profiles/gpu": "Nothing to be done",
    "make clean": "",
}
"""Commands that are run in the built small project, in this order, and a part of their output."""
APART = {"make report": "test_report.py", "make reproduce": "test_commands.py", "make lecture": "test_lecture.py"}
"""Commands that a separate test runs, and its file in this folder."""
LONG = {
    "make expected": ("tests/unit/test_expected.py", "scripts.expected"),
    "make other-processor": ("tests/processors/test_aarch64.py", "whole_quick_suite"),
    "python tests/processors/masks.py plain snakemake --directory build/plain": ("tests/processors/test_masks.py", "masks.py"),
    "make schemas": ("tests/unit/test_schemas.py", "schemas.schema()"),
    "make docs": ("tests/workflow/test_site.py", "sphinx"),
    "make notebooks": ("tests/notebooks/test_notebooks.py", "from docs.render import NOTEBOOKS, main"),
    "make mutants": ("tests/unit/test_mutants.py", "tests.mutants"),
    "make bench": ("benchmarks/run.py", "def main()"),
    "pip install .": ("tests/library/test_library.py", '"install"'),
    "pip install -r requirements-cluster.txt": ("Makefile", "-r requirements-cluster.txt"),
    "snakemake --workflow-profile profiles/slurm": ("tests/slurm/test_slurm.py", "profiles/slurm"),
}
"""Commands that are only planned here. Each has the file that runs the same work, and words of that file."""


def targets(text: str) -> dict[str, set[str]]:
    """The targets of a Makefile that are not files, and the others that each needs."""
    found = {name: set(needs.split()) for name, needs in TARGET.findall(text)}
    return {name: needs & set(found) for name, needs in found.items()}


def run_by_ci() -> set[str]:
    """The targets that CI runs, directly or because others need them."""
    known, reached = targets(MAKEFILE), set()
    waiting = set(re.findall(r"^make ([\w-]+)$", CI, re.MULTILINE))
    while waiting:
        reached |= waiting
        waiting = {need for name in waiting for need in known[name]} - reached
    return reached


def not_run(pages: str, makefile: str) -> set[str]:
    """The commands of the pages and of the Makefile that nothing runs."""
    asked = {command.split(" SIZE=")[0] for command in commands(pages)} | {f"make {name}" for name in targets(makefile)}
    run = {f"make {name}" for name in run_by_ci()} | set(HERE) | set(APART) | set(LONG)
    return {command for command in asked - run if not command.startswith(PLANNED)}


PLANNED = ("snakemake ", "python -m ", "pip install '.[")
"""Beginnings of the commands that a test below takes from the pages."""


def planned(beginning: str) -> list[str]:
    """The pages' commands with this beginning that nothing else runs. Lines of the Makefile are left out: its targets run them."""
    elsewhere = {*HERE, *LONG, *(line.strip() for line in MAKEFILE.splitlines() if line.startswith("\t"))}
    with_files = set(filter(OWN_FILES.search, commands(TEXT)))  # run by test_pages.py
    return sorted(command for command in commands(TEXT) - elsewhere - with_files if command.startswith(beginning))


def test_every_command_is_run_by_something():
    assert not_run(TEXT, MAKEFILE) == set()


def test_a_new_command_that_nothing_runs_is_found():
    found = not_run(TEXT + "\n    make coffee    # or `pip install tea`\n\nOr `make\nsugar`.", MAKEFILE + "\ncup: figures\n\tfill\n")
    assert found == {"make coffee", "make sugar", "make cup"}


def test_no_command_is_listed_that_is_not_there():
    there = commands(TEXT) | {f"make {name}" for name in targets(MAKEFILE)}
    listed = {*HERE, *APART, *LONG}
    assert listed <= there
    assert all(command in (SOURCE / "tests/workflow" / file).read_text() for command, file in APART.items())
    assert not {command.removeprefix("make ") for command in listed} & run_by_ci()


@pytest.mark.parametrize(("command", "where"), LONG.items())
def test_a_long_command_is_planned_and_what_it_does_is_run_elsewhere(command, where):
    file, words = where
    assert words in (SOURCE / file).read_text()
    if command.startswith("make"):
        subprocess.run([*command.split(), "--dry-run"], cwd=SOURCE, check=True, capture_output=True)


def test_commands_run_in_the_environment_of_the_readme(built, environment, tmp_path):
    project = built.copy(tmp_path / "project")
    settle(project, environment)
    project.write("docs/escape_times.png", "an older one")
    for command, said in HERE.items():
        assert said in call(project, command), command
        if command == "make gallery":
            drawn = (project.root / "results/figures/escape/times.png").read_bytes()
            assert (project.root / "docs/escape_times.png").read_bytes() == drawn
    assert not (project.root / "results").exists()


def test_two_builds_of_the_readme_are_made_and_compared(unbuilt, environment):
    unbuilt.change(experiments={"long_way": LONG_WAY}, figures={"escape": {}})
    unbuilt.write("profiles/quick/sizes.yaml", "results: results/quick\n")
    settle(unbuilt, environment)
    assert "the same" in call(unbuilt, "make reproduce SIZE=quick")
    assert (unbuilt.root / "build/one_core/results/quick/claims.html").is_file()


@pytest.mark.parametrize("command", planned("snakemake "))
def test_a_command_of_snakemake_is_planned(environment, command):
    done = subprocess.run(["sh", "-c", f"{environment}/bin/{command} --dry-run --quiet all"], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_programs_start_in_the_environment_of_the_readme(environment):
    modules = {command.split()[2] for command in planned("python -m ")} | set(re.findall(r"python -m ([\w.]+)", MAKEFILE)) - {"venv"}
    subprocess.run([environment / "bin/python", "-c", f"import {', '.join(sorted(modules))}"], cwd=SOURCE, check=True)


def test_the_extras_of_the_library_can_be_installed(tmp_path):
    """Nothing is downloaded: the installed packages suffice."""
    shutil.copytree(SOURCE / "descent", tmp_path / "descent", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOURCE / "pyproject.toml", tmp_path)
    extras = ",".join(re.findall(r"'\.\[(\w+)\]'", TEXT))
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-build-isolation", "--quiet", f".[{extras}]"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "does not provide the extra" not in done.stderr
