"""After a change, only what it affects is built again."""

import ast
import os
import re
import shutil

import pytest
import yaml
from project import STAIRCASE, Project, jobs, jobs_of

PAGE = "claims as a page"
"""It shows the captions of figures."""
CLAIMS = {"claim growth", "claims what the papers predict beside what was measured", PAGE, "provenance"}
"""The jobs that run after a change to a claim."""
SHARDS = ("000000-000003", "000004-000007")


def trained(method, shards=SHARDS, L=1):
    return {f"staircase, L={L} method={method}, runs {shard}" for shard in shards}


def sources(project):
    return [path for folder in ("scripts", "descent") for path in (project.root / folder).rglob("*.py")]


def test_a_second_call_has_nothing_to_do(project):
    assert project.build() == set()


def test_touching_every_file_rebuilds_nothing(project):
    for path in project.root.rglob("*"):
        if path.is_file() and ".snakemake" not in path.parts:
            os.utime(path)
    assert project.planned() == set()


def test_a_fresh_checkout_in_another_folder_rebuilds_nothing(built, tmp_path):
    fresh = Project.fresh(tmp_path / "fresh")
    for kept in ("results", ".snakemake"):
        shutil.copytree(built.root / kept, fresh.root / kept)
    assert fresh.planned() == set()


def test_comments_docstrings_and_layout_rebuild_nothing(project):
    for path in sources(project):
        text = re.sub(r'^( {4})?"""(?=[A-Z])', r'\1"""Once more: ', path.read_text(), flags=re.MULTILINE)
        lines = text.splitlines()
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and not ast.get_docstring(node)]
        for first in sorted((node.body[0] for node in functions), key=lambda first: first.lineno, reverse=True):
            line = min(part.lineno for part in (first, *getattr(first, "decorator_list", ())))
            lines.insert(line - 1, " " * first.col_offset + '"""Said in words."""')
        text = "\n".join(lines)
        path.write_text(f"# A comment.\n\n{text}\n\n# Another.\n")
    assert project.planned() == set()


def test_a_plot_script_redraws_its_figure_alone_and_the_page_that_shows_it(project):
    before = project.files()
    project.edit("scripts/plots/escape/times.py", '"run"', '"number of the run"')
    assert project.build() == {"plot escape/times", PAGE}
    after = project.files()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"figures/escape/times.{suffix}" for suffix in ("pdf", "svg", "png")}


def test_the_style_redraws_all_figures_and_trains_nothing(project):
    project.edit("scripts/style.py", "WIDTH, FONT = 5.5", "WIDTH, FONT = 6.0")
    assert project.planned() == {"plot escape/heights", "plot escape/times", PAGE}


def test_a_method_rebuilds_its_cells_alone(project):
    project.edit("descent/methods/pgd.py", "x[j] -= eta * slope[j]", "x[j] -= slope[j] * eta")
    planned = project.planned()
    assert jobs_of("train", planned) == trained("pgd")
    assert planned - {f"train {job}" for job in trained("pgd")} == {"metrics staircase", "plot escape/heights", PAGE, "provenance"}


def test_a_method_that_no_cell_uses_rebuilds_nothing(project):
    project.edit("descent/methods/adam.py", "MEMORY = 2", "UNUSED = 1\nMEMORY = 2")
    assert project.planned() == set()


CAREFUL = '''"""Gradient descent that shortens long steps."""

from descent import parameters
from descent.parameters import Positive, given

LABEL = "careful GD"


class Parameters(parameters.Parameters):
    """What careful descent takes."""

    eta: Positive = given(description="Step size.")
    trust: Positive = given(0.5, "Longest step in a coordinate.")


def rule(x, slope, memory, t, eta, trust):
    """x <- x - eta grad f(x), each coordinate by at most `trust`."""
    return x - min(max(eta * slope, -trust), trust)
'''


def test_a_new_method_with_a_parameter_of_its_own_rebuilds_nothing_and_a_cell_with_it_plans_that_cell(project):
    project.write("descent/methods/careful_gd.py", CAREFUL)
    assert project.planned() == set()
    project.change(experiments__staircase__grid={"L": [1], "method": ["gd", "pgd", "careful_gd"]})
    assert jobs_of("train", project.planned()) == trained("careful_gd")
    project.change(experiments__staircase__fixed=STAIRCASE["fixed"] | {"trust": 0.25})
    assert jobs_of("train", project.build()) == trained("careful_gd")


