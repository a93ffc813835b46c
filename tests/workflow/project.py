"""A copy of the project with a small configuration, and the functions with which tests use it."""

import contextlib
import fcntl
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from pathlib import Path

import psutil
import yaml

SOURCE = Path(__file__).resolve().parents[2]
PARTS = ("Snakefile", "rules", "scripts", "descent", "profiles", "report", "expected", "requirements.txt")
HANGS = 3600
"""After this number of seconds a call counts as hung, even on a busy machine."""
JOB = re.compile(r"^Job \d+: (?!goal )(\w+)[ \t]*(.*)$", re.MULTILINE)

STAIRCASE = {
    "paper": "escape",
    "train": "octopus",
    "metrics": "octopus",
    "seeds": 8,
    "shard_size": 4,
    "grid": {"L": [1], "method": ["gd", "pgd"]},
    "fixed": {"d": 5, "max_steps": 300, "record": 301},
}
LONG_WAY = {
    "paper": "escape",
    "train": "octopus",
    "metrics": "octopus",
    "seeds": 8,
    "grid": {"L": [1, 3]},
    "fixed": {"method": "gd_event_driven", "d": 20},
}
LINEAR_NET = {
    "paper": "convbias",
    "train": "linear_net",
    "metrics": "linear_net",
    "seeds": 4,
    "grid": {"network": ["full", "conv"]},
    "fixed": {"depth": 2, "D": 8, "N": 4, "steps_before_flow": 300, "decades": 20},
}
SMALL_NET = {
    "paper": "balance",
    "train": "net",
    "metrics": "net",
    "seeds": 4,
    "grid": {"method": ["gd", "flow"], "connections": ["full", "conv"]},
    "fixed": {"time": 0.5, "points": 4, "tolerance": 1e-8},
}
FACTORISATION = {
    "paper": "balance",
    "train": "factorisation",
    "metrics": "factorisation",
    "seeds": 4,
    "grid": {"method": ["gd", "flow"]},
    "fixed": {
        "d": 20,
        "rank": 2,
        "start_variance": 0.01,
        "step_scale": 0.5,
        "step_power": 1,
        "steps": 300,
        "steps_before_flow": 200,
        "points": 20,
        "flow_time": 2,
    },
}
THREE_LAYER = {
    "paper": "balance",
    "train": "three_layer",
    "metrics": "three_layer",
    "seeds": 2,
    "grid": {"start": ["balanced"]},
    "fixed": {"d": 20, "width": 6, "outputs": 3, "N": 10, "size": 1, "eta": 0.01, "steps": 20},
}
MINIMISED = {
    "paper": "oneneuron",
    "train": "minimise",
    "metrics": "minimise",
    "seeds": 4,
    "grid": {"method": ["gd_flow", "lbfgs", "trust_region"], "augmentation": ["none", "exponential"]},
    "fixed": {"data": "three_points", "width": 2, "activation": "rounded_relu", "max_iterations": 100},
}
PATHS = {
    "paper": "oneneuron",
    "train": "failure_mode",
    "metrics": "failure_mode",
    "seeds": 4,
    "grid": {"path": ["gd", "flow", "late"]},
    "fixed": {
        "landscape_name": "three_points",
        "activation": "rounded_relu",
        "radius": 0.1,
        "log10_gd_time": 1,
        "log10_flow_time": 7,
        "log10_late_time": 100,
        "points": 20,
    },
}
CONFIGURATION = {
    "seed": 7,
    "results": "results",
    "experiments": {"staircase": STAIRCASE, "long_way": LONG_WAY},
    "figures": {"escape": {"heights": {"from": ["staircase"], "curves": True}, "times": {"from": ["long_way"]}}},
}
FIGURES = {
    "heights": '''"""The height of every run, one colour a method."""

from scripts import style


def draw(staircase):
    fig, axis = style.figure()
    for method, colour in zip(staircase.grid["method"], style.CYCLE, strict=False):
        axis.plot(staircase.runs("objective", method=method)["objective"].T, color=colour, rasterized=True)
    axis.set_title(f"{staircase.seeds} runs")
    return fig
''',
    "times": '''"""The iteration of the last escape of every run."""

from scripts import style


def draw(long_way):
    fig, axis = style.figure()
    axis.semilogy(long_way.metrics["escape_20"], "o")
    axis.set_xlabel("run")
    return fig
''',
}
CLAIM = {
    "claim": "growth",
    "kind": "paper",
    "source": "theorem 4.1 (1)",
    "statement": "The time to pass a saddle grows by a constant factor.",
    "quantity": "factor per saddle",
    "experiment": "long_way",
    "where": {},
    "per": ["L"],
    "measure": "growth_per_saddle",
    "predicted": "1 - log(1 - 2*eta*L)/log(1 + 2*eta*gamma)",
    "relation": "equals",
    "tolerance": "0.1*predicted",
    "expected": "holds",
    "figure": "times",
}


