"""A process that imports the libraries once. The jobs of a Snakemake call are forks of it and start at once.

Imports are what a small job costs: half a second to two. The server imports libraries only and no code of the project. It runs nothing
itself, and it ends with the call that started it. Jobs and their bits are the same without it; DESCENT_FORK=0 in the environment turns it
off. It is used on Linux only: elsewhere libraries may not survive a fork.
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
"""The libraries that many jobs import, the most common first."""
OF_NETWORKS = ("torch", "torch._dynamo", "torch.fx.experimental.proxy_tensor", "scipy.optimize", "scipy.sparse.linalg", "sklearn.datasets")
"""What studies of users' own networks import besides, if it is installed. Torch's optimisers import torch._dynamo, which takes a second."""
FEW = 4
"""Up to this number of jobs, separate imports take less time than the server's."""
OTHERS = 256
"""The number of files that the server may have open."""
_servers = []
"""These are kept, since a server ends when its standard input is closed."""


def launch(more: tuple[str, ...] = ()) -> str | None:
    """Start a server for the jobs of this process. It ends with this process. more: further libraries that it imports. Returns the prefix
    of the jobs' commands, or None if there is no server.
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
    """Become the job that a connection asks for: its module, arguments, folder, environment and output. Does not return."""
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
    """The request of a connection, whose input and output become this process's own."""
    length, files, _, _ = socket.recv_fds(connection, 8, 3)
    request = b""
    while len(request) < int.from_bytes(length, "big"):
        request += connection.recv(1 << 20) or os._exit(1)  # who asked has gone
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    return json.loads(request)


def answer(connection: socket.socket, status: int):
    """Tell the client how the job ended."""
    with contextlib.suppress(OSError):
        connection.send(status.to_bytes(4, "big", signed=True))


def serve(listener: socket.socket):
    """Fork a job for every connection, report its end, and kill it if the client is gone. Return when the standard input closes."""
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
    """Import the libraries, then run every job that the socket of the command line asks for."""
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