def test_a_parameter_added_to_a_method_rebuilds_the_cells_of_that_method_alone(project):
    taken = "stream, t, stage, problem, gradient, value, eta"
    project.edit("descent/methods/pgd.py", taken, f"{taken}, patience")
    project.edit("descent/methods/pgd.py", "    eta: Positive = ", '    patience: Positive = given(1.0, "Not used.")\n    eta: Positive = ')
    project.edit("descent/methods/pgd.py", f"{taken}, patience", taken.replace("eta", "patience, eta"))
    assert jobs_of("train", project.planned()) == trained("pgd")


def test_a_module_that_is_imported_relatively_rebuilds_what_imports_it(project):
    project.write("descent/escape/more.py", "FACTOR = 1.0\n")
    project.edit("descent/methods/pgd.py", "from descent.noise", "from ..escape.more import FACTOR  # noqa: F401\nfrom descent.noise")
    project.build()
    project.edit("descent/escape/more.py", "1.0", "2.0")
    assert jobs_of("train", project.planned()) == trained("pgd")


@pytest.mark.parametrize(
    "line",
    [
        "import importlib; importlib.import_module(f'descent.{__name__[8:15]}')",
        "from importlib import import_module",
        "__import__('descent.ends')",
        "import runpy",
        "exec('import descent.ends')",
        "import importlib.util",
        "from descent.ends import *",
    ],
)
def test_an_import_that_cannot_be_followed_is_refused_with_file_and_line(project, line):
    text = (project.root / "descent/methods/pgd.py").read_text()
    project.write("descent/methods/pgd.py", f"# One more line.\n{line}\n{text}")
    done = project.run("--dry-run")
    assert done.returncode != 0
    assert "descent/methods/pgd.py:2: " in done.stdout
    assert "Traceback" not in done.stdout


def test_choices_that_are_no_literal_are_refused_with_file_and_line(project):
    project.edit("scripts/train/octopus.py", 'CHOICES = {"method": ', 'CHOICES = {"method": () or ')
    done = project.run("--dry-run")
    assert done.returncode != 0
    assert re.search(r"scripts/train/octopus.py:\d+: CHOICES must be a literal", done.stdout)
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("file", ["loop.py", "problems/octopus.py"])
def test_the_loop_and_the_octopus_rebuild_all_that_use_them(project, file):
    with open(project.root / "descent" / file, "a") as file:
        file.write("\n\nMORE = 1\n")
    planned = project.planned()
    assert len(jobs_of("train", planned)) == 6
    assert {job.split()[0] for job in planned} == {"train", "metrics", "plot", "claim", "claims", "provenance"}


@pytest.mark.parametrize(("metrics", "rebuilt"), [("octopus", CLAIMS), ("warm_up", set())])
def test_a_measure_rebuilds_the_claims_on_its_metrics_alone(project, metrics, rebuilt):
    with open(project.root / f"descent/escape/claims/{metrics}.py", "a") as file:
        file.write("\n\nMORE = 1\n")
    assert project.planned() == rebuilt


def test_a_grid_value_adds_its_cells_alone(project):
    project.change(experiments__staircase__grid={"L": [1, 2], "method": ["gd", "pgd"]})
    planned = project.planned()
    assert jobs_of("seeds", planned) == set()
    assert jobs_of("train", planned) == trained("gd", L=2) | trained("pgd", L=2)
    assert jobs_of("metrics", planned) == {"staircase"}


def test_a_removed_grid_value_trains_nothing(project):
    project.change(experiments__staircase__grid={"L": [1], "method": ["gd"]})
    assert jobs_of("train", project.planned()) == set()


def test_a_fixed_value_rebuilds_its_experiment_alone(project):
    project.change(experiments__long_way__fixed={"method": "gd_event_driven", "d": 21})
    assert {job.split(",")[0] for job in jobs_of("train", project.planned())} == {"long_way"}


def test_another_order_of_what_is_fixed_rebuilds_nothing_and_one_of_a_grid_its_table(project):
    project.change(experiments__staircase__fixed=dict(reversed(STAIRCASE["fixed"].items())))
    assert project.planned() == set()
    project.change(experiments__staircase__grid=dict(reversed(STAIRCASE["grid"].items())))
    assert (jobs_of("train", project.planned()), jobs_of("metrics", project.planned())) == (set(), {"staircase"})


def test_more_seeds_add_shards_and_leave_the_finished_ones_alone(project):
    finished = ("seeds/**/*", "runs/**/*")
    contents, times = project.files(*finished), project.times(*finished)
    project.change(experiments__staircase=STAIRCASE | {"seeds": 12})
    ran = project.build()
    new = ("000008-000011",)
    assert jobs_of("seeds", ran) == {"staircase, runs 000008-000011"}
    assert jobs_of("train", ran) == trained("gd", new) | trained("pgd", new)
    assert contents.items() <= project.files(*finished).items()
    assert times.items() <= project.times(*finished).items()


