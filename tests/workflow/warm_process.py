"""A process that has Snakemake and the libraries loaded. The many calls of these tests are forks of it, so they start at once.

It has loaded none of the project's own code: each call loads the code of its own copy.
"""

import contextlib
import secrets
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SNAKEMAKE = ("snakemake.cli", "snakemake.api", "snakemake.scheduling.greedy", "snakemake.executors.local", "snakemake.executors.dryrun")


@contextlib.contextmanager
def snakemake():
    """A command for Python whose `-m snakemake` is a fork, until the context ends."""
    name = f"tests-{secrets.token_hex(16)}"
    process = subprocess.Popen([sys.executable, __file__, name], cwd=SOURCE, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield [sys.executable, "-S", str(SOURCE / "scripts/fork"), name, "python"]
    finally:
        process.stdin.close()
        process.wait()


if __name__ == "__main__":
    sys.path[0] = str(SOURCE)
    from scripts.fork import server

    for module in [name for name in sys.modules if name.partition(".")[0] == "scripts"]:
        del sys.modules[module]
    server.LIBRARIES = (*server.LIBRARIES, *SNAKEMAKE)
    server.main()