class Project:
    """A copy of the project in a separate folder."""

    ready: Sequence[str] = (sys.executable,)
    """The command for Python in calls that may be forks (see warm_process.py)."""

    def __init__(self, root: Path):
        self.root = root

    def alone(self) -> "Project":
        """Make calls of this project separate processes. A fork imports no modules from its folder and runs no exit handlers."""
        self.ready = [sys.executable]
        return self

    @classmethod
    def fresh(cls, root: Path) -> "Project":
        """The project's current files, with the small configuration, two small figures and one claim. Nothing is built."""
        project = cls(root)
        project.check_out()
        project.configure(CONFIGURATION)
        project.write("predictions/escape.yaml", yaml.safe_dump([CLAIM]))
        for path in (root / "scripts/plots/escape").glob("*.py"):
            path.unlink()
        for name, text in FIGURES.items():
            project.write(f"scripts/plots/escape/{name}.py", text)
            project.write(f"report/escape/{name}.rst", f"The {name}.\n")
        return project

    def check_out(self):
        """Copy the project's files. Their modification times are those of the copying."""
        self.root.mkdir(exist_ok=True)
        for part in PARTS:
            source, target = SOURCE / part, self.root / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.part")
                shutil.copytree(source, target, ignore=ignored, copy_function=shutil.copy, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)

    def copy(self, root: Path) -> "Project":
        """A copy in another folder, with everything that was built and with the same modification times."""
        shutil.copytree(self.root, root, symlinks=True)
        return Project(root)

    def configure(self, configuration: dict):
        """Write the configuration."""
        self.write("config.yaml", yaml.safe_dump(configuration, sort_keys=False))

    def change(self, **values):
        """Change keys of the configuration: `experiments.staircase.seeds` is written experiments__staircase__seeds."""
        configuration = yaml.safe_load((self.root / "config.yaml").read_text())
        for key, value in values.items():
            *outer, last = key.split("__")
            place = configuration
            for name in outer:
                place = place[name]
            place[last] = value
        self.configure(configuration)

    def write(self, path: str, text: str):
        """Write a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def edit(self, path: str, old: str, new: str):
        """Replace the first occurrence of a text in a file. The text must be there."""
        before = (self.root / path).read_text()
        assert old in before, f"{path} does not hold {old!r} any more: the test needs another place to edit"
        (self.root / path).write_text(before.replace(old, new, 1))

    def start(self, *arguments: str, limit: tuple[int, int] | None = None, python: Sequence[str] = (sys.executable,)):
        """Start snakemake as the leader of a new process group. limit: a system limit (RLIMIT_*) for it and its jobs, and its value."""
        return subprocess.Popen(
            [*python, "-m", "snakemake", "--cores", "2", *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"COLUMNS": "200"},
            start_new_session=True,
            preexec_fn=limit and (lambda: resource.setrlimit(limit[0], (limit[1], limit[1]))),
        )

    def run(self, *arguments: str, limit: tuple[int, int] | None = None) -> subprocess.CompletedProcess:
        """Run snakemake. stdout holds all its output."""
        process = self.start(*arguments, limit=limit, python=[sys.executable] if limit else self.ready)
        said, _ = process.communicate(timeout=HANGS)
        return subprocess.CompletedProcess(arguments, process.returncode, said)

    def build(self, *arguments: str) -> set[str]:
        """Run snakemake, which must succeed. Returns the jobs that ran, as `jobs` names them."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout
        return jobs(done.stdout)

    def planned(self, *arguments: str) -> set[str]:
        """The jobs that would run."""
        return self.build("--dry-run", *arguments)

    def files(self, *patterns: str) -> dict[str, bytes]:
        """Contents of the result files that match a pattern, by default of those that must be the same in every build."""
        wanted = patterns or ("seeds/**/*", "runs/**/*.parquet", "metrics/*", "figures/**/*", "claims/*", "claims.csv")
        results = self.root / "results"
        found = [path for pattern in wanted for path in results.glob(pattern) if path.is_file()]
        return {str(path.relative_to(results)): path.read_bytes() for path in found}

    def at_work(self, call: subprocess.Popen, stage: str = "") -> tuple[psutil.Process, str]:
        """The first job of a stage that has its log open, and the path of the log below results/logs/<stage> without its suffix."""
        logs, snakemake = self.root / "results/logs" / stage, psutil.Process(call.pid)
        while call.poll() is None:
            for process in snakemake.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    for file in process.open_files():
                        if Path(file.path).is_relative_to(logs):
                            return process, str(Path(file.path).relative_to(logs).with_suffix(""))
            time.sleep(0.005)
        raise AssertionError(f"no job of stage {stage} was seen at work")

    def finished(self) -> dict[str, int]:
        """The files of finished train jobs, with their modification times. Both files of a job must exist and be finished for Snakemake."""
        marks = (self.root / ".snakemake/incomplete").glob("*")
        unfinished = {urlsafe_b64decode(mark.name).decode() for mark in marks}
        written, finished = self.times("runs/**/*.parquet", "runs/**/*.json"), {}
        for run_file in (name for name in written if name.endswith(".parquet")):
            files = (run_file, f"{run_file.removesuffix('.parquet')}.json")
            if all(file in written and f"results/{file}" not in unfinished for file in files):
                finished |= {file: written[file] for file in files}
        return finished

    def times(self, *patterns: str) -> dict[str, int]:
        """The modification times of the same files."""
        return {name: (self.root / "results" / name).stat().st_mtime_ns for name in self.files(*patterns)}


