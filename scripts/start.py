"""Start a job: as a fork of the process that has the libraries ready (scripts/ready.py), or by itself where there is none.

`python -S -m scripts.start scripts.seeds --root 1 ...` does what `python -m scripts.seeds --root 1 ...` does. Imports little, to be quick.
"""

import json
import os
import signal
import socket
import sys

PR_SET_PDEATHSIG = 1
ADDRESS = "DESCENT_READY"
"""The environment variable with the socket of the ready process."""


def ask(connection: socket.socket, module: str, arguments: list[str]) -> int:
    """Have the ready process run a module with our output and environment. Returns its exit status, negative for a signal."""
    request = json.dumps([module, arguments, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(connection, [len(request).to_bytes(8, "big")], [0, 1, 2])
    connection.sendall(request)
    status = connection.recv(4)
    return int.from_bytes(status, "big", signed=True) if status else 1


def end_with_parent():
    """Let the system kill this process when the one that started it ends. On Linux alone, where it outlives an exec."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main():
    """Run the module of the command line with its arguments, and end as it ends."""
    module, *arguments = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as connection:
        if ADDRESS in os.environ and os.environ.get("OMP_NUM_THREADS", "1") == "1" and not connection.connect_ex(os.environ[ADDRESS]):
            status = ask(connection, module, arguments)
            if status < 0:
                if -status not in (signal.SIGKILL, signal.SIGSTOP):
                    signal.signal(-status, signal.SIG_DFL)
                os.kill(os.getpid(), -status)
            sys.exit(status)
    end_with_parent()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])


if __name__ == "__main__":
    main()
