"""Faults: after each, one line says what to do, or one plain call gives the bits of an undisturbed build. No finished work is lost."""

import contextlib
import mmap
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pytest
import torch
from project import HANGS, STAIRCASE, THREE_LAYER, differing, jobs_of, says

from scripts import layout
from scripts.job import job, log

HUGE = STAIRCASE | {
    "shard_size": 8,
    "grid": {"record": [301, 10_000_000]},
    "fixed": {"d": 5, "L": 1, "method": "gd", "max_steps": 300},
}
"""A study with a small cell, and a cell whose single job needs 1.3 GB."""
WIDE = THREE_LAYER | {"fixed": THREE_LAYER["fixed"] | {"d": 5001, "N": 10_000, "precision": "float64"}}
"""A study whose job loads torch and needs 1.2 GB."""
MEMORY = 1_400_000_000
TABLE = "results/metrics/staircase.csv"
WHOLE = ("**/*.csv", "runs/**/*.parquet", *(f"figures/**/*.{suffix}" for suffix in ("pdf", "svg", "png")))
"""Files that are complete whenever they exist, even while a job is running."""


def goes_on(project, undisturbed, *targets):
    """Check that one plain call gives the bits of an undisturbed build and leaves finished files unchanged. Returns the jobs that ran."""
    finished = project.finished()
    ran = project.build(*targets)
    assert finished.items() <= project.finished().items()
    assert differing(project.files(), undisturbed) == []
    assert list(project.files("**/.*.part")) == []
    return ran


def kill(call, how=os.kill):
    """Kill a call, and with `os.killpg` its jobs too."""
    how(call.pid, signal.SIGKILL)
    call.stdout.close()
    call.wait()


@pytest.fixture(scope="module")
def length(built, pristine, tmp_path_factory):
    """Seconds that an undisturbed build takes once the kernels are compiled."""
    project = pristine.copy(tmp_path_factory.mktemp("length") / "project")
    started = time.monotonic()
    project.build()
    return time.monotonic() - started


@pytest.fixture(scope="module")
def huge(pristine, tmp_path_factory):
    """The result files of an undisturbed build of the huge study."""
    project = pristine.copy(tmp_path_factory.mktemp("huge") / "project")
    project.change(experiments={"staircase": HUGE}, figures={"escape": {}})
    project.build(TABLE)
    return project.files()


def test_a_killed_job_is_named_with_its_log_and_costs_no_other_job(unbuilt, built):
    call = unbuilt.start()
    victim, name = unbuilt.at_work(call, "train")
    victim.kill()
    said, _ = call.communicate(timeout=HANGS)
    assert call.returncode != 0
    for part in ("Error in rule train", f"results/runs/{name}.parquet", f"results/logs/train/{name}.log"):
        assert part in said
    assert re.search("SIGKILL|Killed", said)
    finished = unbuilt.files("runs/**/*.parquet")
    assert len(finished) == 5
    assert f"runs/{name}.parquet" not in finished
    assert finished.items() <= built.files().items()
    assert len(jobs_of("train", goes_on(unbuilt, built.files()))) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="jobs are forks on Linux alone")
def test_a_killed_fork_is_named_with_its_log_and_costs_no_finished_run(unbuilt, built):
    """The killed job is one that the server forked, of any stage. The first jobs of a call are not forks."""
    call, forked = unbuilt.start("--cores", "1"), False
    while not forked:
        victim, name = unbuilt.at_work(call)
        with contextlib.suppress(psutil.Error):
            victim.suspend()
            forked = victim.ppid() != call.pid and victim.status() == psutil.STATUS_STOPPED
            victim.kill() if forked else victim.resume()
    said, _ = call.communicate(timeout=HANGS)
    done = subprocess.CompletedProcess([], call.returncode, said)
    says(done, "died with", "SIGKILL")
    says(done, f"log: results/logs/{name}.log")
    says(done, "a job was killed", "--cores 1", "shard_size")
    goes_on(unbuilt, built.files())


@pytest.mark.slow
@pytest.mark.parametrize("how", [os.kill, os.killpg], ids=["alone", "with its jobs"])
def test_calls_killed_at_ten_random_moments_lose_nothing_and_end_in_the_same_bits(unbuilt, built, length, how):
    """Each call continues where the previous one was killed. When a build is complete it is removed, and the next begins."""
    random, undisturbed = np.random.default_rng(20170529), built.files()
    kills, finished = 0, {}
    while kills < 10:
        call = unbuilt.start()
        try:
            said, _ = call.communicate(timeout=random.uniform(0, length))
        except subprocess.TimeoutExpired:
            kill(call, how)
            kills += 1
            assert finished.items() <= unbuilt.finished().items()
            finished = unbuilt.finished()
            assert unbuilt.files(*WHOLE).items() <= undisturbed.items()
        else:
            assert call.returncode == 0, said
            assert differing(unbuilt.files(), undisturbed) == []
            assert finished.items() <= unbuilt.finished().items()
            finished = {}
            for folder in ("results", ".snakemake"):
                shutil.rmtree(unbuilt.root / folder)
    goes_on(unbuilt, undisturbed)
    assert unbuilt.planned() == set()


