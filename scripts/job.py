"""What every job does around its work: arguments, log, progress, one-line errors, files that appear whole or not at all."""

import argparse
import contextlib
import gc
import json
import logging
import os
import sys
import time
from pathlib import Path

log = logging.getLogger("job")
logging.raiseExceptions = False  # a log that cannot be written, on a full disk, must not bury the message on the terminal

PROGRESS_AFTER = 5.0
"""Seconds of silence before a job says on the terminal how far it is."""


class JobError(Exception):
    """A mistake that a person can act on; printed as one line."""


def arguments(**options) -> argparse.Namespace:
    """Parse the command line. options: name -> keyword arguments of `add_argument`, or None for a required text."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name, settings in (options | {"log": {}}).items():
        parser.add_argument(f"--{name}", **(settings if settings is not None else {"required": True}))
    return parser.parse_args()


@contextlib.contextmanager
def job(name: str, log_file: str | None):
    """Run the work of a job: log to a file, errors on one line of the terminal and of the log, exit status 1."""
    log.setLevel(logging.INFO)
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter(f"{name}: %(message)s"))
    log.addHandler(terminal)
    try:
        if log_file:
            file = logging.FileHandler(log_file, mode="w")
            file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            log.addHandler(file)
        gc.freeze()  # no search for cycles among all that was imported: the process ends a tenth of a second sooner
        started = time.perf_counter()
        yield
        log.info("%s: finished in %.2f s", name, time.perf_counter() - started)
    except (JobError, ValueError) as error:
        log.error("%s", error)
        sys.exit(1)
    except OSError as error:
        log.error("cannot use %s: %s", error.filename or "the results folder", error.strerror or error)
        sys.exit(1)
    except MemoryError:
        log.error("out of memory: give the job more, or a smaller shard_size")
        sys.exit(1)


@contextlib.contextmanager
def whole(path: str):
    """A path to write to; it becomes `path` once everything is on disk, and vanishes if anything goes wrong before."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        raise JobError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_json(path: str, content: dict):
    """Write a dictionary, whole or not at all."""
    with whole(path) as part:
        part.write_text(json.dumps(content, indent=1) + "\n")


class Progress:
    """Says how far a job is, once it has run for some seconds, and then at every tenth of the way."""

    def __init__(self, total: int, what: str):
        self.total, self.what, self.started, self.said = total, what, time.perf_counter(), 0.0

    def at(self, done: int):
        """Report that `done` of `total` are finished."""
        share, seconds = done / self.total, time.perf_counter() - self.started
        log.info("%d of %d %s, %.1f s", done, self.total, self.what, seconds)
        if seconds > PROGRESS_AFTER and share >= self.said + 0.1 and done < self.total:
            self.said = share
            log.warning("%d of %d %s after %.0f s", done, self.total, self.what, seconds)
