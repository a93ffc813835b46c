"""What every job does around its work: arguments, log, progress, one-line errors, files that appear whole or not at all."""

import argparse
import contextlib
import errno
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

NO_MEMORY = ("allocate memory", "out of memory", "not enough memory", "outofmemory", "alloc_failed", "failed to map segment")
"""What says, in the type or the text of an error, that memory ran out: torch, CUDA and the loader of modules raise no MemoryError."""


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
    except Exception as error:
        line = in_one_line(error)
        if line is None:
            raise
        log.error("%s", line)
        sys.exit(1)


def in_one_line(error: Exception) -> str | None:
    """What a person can do about an error, in one line; None where it is a mistake of the code."""
    if out_of_memory(error):
        if "CUDA" in str(error):
            return "out of memory on the GPU: run fewer jobs at once (--cores 1), or set device: cpu"
        return "out of memory: run fewer jobs at once (--cores 1), give the job more, or set a smaller shard_size (finished ones stay)"
    if isinstance(error, JobError | ValueError):
        return str(error)
    if isinstance(error, OSError):
        return f"cannot use {error.filename or 'the results folder'}: {error.strerror or error}"
    return None


def out_of_memory(error: Exception) -> bool:
    """Whether memory ran out, whichever library says so."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    words = f"{type(error).__name__}: {error}".lower()
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError | ImportError) and any(part in words for part in NO_MEMORY))


@contextlib.contextmanager
def whole(path: str):
    """A path to write to; it becomes `path` once everything is on disk, and vanishes if anything goes wrong before."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_parts_of_the_killed(target)
        yield part
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        if out_of_memory(error):
            raise
        raise JobError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _remove_parts_of_the_killed(target: Path):
    """Remove what jobs had written of a file when they were killed."""
    for part in target.parent.glob(f".{target.name}.[0-9]*.part"):
        if not lives(int(part.suffixes[-2][1:])):
            part.unlink(missing_ok=True)


def lives(process: int) -> bool:
    """Whether a process of this number is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


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