@pytest.mark.parametrize("changes", [{}, {"seed": 8}], ids=["same configuration", "another"])
def test_a_job_never_writes_over_what_a_later_call_made(unbuilt, built, changes):
    """A job of a killed call is suspended until the next call has ended. With two threads a job is a separate process."""
    call = unbuilt.start("--set-threads", "train=2")
    orphan, _ = unbuilt.at_work(call, "train")
    kill(call)
    with contextlib.suppress(psutil.NoSuchProcess):
        orphan.suspend()
    unbuilt.change(**changes)
    unbuilt.build()
    files, times = unbuilt.files(), unbuilt.times()
    assert (differing(files, built.files()) == []) == (not changes)
    with contextlib.suppress(psutil.NoSuchProcess):
        orphan.resume()
        while orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.02)
    assert differing(unbuilt.files(), files) == []
    assert unbuilt.times() == times
    assert unbuilt.planned() == set()


def test_a_job_killed_while_it_writes_leaves_no_file_of_that_name(unbuilt, huge):
    unbuilt.change(experiments={"staircase": HUGE}, figures={"escape": {}})
    cell = next(cell for cell, values in layout.cells(HUGE["grid"]).items() if values["record"] > 301)
    folder = unbuilt.root / "results/runs/staircase" / cell
    call = unbuilt.start(TABLE)
    while not list(folder.glob("*.parquet*")) and call.poll() is None:
        time.sleep(0.002)
    kill(call, os.killpg)
    assert [path.suffix for path in folder.iterdir()] == [".part"]
    goes_on(unbuilt, huge, TABLE)


WRITES = """
import sys, time
from scripts.job import whole

with whole(sys.argv[1]) as part:
    print(part, flush=True)
    time.sleep(3600)
"""
"""A job that never finishes writing."""


