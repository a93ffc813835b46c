"""Run a command as a fork of the process that has the libraries loaded (scripts/fork/server.py), or directly if there is no such process.

`python -S -m scripts.fork NAME python -m scripts.seeds --root 1 ...` does what `python -m scripts.seeds --root 1 ...` does: same output,
same exit status, same signal. NAME is the server's socket. If the server dies during a job, the job runs again directly: jobs write their
files whole or not at all.

This file imports little, so that it starts in 20 ms (-S skips the packages).
"""

import contextlib
import json
import os
import signal
import socket
import sys

PR_SET_PDEATHSIG = 1


def address(name: str) -> bytes:
    """The abstract socket of a name. It has no file, so TMPDIR may have any length, and nothing is left behind."""
    return b"\0" + name.encode()


def is_ours(connection: socket.socket) -> bool:
    """Whether the process at the other end of a connection belongs to this user."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)  # process, user, group
    return int.from_bytes(credentials[4:8], sys.byteorder) == os.geteuid()


def ask(name: str, module: str, arguments: list[str]) -> int | None:
    """Have the server run a module with this process's output and environment. Returns its exit status, negative for a signal, or None if
    no server answers or the server died.
    """
    request = json.dumps([module, arguments, os.getcwd(), dict(os.environ)]).encode()
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address(name))
        if is_ours(connection):
            socket.send_fds(connection, [len(request).to_bytes(8, "big")], [0, 1, 2])
            connection.sendall(request)
            if status := connection.recv(4):
                return int.from_bytes(status, "big", signed=True)
    return None


def end_with_parent():
    """Let the system kill this process when its parent ends. On Linux only, where this survives an exec."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main():
    """Run the command of the command line, and end with its status."""
    name, *command = sys.argv[1:]
    parent, status = os.getppid(), None
    if command[:2] == ["python", "-m"] and os.environ.get("OMP_NUM_THREADS", "1") == "1":
        status = ask(name, command[2], command[3:])
    if status is None:
        end_with_parent()
        if os.getppid() == parent:
            os.execvp(command[0], command)
        status = -signal.SIGKILL  # who asked has gone, and the server with it
    if status < 0:
        if -status not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)


if __name__ == "__main__":
    main()
