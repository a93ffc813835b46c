"""Single claims: each runs only what it needs. A claim says so if the configuration has no runs for it."""

import re

import pandas as pd
import pytest
import yaml
from project import CLAIM, STAIRCASE, jobs_of

HEIGHTS = CLAIM | {"claim": "heights", "experiment": "staircase", "per": ["method"], "measure": "plateau_height", "figure": "heights"}
HEIGHTS |= {"predicted": "0", "relation": "at_most", "tolerance": "1"}
OPEN = {name: CLAIM[name] for name in ("kind", "figure")} | {"claim": "beyond", "source": "section 4"}
OPEN |= {"statement": "It extends.", "open": "no formula", "expected": "open"}
LAST = {"claims what the papers predict beside what was measured", "claims as a page", "provenance"}


@pytest.fixture(scope="module")
def several(built, tmp_path_factory):
    """The small project with three claims, built."""
    project = built.copy(tmp_path_factory.mktemp("several") / "project")
    project.write("predictions/escape.yaml", yaml.safe_dump([CLAIM, OPEN, HEIGHTS]))
    assert jobs_of("claim", project.build()) == {"heights"}
    return project


def rows(project) -> pd.DataFrame:
    """The table of claims."""
    return pd.read_csv(project.root / "results/claims.csv", keep_default_na=False)


def test_one_claim_runs_its_own_experiment_alone(unbuilt):
    planned = unbuilt.planned("results/claims/growth.csv")
    assert jobs_of("seeds", planned) == {"long_way, runs 000000-000007"}
    assert {job.split(",")[0] for job in jobs_of("train", planned)} == {"long_way"}
    assert {job for job in planned if job.split()[0] not in ("seeds", "train")} == {"metrics long_way", "claim growth"}
    unbuilt.build("results/claims/growth.csv")
    found = pd.read_csv(unbuilt.root / "results/claims/growth.csv")
    assert (list(found["cell"]), set(found["verdict"])) == (["L=1", "L=3"], {"holds"})


def test_claims_are_gathered_in_their_order(several):
    assert list(rows(several)["claim"]) == ["growth", "growth", "beyond", "heights", "heights"]
    assert list(rows(several)["verdict"])[2] == "open"
    assert several.planned() == set()


def test_an_edited_prediction_checks_that_claim_again_and_no_other(several, tmp_path):
    project = several.copy(tmp_path / "project")
    project.write("predictions/escape.yaml", yaml.safe_dump([CLAIM, OPEN, HEIGHTS | {"tolerance": "0.5"}]))
    assert project.build() == {"claim heights"} | LAST


def test_claims_without_their_experiment_are_not_run_and_verify_passes(several, tmp_path):
    project = several.copy(tmp_path / "project")
    project.change(experiments={"staircase": STAIRCASE}, figures={"escape": {"heights": {"from": ["staircase"], "curves": True}}})
    assert jobs_of("claim", project.build()) == set()
    (row,) = rows(project)[lambda table: table["claim"] == "growth"].to_dict("records")
    assert (row["verdict"], row["why"]) == ("not run", "the configuration has no experiment long_way")
    assert (row["predicted"], row["measured"], row["runs"]) == ("", "", 0)
    page = (project.root / "results/claims.html").read_text()
    assert 'data-verdicts="not-run"' in page
    done = project.run("verify")
    assert done.returncode == 0, done.stdout
    assert "1 claims were not run" in done.stdout
    assert "not run, the configuration has no experiment long_way: growth" in done.stdout


def test_a_claim_is_checked_in_the_cells_that_are_there(several, tmp_path):
    project = several.copy(tmp_path / "project")
    gone = CLAIM | {"claim": "gone", "where": {"L": 17}}
    project.write("predictions/escape.yaml", yaml.safe_dump([CLAIM | {"where": {"L": [1, 17]}}, gone]))
    assert jobs_of("claim", project.build()) == {"growth"}
    assert rows(project)[["claim", "cell", "verdict"]].to_numpy().tolist() == [["growth", "L=1", "holds"], ["gone", "", "not run"]]


def test_a_claim_that_no_run_decides_has_a_file_where_it_is_asked_for(unbuilt):
    unbuilt.write("predictions/escape.yaml", yaml.safe_dump([OPEN, CLAIM | {"experiment": "nowhere"}]))
    assert unbuilt.build("results/claims/beyond.csv", "results/claims/growth.csv") == {"claim beyond", "claim growth"}
    assert pd.read_csv(unbuilt.root / "results/claims/growth.csv")["why"].item() == "the configuration has no experiment nowhere"


def test_a_claim_of_many_words_fits_on_a_command_line(several, tmp_path):
    project = several.copy(tmp_path / "project")
    long = CLAIM | {"statement": 'It\'s "so", $HOME `true` {L} ' + 900 * "x"}
    project.write("predictions/escape.yaml", yaml.safe_dump([long, OPEN, HEIGHTS]))
    assert jobs_of("claim", project.build()) == {"growth"}
    assert rows(project)["statement"].iloc[0] == long["statement"]


def test_a_claim_that_is_asked_for_is_shown_with_its_verdict(unbuilt):
    """The grid value comes from the command line."""
    done = unbuilt.run("results/claims/growth.csv", "--config", "experiments={long_way: {grid: {L: [1.7]}}}")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^growth +theorem 4.1 \(1\) +1 +3.\d+ +3.\d+ +holds$", done.stdout, re.MULTILINE)
