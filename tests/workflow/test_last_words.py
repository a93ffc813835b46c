"""The end of a call's output: where the time went and, last, what failed."""

import subprocess
import sys

from project import SOURCE

LONGEST_LINE = 3000
"""Lines about jobs have fewer characters than this. They hold a job's command with the parameters of a cell."""


def test_what_failed_stands_last_and_alone_with_its_place_and_its_log(unbuilt):
    unbuilt.edit("scripts/train/octopus.py", "    p, random = octopus", "    cell.no_such_number\n    p, random = octopus")
    done = unbuilt.alone().run("results/metrics/staircase.csv")
    assert done.returncode != 0
    said, last = done.stdout.split("did not complete successfully.")
    headline, first, reason, log = filter(None, last.splitlines())
    assert headline == "4 jobs failed:"
    assert first == "train staircase, L=1 method=gd, runs 000000-000003, and 3 more like it"
    assert "AttributeError: 'Cell' object has no attribute 'no_such_number' (scripts/train/octopus.py:" in reason
    assert "in train: cell.no_such_number)" in reason
    path = log.removeprefix("    log: ")
    assert "Traceback (most recent call last)" in (unbuilt.root / path).read_text()
    assert "Traceback" not in said
    assert "seeds                        2" in said


def test_a_build_says_where_its_time_went_and_a_call_with_nothing_to_do_says_nothing_of_it(project):
    assert "of which" not in project.run().stdout
    (project.root / "results/metrics/long_way.csv").unlink()
    said = project.run("results/metrics/long_way.csv").stdout.splitlines()
    head = next(number for number, line in enumerate(said) if "of which" in line)
    assert [line.split()[:2] for line in said[head + 1 : head + 4]] == [["metrics", "1"], ["longest", "experiments"], ["long_way", "1"]]


def test_no_command_of_the_whole_suite_buries_what_is_said_of_it(tmp_path):
    command = [sys.executable, "-m", "snakemake", "--directory", str(tmp_path), "--dry-run", "-p", "--cores", "1"]
    done = subprocess.run([*command, "results/claims.html", "results/provenance.json"], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "scripts.claims_page" in done.stderr + done.stdout
    assert max(map(len, (done.stderr + done.stdout).splitlines())) < LONGEST_LINE
