"""The workflow as a module of another, the host, from a folder or a repository, with the host's configuration, folders and rules."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from project import CONFIGURATION, SOURCE, Project, jobs_of

SNAKEFILE = """
from scripts import own

configfile: "settings.yaml"

rule all:
    input:
        "own.txt", "{results}/claims.csv",

module descent:
    snakefile: {snakefile}
    config: config["descent"]
    {prefix}

use rule * from descent as descent_*

rule seeds:
    output:
        "own.txt",
    conda:
        "environment.yaml"
    shell:
        "python -m scripts.own > {{output}}; if true; then echo ${{{{PYTHONPATH:-no path}}}} >> {{output}}; fi"

onsuccess:
    Path("success").touch()

from scripts import later
"""
"""A host that has its own package `scripts`, rule `seeds`, environment and hooks, as many workflows do."""
CONDA = f"""#!/bin/sh
case $1 in
info) echo '{{"conda_prefix": "{sys.prefix}", "platform": "linux-64"}}' ;;
config) echo '{{"get": {{"channel_priority": "strict"}}}}' ;;
*) echo conda 26.1.0 ;;
esac
"""
"""A stand-in for conda that answers the questions of a plan."""
GIT = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}


def host(root: Path, snakefile: str, prefix: str = "") -> Project:
    """A workflow that has this one as a module. prefix: the folder of all the module's files."""
    found = Project(root).alone()
    results = f"{prefix}/out" if prefix else "out"
    found.write("Snakefile", SNAKEFILE.format(snakefile=snakefile, results=results, prefix=f'prefix: "{prefix}"' if prefix else ""))
    found.write("settings.yaml", yaml.safe_dump({"descent": CONFIGURATION | {"results": "out"}, "mine": 1}))
    found.write("environment.yaml", "dependencies: [python]\n")
    found.write("scripts/__init__.py", "")
    found.write("scripts/own.py", 'print("the host")\n')
    found.write("scripts/later.py", "")
    return found


@pytest.fixture(scope="module")
def github(pristine, tmp_path_factory):
    """The project as a local repository that git uses in place of the one on GitHub."""
    root = tmp_path_factory.mktemp("repositories")
    project = pristine.copy(root / "work")
    for name in ("config", "LICENSE"):
        copy = shutil.copytree if (SOURCE / name).is_dir() else shutil.copy
        copy(SOURCE / name, project.root / name)
    project.write(".gitignore", "__pycache__/\n.snakemake/\n")
    project.write("config/config.yaml", (project.root / "config.yaml").read_text())
    with pytest.MonkeyPatch.context() as patch:
        for name, value in GIT.items():
            patch.setenv(name, value)
        for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"], ["tag", "v1"]):
            subprocess.run(["git", *command], cwd=project.root, check=True)
        subprocess.run(["git", "clone", "--quiet", "--bare", str(project.root), str(root / "example/descent")], check=True)
        patch.setenv("GIT_CONFIG_COUNT", "1")
        patch.setenv("GIT_CONFIG_KEY_0", f"url.file://{root}/.insteadOf")
        patch.setenv("GIT_CONFIG_VALUE_0", "https://github.com/")
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        yield project


def test_a_module_with_the_hosts_configuration_leaves_the_hosts_rules_alone(pristine, built, tmp_path):
    found = host(tmp_path / "host", f'"{pristine.root}/Snakefile"', prefix="inner")
    made = found.build()
    assert {"claims what the papers predict beside what was measured", "claim growth"} <= made
    assert (found.root / "own.txt").read_text() == "the host\nno path\n"
    assert (found.root / "success").exists()
    inner, lone = found.root / "inner/out", built.root / "results"
    for file in ("claims.csv", "metrics/long_way.csv", "seeds/long_way/000000-000007.csv"):
        assert (inner / file).read_bytes() == (lone / file).read_bytes()
    assert not (found.root / "out").exists()
    assert jobs_of("train", found.planned("--config", "descent={seed: 8}"))


def test_the_hosts_rules_keep_their_environments_and_their_places(pristine, tmp_path, monkeypatch):
    found = host(tmp_path / "host", f'"{pristine.root}/Snakefile"')
    found.write("bin/conda", CONDA)
    (found.root / "bin/conda").chmod(0o755)
    monkeypatch.setenv("PATH", f"{found.root}/bin{os.pathsep}{os.environ['PATH']}")
    plan = found.run("--dry-run", "--sdm", "conda").stdout
    assert "Conda environment environment.yaml will be created" in plan
    assert "localrule seeds" not in plan
    assert jobs_of("plot", found.planned("descent_escape")) == {"escape/heights", "escape/times"}


def test_a_mistake_in_the_hosts_configuration_is_one_line(pristine, tmp_path):
    found = host(tmp_path / "host", f'"{pristine.root}/Snakefile"')
    done = found.run("--dry-run", "--config", "descent={experiments: {staircase: {seeds: 0}}}")
    assert "config: experiments.staircase.seeds = 0: must be at least 1" in done.stdout


def test_a_module_from_a_repository_has_its_code_in_a_folder(github, built, tmp_path):
    found = host(tmp_path / "host", 'github("example/descent", path="Snakefile", tag="v1")')
    found.build("out/claims/growth.csv")
    assert (found.root / "out/claims/growth.csv").read_bytes() == (built.root / "results/claims/growth.csv").read_bytes()
    (clone,) = (found.root / ".snakemake/descent").iterdir()
    assert (clone / "scripts/claim.py").is_file()


def test_snakedeploy_makes_a_workflow_that_runs(github, tmp_path):
    snakedeploy = shutil.which("snakedeploy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not snakedeploy:
        pytest.skip("no snakedeploy: it is for Python below 3.13 (requirements-dev.txt)")
    deployed = tmp_path / "deployed"
    command = [snakedeploy, "deploy-workflow", "https://github.com/example/descent", str(deployed), "--tag", "v1"]
    subprocess.run(command, check=True, capture_output=True)
    assert jobs_of("plot", Project(deployed).planned()) == {"escape/heights", "escape/times"}
