"""Snakemake's own flags work here as its manual says."""

import re
import shutil
import subprocess
import sys

import pytest
from project import Project, jobs_of

BATCHES = 3


@pytest.fixture(scope="module")
def finished(built, tmp_path_factory):
    """A copy of the built project for tests that change nothing."""
    return built.copy(tmp_path_factory.mktemp("finished") / "project")


def said(project: Project, *arguments: str) -> str:
    """The standard output of a call, which must succeed, without Snakemake's messages."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--quiet", "all", *arguments]
    return subprocess.run(command, cwd=project.root, check=True, capture_output=True, text=True).stdout


def test_batches_share_the_runs_and_together_are_the_whole(unbuilt, built):
    everything = len(unbuilt.files("runs/**/*.parquet") | built.files("runs/**/*.parquet"))
    early = unbuilt.run("--dry-run", "--batch", f"all={BATCHES}/{BATCHES}")
    assert early.returncode
    assert "not all previous batches" in early.stdout
    made = [unbuilt.build("--batch", f"all={number}/{BATCHES}") for number in range(1, BATCHES + 1)]
    trained = [jobs_of("train", part) for part in made]
    assert all(len(part) <= -(-(everything + 1) // BATCHES) for part in trained)
    assert sum(map(len, trained)) == len(set.union(*trained)) == everything
    assert not any(jobs_of(stage, part) for stage in ("metrics", "plot", "claims") for part in made[:-1])
    assert unbuilt.files() == built.files()
    assert unbuilt.planned() == set()


def test_a_rate_of_jobs_is_kept(unbuilt):
    """The limit is two jobs per hour. The third job does not start, so the test kills the call."""
    call = unbuilt.start("--max-jobs-per-timespan", "2/1h", "--until", "seeds", "results/metrics/staircase.csv")
    for line in call.stdout:
        if "Job rate limit reached" in line:
            break
    call.kill()  # it would wait for its timer
    call.communicate()
    assert "Job rate limit reached" in line
    assert len(unbuilt.files("seeds/**/*.csv")) <= 2


def test_until_and_omit_from(unbuilt):
    assert {job.split()[0] for job in unbuilt.planned("--until", "train")} == {"seeds", "train"}
    assert {job.split()[0] for job in unbuilt.planned("--omit-from", "plot", "claim")} == {"seeds", "train", "metrics"}


def test_changes_are_listed_and_touch_makes_what_is_there_count_as_new(project):
    project.edit("rules/seeds.smk", '" --output {output:q}', '"  --output {output:q}')
    assert "results/seeds/staircase/000000-000003.csv" in said(project, "--list-changes", "code")
    before = project.files()
    project.build("--touch")
    assert project.files() == before
    assert project.planned() == set()


def test_summaries_and_graphs_name_what_there_is(finished):
    summary = said(finished, "--summary")
    assert "results/claims/growth.csv" in summary
    assert "results/figures/escape/times.png" in summary
    dag = said(finished, "--dag", "--forceall")
    assert dag.startswith("digraph")
    assert "train" in dag
    rules = set(re.findall(r'label = "(\w+)"', said(finished, "--rulegraph", "--forceall")))
    assert {"seeds", "train", "metrics", "plot", "claim", "claims", "claims_page", "provenance", "all"} <= rules
    assert said(finished, "--list-changes", "code").strip() == ""


def test_an_archive_is_a_workflow(pristine, tmp_path):
    project = pristine.copy(tmp_path / "project")
    project.write(".gitignore", "__pycache__/\n")
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=project.root, check=True)
    said(project, "--archive", "all.tar.gz", "results/claims.csv")
    shutil.unpack_archive(project.root / "all.tar.gz", tmp_path / "unpacked")
    assert Project(tmp_path / "unpacked").planned("results/claims.csv") == project.planned("results/claims.csv")


def test_software_by_conda_changes_no_plan(finished):
    assert finished.planned("--sdm", "conda") == set()


def test_two_profiles_side_by_side(finished, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/config.yaml").write_text("config: [seed=8]\n")
    arguments = ("--profile", str(tmp_path / "own"), "--workflow-profile", "profiles/default")
    assert jobs_of("seeds", finished.planned(*arguments))


def test_a_directory_with_scripts_of_its_own(pristine, built, tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/__init__.py").write_text("")
    pristine.build("--directory", str(tmp_path), "results/metrics/staircase.csv")
    made, other = (root / "results/metrics/staircase.csv" for root in (tmp_path, built.root))
    assert made.read_bytes() == other.read_bytes()


def test_a_folder_of_any_name(pristine, tmp_path):
    moved = pristine.copy(tmp_path / "größe of {it's} $HOME & <all>")
    assert len(jobs_of("seeds", moved.build("results/metrics/long_way.csv"))) == 1
    assert jobs_of("metrics", moved.planned("results/metrics/long_way.csv")) == set()