def build_quick(*targets: str):
    """Build targets of the whole suite at its small size, or all of it, in the project's own folder. Only one process builds at a time."""
    (SOURCE / "build").mkdir(exist_ok=True)
    with open(SOURCE / "build/quick.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        Project(SOURCE).build("--workflow-profile", "profiles/quick", *targets)


def jobs(said: str) -> set[str]:
    """The jobs in snakemake's output, as in their messages: `train staircase, L=1 method=gd, runs 000000-000003`. Goals are left out."""
    return {f"{stage} {rest}".strip() for stage, rest in JOB.findall(said)}


def jobs_of(stage: str, planned: set[str]) -> set[str]:
    """The jobs of one stage, without its name."""
    return {job.removeprefix(f"{stage} ") for job in planned if job.startswith(f"{stage} ")}


def differing(files: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """The names of the files that only one build has or that differ. A failed test should print them."""
    return sorted(name for name in files.keys() | others.keys() if files.get(name) != others.get(name))


def says(done: subprocess.CompletedProcess, *parts: str):
    """Check that a call failed without a traceback, and that one line of its output has all parts."""
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stdout, done.stdout
    assert any(all(part in line for part in parts) for line in done.stdout.splitlines()), done.stdout


def is_drawn(picture, width: int = 500):
    """Check that a picture of a page has loaded and is wider than `width` pixels."""
    picture.scroll_into_view_if_needed()
    picture.evaluate("picture => picture.decode()")
    assert picture.evaluate("picture => picture.naturalWidth") > width