def test_seeds_that_are_no_multiple_of_a_shard_train_new_runs_alone_and_fewer_leave_what_can_be_removed(project):
    table, before, logs = "results/metrics/staircase.csv", project.files(), set(project.files("logs/train/**/*"))
    project.change(experiments__staircase=STAIRCASE | {"seeds": 10})
    assert jobs_of("train", project.build(table)) == trained("gd", ["000008-000009"]) | trained("pgd", ["000008-000009"])
    assert read_runs(project) == 2 * list(range(10))
    project.change(experiments__staircase=STAIRCASE | {"seeds": 13})
    new = ("000010-000011", "000012-000012")
    assert jobs_of("train", project.planned(table)) == trained("gd", new) | trained("pgd", new)
    project.change(experiments__staircase=STAIRCASE | {"shard_size": 3})
    done = project.run()
    assert jobs(done.stdout) == {"metrics staircase", "plot escape/heights", PAGE, "provenance"}
    assert "8 files in results (0.0 MB) are of nothing in this configuration" in done.stdout  # files of two cells, and seeds with their log
    assert before.items() < project.files().items()
    assert project.run("remove_unused").returncode == 0
    assert project.files() == before
    assert set(project.files("logs/train/**/*")) == logs
    assert project.planned() == set()


def read_runs(project):
    """The run numbers in the metrics table."""
    return [int(line.split(",")[1]) for line in project.files("metrics/staircase.csv")["metrics/staircase.csv"].decode().splitlines()[1:]]


def test_another_root_seed_rebuilds_everything(project):
    project.change(seed=8)
    assert len(jobs_of("train", project.planned())) == 6


def test_a_results_folder_elsewhere_holds_a_build_of_its_own(project, tmp_path):
    project.change(results=str(tmp_path / "elsewhere"))
    assert len(jobs_of("train", project.planned())) == 6


def test_snakemake_wakes_up_for_jobs_that_end_and_for_nothing_else(unbuilt):
    done = unbuilt.run("--cores", "1", "--verbose")
    assert done.returncode == 0, done.stdout
    assert len(jobs(done.stdout)) >= 15
    assert done.stdout.count("Ready jobs: ") <= len(jobs(done.stdout)) + 1


def test_a_limit_of_jobs_that_the_user_gives_is_kept(unbuilt):
    seeds = "results/seeds/staircase/000000-000003.csv", "results/seeds/staircase/000004-000007.csv"
    assert "Job rate limit reached" not in unbuilt.run(*seeds, "--cores", "2").stdout
    shutil.rmtree(unbuilt.root / "results")
    done = unbuilt.run(*seeds, "--cores", "2", "--max-jobs-per-timespan", "1/1s")
    assert done.returncode == 0, done.stdout
    assert "Job rate limit reached" in done.stdout


def test_without_forks_the_files_are_the_same(built, unbuilt, monkeypatch):
    monkeypatch.setenv("DESCENT_FORK", "0")
    unbuilt.build("results/metrics/staircase.csv")
    assert unbuilt.files("metrics/*").items() <= built.files().items()


@pytest.mark.parametrize("target", ["escape", "claims"])
def test_a_target_has_nothing_to_do_after_a_build(project, target):
    assert project.planned(target) == set()


def test_every_job_leaves_a_log_and_every_run_file_a_record(built):
    logs = {str(path.relative_to(built.root / "results/logs")) for path in (built.root / "results/logs").rglob("*.log")}
    assert {
        "claims.log",
        "claims/growth.log",
        "provenance.log",
        "metrics/staircase.log",
        "plots/escape/times.log",
        "seeds/staircase/000000-000003.log",
    } <= logs
    for path in (built.root / "results/runs").rglob("*.parquet"):
        record = yaml.safe_load(path.with_suffix(".json").read_text())
        assert record["runs"] == (4 if "staircase" in path.parts else 8)
        assert record["kernel_seconds"] >= 0
        name = path.relative_to(built.root / "results/runs").with_suffix(".log")
        assert "finished in" in (built.root / "results/logs/train" / name).read_text()


def test_the_reader_of_these_tests_sees_jobs():
    said = "x\nJob 3: train    staircase, L=1, runs 0-1\nJob 1: provenance\nJob 0: goal     every figure\n"
    assert jobs(said) == {"train staircase, L=1, runs 0-1", "provenance"}