def test_what_killed_jobs_had_written_is_removed_and_what_living_ones_write_is_not(unbuilt):
    """The killed process is still a zombie, so its process number is in use."""
    seeds = unbuilt.root / "results/seeds/staircase/000004-000007.csv"
    command = [sys.executable, "-c", WRITES, seeds]
    writers = [subprocess.Popen(command, cwd=unbuilt.root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    dead, living = (Path(writer.stdout.readline().strip()) for writer in writers)
    writers[0].kill()
    while psutil.Process(writers[0].pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.02)
    unbuilt.build("results/seeds/staircase/000004-000007.csv")
    assert not dead.exists()
    assert living.exists()
    for writer in writers:
        kill(writer)


def test_two_calls_at_once_do_not_mix(unbuilt, built):
    first = unbuilt.start()
    unbuilt.at_work(first, "train")
    second = unbuilt.run()
    finished = unbuilt.finished()
    said, _ = first.communicate(timeout=HANGS)
    assert second.returncode != 0
    assert "cannot be locked" in second.stdout
    assert first.returncode == 0, said
    assert finished.items() <= unbuilt.finished().items()
    assert differing(unbuilt.files(), built.files()) == []


@pytest.fixture
def run_file(project):
    return next((project.root / "results/runs/staircase").rglob("000004-000007.parquet"))


def is_mended(project, built, damaged, trained):
    """Delete a damaged file. Check that one plain call gives the bits of the undisturbed build, with this number of train jobs."""
    damaged.unlink()
    ran = goes_on(project, built.files())
    assert len(jobs_of("train", ran)) == trained


@pytest.mark.parametrize("damage", ["truncated", "flipped", "emptied"])
def test_a_damaged_run_file_is_named_and_mended_alone(project, built, run_file, damage):
    content = bytearray(run_file.read_bytes())
    middle = len(content) // 3
    content[middle] ^= 1
    run_file.write_bytes({"truncated": content[:middle], "flipped": content, "emptied": b""}[damage])
    times = project.times("runs/**/*", "seeds/**/*")
    says(project.run(), str(run_file.relative_to(project.root)), "is damaged", "delete it and run snakemake again")
    assert project.times("runs/**/*", "seeds/**/*") == times
    is_mended(project, built, run_file, 1)


def test_a_truncated_seeds_file_is_named_and_leaves_the_other_shards_alone(project, built):
    path = project.root / "results/seeds/staircase/000004-000007.csv"
    path.write_bytes(path.read_bytes()[:-30])
    others = ("runs/long_way/**/*", "runs/**/000000-000003.*")
    times = project.times(*others)
    says(project.run(), "results/seeds/staircase/000004-000007.csv", "is damaged", "delete it and run snakemake again")
    assert project.times(*others) == times
    is_mended(project, built, path, 2)
    assert project.times(*others) == times


def test_a_metrics_table_that_lost_rows_is_named_and_made_again_from_the_same_runs(project, built):
    path = project.root / "results/metrics/long_way.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    says(project.run(), "results/metrics/long_way.csv", "is damaged", "delete it and run snakemake again")
    is_mended(project, built, path, 0)


def test_a_file_that_cannot_grow_is_told_and_the_same_command_goes_on(unbuilt, built):
    """The system's limit on the size of a file stands for a quota. The run files are below it, the figures above."""
    says(unbuilt.run(limit=(resource.RLIMIT_FSIZE, 18_000)), "cannot write", "File too large")
    finished = unbuilt.files()
    assert finished
    assert finished.items() < built.files().items()
    assert jobs_of("train", goes_on(unbuilt, built.files())) == set()


def test_a_full_disk_is_told_and_the_same_command_goes_on_once_there_is_space(unbuilt, built, disk):
    folder = disk("size=48k")
    (unbuilt.root / "results").symlink_to(folder)
    says(unbuilt.run(), "cannot", "No space left on device")
    finished = unbuilt.files()
    assert finished
    assert finished.items() <= built.files().items()
    disk("remount,size=100m")
    goes_on(unbuilt, built.files())


def test_results_on_a_disk_that_cannot_be_written_are_told_and_stay_as_they_are(project, built, run_file, disk):
    folder = disk("size=100m")
    results = project.root / "results"
    shutil.copytree(results, folder, dirs_exist_ok=True)
    shutil.rmtree(results)
    results.symlink_to(folder)
    run_file.unlink()
    files, times = project.files(), project.times()
    disk("remount,ro")
    says(project.run(), "config: results = results", "cannot be written to")
    assert differing(project.files(), files) == []
    assert project.times() == times
    disk("remount,rw")
    assert len(jobs_of("train", goes_on(project, built.files()))) == 1


@pytest.mark.parametrize(
    ("level", "parts"),
    [
        ("results", ["config: results = results", "cannot be written to"]),
        ("cell", ["cannot write", "000004-000007.parquet", "Permission denied"]),
    ],
)
def test_a_folder_that_one_may_not_write_to_is_told_and_stays_as_it_is(project, built, run_file, level, parts):
    run_file.unlink()
    run_file.with_suffix(".json").unlink()
    files, times = project.files("runs/**/*"), project.times("runs/**/*")
    folder = {"results": project.root / "results", "cell": run_file.parent}[level]
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("nothing is forbidden to this user")
        says(project.run(), *parts)
    finally:
        folder.chmod(0o755)
    assert differing(project.files("runs/**/*"), files) == []
    assert project.times("runs/**/*") == times
    assert len(jobs_of("train", goes_on(project, built.files()))) == 1


def test_a_job_without_memory_is_told_and_the_same_command_goes_on_where_there_is_more(unbuilt, huge, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    unbuilt.change(experiments={"staircase": HUGE}, figures={"escape": {}})
    says(unbuilt.run(TABLE, limit=(resource.RLIMIT_AS, MEMORY)), "out of memory", "--cores 1", "shard_size")
    finished = unbuilt.files("runs/**/*.parquet")
    assert len(finished) == 1
    assert finished.items() < huge.items()
    assert jobs_of("train", goes_on(unbuilt, huge, TABLE)) == {"staircase, record=10000000, runs 000000-000007"}


def test_a_run_file_that_memory_is_too_small_for_is_not_called_damaged(unbuilt, huge, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    unbuilt.change(experiments={"staircase": HUGE}, figures={"escape": {}})
    unbuilt.build(TABLE)
    (unbuilt.root / TABLE).unlink()
    done = unbuilt.run(TABLE, limit=(resource.RLIMIT_AS, 1_800_000_000))
    says(done, "metrics staircase", "out of memory", "--cores 1")
    assert "damaged" not in done.stdout
    assert jobs_of("train", goes_on(unbuilt, huge, TABLE)) == set()


def test_a_job_of_torch_without_memory_is_told_in_the_same_line(unbuilt, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    unbuilt.change(experiments={"nets": WIDE}, figures={"escape": {}})
    says(unbuilt.run("results/metrics/nets.csv", limit=(resource.RLIMIT_AS, MEMORY)), "out of memory", "--cores 1")
    assert unbuilt.files("runs/**/*") == {}


TOO_MUCH = 1 << 50


def gpu():
    raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 1.00 GiB")


def cublas():
    raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")


@pytest.mark.parametrize(
    ("greedy", "remedy"),
    [
        (lambda: np.empty(TOO_MUCH), "shard_size"),
        (lambda: torch.empty(TOO_MUCH), "shard_size"),
        (lambda: pa.allocate_buffer(TOO_MUCH), "shard_size"),
        (lambda: mmap.mmap(-1, TOO_MUCH), "shard_size"),
        (gpu, "device: cpu"),
        (cublas, "device: cpu"),
    ],
    ids=["numpy", "torch", "arrow", "system", "gpu", "cublas"],
)
def test_whoever_says_that_memory_ran_out_the_job_says_it_in_one_line(greedy, remedy, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(log, "handlers", [])
    with pytest.raises(SystemExit), job("greedy", str(tmp_path / "log")):
        greedy()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("greedy: out of memory")
    assert remedy in line
    assert line.removeprefix("greedy: ") in (tmp_path / "log").read_text()


def test_an_error_that_is_no_fault_of_the_machine_is_not_hidden(monkeypatch):
    monkeypatch.setattr(log, "handlers", [])
    with pytest.raises(RuntimeError, match="kink"), job("wrong", None):
        raise RuntimeError("kink without a piece")
