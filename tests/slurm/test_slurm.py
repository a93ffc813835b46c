"""A paper and jobs of every kind on a real Slurm of one node: the bits of a local build even if jobs are killed, and helpful messages."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from cluster import Cluster, Missing, asked, wait

pytestmark = pytest.mark.slow
SOURCE = Path(__file__).resolve().parents[2]
SMALL = "profiles/quick/sizes.yaml"
RESULTS = "results/quick"
TABLE = f"{RESULTS}/metrics/saddle_times.csv"
HERE = (
    *("--slurm-no-account", "--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "1"),
    *("--seconds-between-status-checks", "1", "--latency-wait", "10"),
)
"""Settings for a cluster of one node on this machine, in addition to the profile."""
SAME = ("seeds/**/*.csv", "runs/**/*.parquet", "metrics/*.csv", "figures/**/*.*", "claims/*.csv")
"""Files that must not depend on where jobs run."""
HANGS = 3600
"""After this number of seconds a call counts as hung, even on a busy machine."""


def targets() -> list[str]:
    """A paper with its figures, a claim, and for every train script the metrics of the first experiment that uses it."""
    studies, firsts = yaml.safe_load((SOURCE / "config.yaml").read_text())["experiments"], {}
    for name, study in studies.items():
        firsts.setdefault(study.get("train", "own" if "file" in study else name), name)
    return ["escape", f"{RESULTS}/claims/escape-growth.csv", *(f"{RESULTS}/metrics/{name}.csv" for name in firsts.values())]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A Slurm of one node."""
    cluster = Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        cluster.start()
    except Missing as reason:
        pytest.skip(f"no Slurm can be started here: {reason}")
    yield cluster
    cluster.stop()


@pytest.fixture
def folder(tmp_path):
    """The folder of a call, with nothing built."""
    return tmp_path


def start(folder: Path, *arguments: str, path: str | None = None, profile: Path = SOURCE / "profiles/slurm") -> subprocess.Popen:
    """Start snakemake with the profile for Slurm or another profile. path: its PATH, by default the one of this process."""
    command = ["-m", "snakemake", "--snakefile", str(SOURCE / "Snakefile"), "--directory", str(folder), *arguments]
    settings = ["--workflow-profile", str(profile), *HERE, "--configfile", str(SOURCE / SMALL)]
    return subprocess.Popen(
        [sys.executable, *command, *settings],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PATH": path or os.environ["PATH"]},
    )


def failing(*arguments, **options) -> str:
    """The output of a call, which must fail without a traceback."""
    call = start(*arguments, **options)
    said, _ = call.communicate(timeout=HANGS)
    assert call.returncode, said
    assert "Traceback" not in said, said
    return said


def files(root: Path) -> dict[str, bytes]:
    """Contents of the files that must be the same in every build."""
    found = [path for pattern in SAME for path in (root / RESULTS).glob(pattern)]
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def states() -> dict[str, str]:
    """The state of every job that the cluster has received, the newest last."""
    rows = asked("squeue", "--states=all", "--noheader", "--format=%A %T").split("\n")
    return dict(sorted((row.split() for row in rows if row), key=lambda row: int(row[0])))


def running() -> list[str]:
    """The jobs that are running."""
    return [job for job, state in states().items() if state == "RUNNING"]


def test_jobs_give_the_bits_of_a_local_build_whatever_is_killed(cluster, folder):
    subprocess.run(["snakemake", "--workflow-profile", "profiles/quick"], cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
    call = start(folder, *targets())
    wait(running, "no job was started")
    (cancelled, *_) = running()
    subprocess.run(["scancel", cancelled], check=True)
    wait(lambda: list(states().values()).count("COMPLETED") >= 2 and running(), "no two jobs were finished", HANGS)
    lost = running()
    cluster.kill_node()
    cluster.start_node()
    said, _ = call.communicate(timeout=HANGS)
    assert call.returncode == 0, said
    ended = states()
    assert ended[cancelled] == "CANCELLED"
    assert lost
    assert all(ended[job] != "RUNNING" for job in lost)
    made, local = files(folder), files(SOURCE)
    assert len(made) > 100
    assert [file for file in made if made[file] != local.get(file)] == []
    print(f"{len(ended)} Slurm jobs: " + ", ".join(f"{list(ended.values()).count(state)} {state}" for state in sorted(set(ended.values()))))


def test_arrays_in_place_of_groups_give_the_same_bits(cluster, folder):
    profile = yaml.safe_load((SOURCE / "profiles/slurm/config.yaml").read_text())
    del profile["groups"], profile["group-components"]
    (folder / "profile").mkdir()
    (folder / "profile/config.yaml").write_text(yaml.safe_dump(profile | {"slurm-array-jobs": "train"}))
    call = start(folder, TABLE, profile=folder / "profile")
    said, _ = call.communicate(timeout=HANGS)
    assert call.returncode == 0, said
    assert "Submitted array job" in said
    made = files(folder)
    assert any("/runs/" in file for file in made)
    assert made.items() <= files(SOURCE).items()


def test_a_partition_that_is_not_there_stops_before_any_job(cluster, folder):
    before = states()
    said = failing(folder, TABLE, "--default-resources", "slurm_partition=nowhere")
    assert "slurm_partition = nowhere: the cluster has no such partition; allowed: main" in said
    assert states() == before


def test_without_sbatch_one_line_says_so(folder, tmp_path_factory):
    programs = tmp_path_factory.mktemp("programs")
    for program in ("bash", "sh", "env", "git", "uname", "which", "dirname"):
        (programs / program).symlink_to(shutil.which(program))
    assert "executor = slurm: there is no sbatch on the path" in failing(folder, TABLE, path=str(programs))


def test_jobs_over_their_time_and_their_memory_say_what_to_do(cluster, folder):
    call = start(folder, TABLE, "--retries", "0")
    wait(lambda: list(folder.glob(f"{RESULTS}/logs/train/**/*.log")), "no shard was trained", HANGS)
    (job,) = running()
    subprocess.run(["scontrol", "update", f"JobId={job}", "TimeLimit=1"], check=True)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if "scripts.training" in process.cmdline() and process.cwd() == str(folder):
                process.suspend()
    other = folder / "other"  # built while the first call's job waits for its limit of one minute
    other.mkdir()
    assert "a job ran out of memory" in failing(other, TABLE, "--retries", "0", "--set-resources", "train:mem_mb=20")
    said, _ = call.communicate(timeout=HANGS)
    assert call.returncode, said
    assert states()[job] == "TIMEOUT", said
    assert "a job ran out of time: ask for more" in said
