"""A job is the same whether it starts by itself or as a fork of the ready process: output, exit status, end by a signal."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import ready
from scripts.start import ADDRESS

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("scripts.seeds", "--root", "3", "--experiment", "x", "--shard", "000000-000003")


@pytest.fixture(scope="module")
def address():
    """The socket of a ready process; it ends with the module's tests."""
    if sys.platform != "linux":
        pytest.skip("jobs are forks on Linux alone")
    before, path = dict(os.environ), os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    ready.launch()
    socket, process = os.environ[ADDRESS], ready._processes[-1]
    until = time.monotonic() + 60
    while not Path(socket).exists() and time.monotonic() < until:
        time.sleep(0.05)
    yield socket
    os.environ.clear()
    os.environ.update(before)
    assert os.environ.get("PYTHONPATH") == path
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert not Path(socket).parent.exists()


@pytest.fixture(params=["ready", "alone"])
def start(request, address, tmp_path):
    """Starts a job in either way."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    if request.param == "alone":
        environment.pop(ADDRESS)

    def started(*command) -> subprocess.Popen:
        arguments = [sys.executable, "-S", "-m", "scripts.start", *command]
        return subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return started


def test_a_job_writes_its_files_and_ends_well(start, tmp_path):
    done = start(*SEEDS, "--output", "seeds.csv", "--log", "seeds.log")
    assert done.communicate(timeout=60) == ("", "")
    assert done.returncode == 0
    assert len((tmp_path / "seeds.csv").read_text().splitlines()) == 5
    assert "finished in" in (tmp_path / "seeds.log").read_text()


def test_a_mistake_is_told_with_the_same_status(start):
    done = start(*SEEDS, "--output", "/proc/nowhere/seeds.csv")
    said, error = done.communicate(timeout=60)
    assert (said, done.returncode) == ("", 1)
    assert error.startswith("seeds")
    assert "Traceback" not in error


def test_a_module_that_is_not_there_fails(start):
    done = start("scripts.no_such_job")
    assert "no_such_job" in done.communicate(timeout=60)[1]
    assert done.returncode == 1


def test_a_job_that_is_killed_says_so(start, tmp_path):
    (tmp_path / "own_end.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    assert start("own_end").wait(timeout=60) == -signal.SIGTERM


def test_a_job_dies_with_the_one_who_started_it(start, tmp_path):
    (tmp_path / "sleeper.py").write_text("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    job = start("sleeper")
    until = time.monotonic() + 30
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    job.kill()
    job.wait()
    pid = int((tmp_path / "pid").read_text())
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2] and time.monotonic() < until:
        time.sleep(0.02)
    assert time.monotonic() < until
