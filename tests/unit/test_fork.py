"""A job has the same output, exit status and end by a signal whether it starts by itself or as a fork of the server."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.fork import server
from scripts.fork.__main__ import address, ask

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("scripts.seeds", "--root", "3", "--experiment", "x", "--shard", "000000-000003")
HANGS = 600
"""Seconds after which a job counts as hanging, even on a busy machine."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="jobs are forks on Linux alone")


def answers(name: str) -> bool:
    """Whether a server listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        return not connection.connect_ex(address(name))


def until(condition):
    """Wait until a condition holds."""
    end = time.monotonic() + HANGS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


class Server:
    """A new server, and the jobs that it runs."""

    def __init__(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", str(ROOT))
            self.command = shlex.split(server.launch())
        self.process, self.name = server._servers[-1], self.command[-1]
        until(lambda: answers(self.name))

    def start(self, folder: Path, *arguments: str, command: list[str] | None = None, **variables: str) -> subprocess.Popen:
        """Start a job. command: the words before it; by default the server's command."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": path} | variables
        whole = [*(self.command if command is None else command), "python", "-m", *arguments]
        return subprocess.Popen(whole, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self):
        """Close the server's standard input, as happens when the process that launched it ends."""
        self.process.stdin.close()
        assert self.process.wait(timeout=HANGS) == 0
        assert not answers(self.name)


@pytest.fixture(scope="module")
def shared():
    """A server for the tests that leave it alive."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def own():
    """A server that a test may kill."""
    made = Server()
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture(params=["forked", "no server", "plain"])
def start(request, shared, tmp_path):
    """Starts a job, in one of the three ways."""
    nobody = [*shared.command[:-1], "descent-nobody"]
    command = {"forked": shared.command, "no server": nobody, "plain": []}[request.param]
    return lambda *arguments: shared.start(tmp_path, *arguments, command=command)


WAITS = """
import os, time
open("pid", "a").write(f"{os.getpid()} ")
time.sleep(3600 if open("pid").read().count(" ") == 1 else 0)
print("done")
"""
"""A module that does not end the first time it runs."""


def process_of(folder: Path) -> int:
    """The process id of a job, once the job has written it."""
    until(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
    return int((folder / "pid").read_text().split()[0])


def gone(process: int) -> bool:
    """Whether a process has ended."""
    path = Path(f"/proc/{process}/stat")
    return not path.exists() or path.read_text().rpartition(")")[2].split()[0] in "ZX"


def test_a_job_writes_its_files_and_ends_well(start, tmp_path):
    done = start(*SEEDS, "--output", "seeds.csv", "--log", "seeds.log")
    assert done.communicate(timeout=HANGS) == ("", "")
    assert done.returncode == 0
    assert len((tmp_path / "seeds.csv").read_text().splitlines()) == 5
    assert "finished in" in (tmp_path / "seeds.log").read_text()


def test_a_mistake_is_told_with_the_same_status(start):
    done = start(*SEEDS, "--output", "/proc/nowhere/seeds.csv")
    said, error = done.communicate(timeout=HANGS)
    assert (said, done.returncode) == ("", 1)
    assert error.startswith("seeds")
    assert "Traceback" not in error


def test_a_module_that_is_not_there_fails(start):
    done = start("scripts.no_such_job")
    assert "no_such_job" in done.communicate(timeout=HANGS)[1]
    assert done.returncode == 1


def test_a_job_that_is_killed_says_so(start, tmp_path):
    (tmp_path / "own_end.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    assert start("own_end").wait(timeout=HANGS) == -signal.SIGTERM


def test_a_job_is_a_fork_where_there_is_a_server(shared, tmp_path):
    (tmp_path / "tells.py").write_text("import os, sys\nprint(os.getppid(), 'seaborn' in sys.modules)\n")
    assert shared.start(tmp_path, "tells").communicate(timeout=HANGS)[0] == f"{shared.process.pid} True\n"


def test_any_other_command_runs_as_it_is(shared, tmp_path):
    done = subprocess.run([*shared.command, "sh", "-c", "echo $0 $1", "a", "b"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "a b\n"


def test_a_job_dies_with_the_one_who_started_it(shared, tmp_path):
    (tmp_path / "waits.py").write_text(WAITS)
    job = shared.start(tmp_path, "waits")
    process = process_of(tmp_path)
    job.kill()
    job.wait()
    until(lambda: gone(process))


def test_a_job_runs_by_itself_where_the_server_dies(own, tmp_path):
    (tmp_path / "waits.py").write_text(WAITS)
    job = own.start(tmp_path, "waits")
    process = process_of(tmp_path)
    own.process.kill()
    assert job.communicate(timeout=HANGS) == ("done\n", "")
    assert job.returncode == 0
    assert gone(process)
    assert own.start(tmp_path, "waits").communicate(timeout=HANGS) == ("done\n", "")


def test_a_job_ends_with_the_call_that_launched_the_server(own, tmp_path):
    (tmp_path / "waits.py").write_text(WAITS)
    job = own.start(tmp_path, "waits")
    process = process_of(tmp_path)
    own.process.stdin.close()
    assert job.wait(timeout=HANGS) == -signal.SIGKILL
    until(lambda: gone(process))
    assert (tmp_path / "pid").read_text().count(" ") == 1


def test_a_long_path_of_temporary_files_does_not_matter(tmp_path, monkeypatch):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    made = Server()
    (tmp_path / "tells.py").write_text("import os\nprint(os.getppid())\n")
    assert made.start(tmp_path, "tells").communicate(timeout=HANGS)[0] == f"{made.process.pid}\n"
    made.end()
    assert not list(folder.iterdir())


def test_a_server_of_another_user_is_not_asked(monkeypatch):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address("descent-test-of-another-user"))
        listener.listen()
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert ask("descent-test-of-another-user", "scripts.seeds", []) is None
        connection, _ = listener.accept()
        assert connection.recv(8) == b""


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's process needs root")
def test_another_user_gets_no_job(shared, tmp_path):
    program = (
        f"import os, socket; os.setuid(65534); c = socket.socket(socket.AF_UNIX); c.connect({address(shared.name)!r}); print(c.recv(4))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "b''\n"
    assert answers(shared.name)


def test_there_is_a_switch_to_do_without(monkeypatch):
    monkeypatch.setenv("DESCENT_FORK", "0")
    before = len(server._servers)
    assert server.launch() is None
    assert len(server._servers) == before
