"""A process that imports the libraries once, so that the many jobs of a call of Snakemake are forks of it and start at once.

Importing is what a small job costs: half a second to two. The server imports libraries only, no code of the project, runs nothing itself
and ends with the call that started it. Jobs are the same without it, and so are their bits: DESCENT_FORK=0 in the environment does without.
On Linux alone: elsewhere libraries may not bear a fork.
"""

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import runpy
import secrets
import select
import shlex
import signal
import socket
import subprocess
import sys
import traceback

from scripts.fork.__main__ import address, end_with_parent, is_ours

LIBRARIES = (
    *("numpy", "pyarrow.parquet", "pyarrow.csv", "numba", "pandas"),
    *("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg"),
    *("fontTools.subset", "pydantic", "yaml", "seaborn"),
)
"""What many jobs import, most wanted first."""
OF_NETWORKS = ("torch", "torch._dynamo", "torch.fx.experimental.proxy_tensor", "scipy.optimize", "scipy.sparse.linalg", "sklearn.datasets")
"""What studies of networks of one's own import besides, where it is installed; torch's optimisers import torch._dynamo, in a second."""
FEW = 4
"""So many jobs import less by themselves than the server does."""
OTHERS = 256
"""Files that the server may have open."""
_servers = []
"""Kept, since a server ends when its standard input is closed."""


def launch(more: tuple[str, ...] = ()) -> str | None:
    """Start a server for the jobs of this process, with which it ends. more: libraries that it imports beside the usual ones.

    Returns what goes before a command; None if there is no server.
    """
    if sys.platform != "linux" or os.environ.get("DESCENT_FORK") == "0":
        return None
    name = f"descent-{secrets.token_hex(16)}"
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "scripts.fork.server", name, *more]
    try:
        _servers.append(subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | single, cwd="/", start_new_session=True))
    except OSError:
        return None
    return f"{shlex.quote(sys.executable)} -S -m scripts.fork {name}"


def run(connection: socket.socket):
    """Be the job that a connection asks for: its module, arguments, folder, environment and output. Does not return."""
    status = 1
    try:
        end_with_parent()
        os.closerange(3, connection.fileno())
        os.closerange(connection.fileno() + 1, OTHERS)  # what the server listens to
        module, arguments, folder, environment = receive(connection)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = [module, *arguments]
        if not sys.flags.safe_path:
            sys.path[0] = folder
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def receive(connection: socket.socket) -> list:
    """What a connection asks for; its input and output become ours."""
    length, files, _, _ = socket.recv_fds(connection, 8, 3)
    request = b""
    while len(request) < int.from_bytes(length, "big"):
        request += connection.recv(1 << 20) or os._exit(1)  # who asked has gone
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    return json.loads(request)


def answer(connection: socket.socket, status: int):
    """Tell the one who asked how the job has ended."""
    with contextlib.suppress(OSError):
        connection.send(status.to_bytes(4, "big", signed=True))


def serve(listener: socket.socket):
    """Fork a job for every connection, tell its end, kill it if the one who asked is gone; return when the standard input closes."""
    poll, jobs, alive = select.poll(), {}, sys.stdin.fileno()
    poll.register(listener, select.POLLIN)
    poll.register(alive, 0)  # its end alone is reported
    while True:
        for file, _ in poll.poll():
            if file == alive:
                for pid, connection, _ in jobs.values():
                    os.kill(pid, signal.SIGKILL)
                    answer(connection, -signal.SIGKILL)
                return
            if file == listener.fileno():
                connection, _ = listener.accept()
                if not is_ours(connection):
                    connection.close()
                    continue
                pid = os.fork()
                if not pid:
                    run(connection)
                ended = os.pidfd_open(pid)
                jobs[connection.fileno()] = jobs[ended] = pid, connection, ended
                poll.register(connection, 0)
                poll.register(ended, select.POLLIN)
            elif file in jobs:
                pid, connection, ended = jobs[file]
                if file != ended:  # the one who asked is gone
                    os.kill(pid, signal.SIGKILL)
                answer(connection, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                for part in (connection.fileno(), ended):
                    poll.unregister(part)
                    del jobs[part]
                connection.close()
                os.close(ended)


def main():
    """Import the libraries, then be every job that the socket of the command line is asked for."""
    for name in (*LIBRARIES, *filter(importlib.util.find_spec, sys.argv[2:])):
        importlib.import_module(name)
    sys.modules["numba"].njit("()")(lambda: None)  # fills tables of types, a third of a second of every job with a kernel
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address(sys.argv[1]))
        listener.listen(64)
        serve(listener)


if __name__ == "__main__":
    main()
