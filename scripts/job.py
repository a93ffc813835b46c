"""What every job does around its work: arguments, a log, errors in one line, and files that appear whole or not at all."""

import argparse
import contextlib
import errno
import fcntl
import gc
import json
import logging
import os
import sys
import time
import traceback
from pathlib import Path

from scripts import progress
from scripts.tracked import ROOT

log = logging.getLogger("job")
logging.raiseExceptions = False  # a log that cannot be written, on a full disk, must not bury the message on the terminal

NO_MEMORY = ("allocate memory", "out of memory", "not enough memory", "outofmemory", "alloc_failed", "failed to map segment")
"""Words in the type or the text of an error that mean that memory ran out. Torch, CUDA and the loader of modules raise no MemoryError."""


OWN = ("scripts/train", "scripts/metrics", "scripts/plots", "descent")
"""Folders of code that users write. The terminal shows where in it an error arose."""
SHOWN = 3
"""The number of innermost places that the terminal shows. The log has all of them."""


class JobError(Exception):
    """A mistake that a person can act on, printed as one line."""


def arguments(**options) -> argparse.Namespace:
    """Parse the command line. options: name -> keyword arguments of `add_argument`, or None for a required text."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name, settings in (options | {"log": {}}).items():
        parser.add_argument(f"--{name}", **(settings if settings is not None else {"required": True}))
    return parser.parse_args()


@contextlib.contextmanager
def job(name: str, log_file: str | None):
    """Run the work of a job: write a log, print errors in one line on the terminal and in the log, and exit with status 1.

    For a mistake in the code, the log has the whole traceback; without a log, the terminal has it.
    """
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
        with progress.said(log.warning):
            yield
        log.info("%s: finished in %.2f s", name, time.perf_counter() - started)
    except Exception as error:
        line = in_one_line(error)
        if line is None:
            if not log_file:
                raise
            log.info("%s", "".join(traceback.format_exception(error)))
            *outer, last = places(error) or ["another library"]
            for place in outer:
                log.warning("%s", place)
            line = f"{' '.join(traceback.format_exception_only(error)[-1].split())} ({last}); the whole traceback is in {log_file}"
        log.error("%s", line)
        sys.exit(1)


def in_one_line(error: Exception) -> str | None:
    """What a person can do about an error, in one line, or None for a mistake in the code."""
    if out_of_memory(error):
        if "CUDA" in str(error):
            return "out of memory on the GPU: run fewer jobs at once (--cores 1), or set device: cpu"
        return "out of memory: run fewer jobs at once (--cores 1), give the job more, or set a smaller shard_size (finished ones stay)"
    if isinstance(error, JobError) or (isinstance(error, ValueError) and is_meant(error)):
        return str(error)
    if isinstance(error, OSError):
        return f"cannot use {error.filename or 'the results folder'}: {error.strerror or error}"
    return None


def is_meant(error: ValueError) -> bool:
    """Whether the project's own code raised an error. Its message is then meant for a person; the message of a library, such as on arrays
    of other shapes, does not say where the mistake is.
    """
    *_, last = traceback.extract_tb(error.__traceback__)
    return Path(last.filename).is_relative_to(ROOT) and "site-packages" not in last.filename and (last.line or "").startswith("raise ")


def places(error: Exception) -> list[str]:
    """Where a mistake in the code is: the last places in code that users write, the innermost last."""
    own = tuple(f"{ROOT / folder}/" for folder in OWN)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(own)]
    return [f"{Path(at.filename).relative_to(ROOT)}:{at.lineno}, in {at.name}: {at.line}" for at in frames[-SHOWN:]]


def out_of_memory(error: Exception) -> bool:
    """Whether memory ran out, in whichever library."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    words = f"{type(error).__name__}: {error}".lower()
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError | ImportError) and any(part in words for part in NO_MEMORY))


@contextlib.contextmanager
def whole(path: str):
    """A path to write to. It becomes `path` once everything is on disk, and disappears if anything fails before that."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_parts_of_the_killed(target)
        with open(part, "ab") as file:
            _lock(file)
            yield part
            os.fsync(file.fileno())
            os.replace(part, target)
    except OSError as error:
        if out_of_memory(error):
            raise
        raise JobError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _lock(file) -> bool:
    """Hold a lock of the system's on a file while it is open in this process. Returns False if another process holds it.

    The lock ends with its process. The number of a process does not serve: it may belong to a dead process, or to another one by now.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a file system without such locks, where what is there stays
        return False
    return True


def _remove_parts_of_the_killed(target: Path):
    """Remove the partial files that killed jobs left behind."""
    for part in target.parent.glob(f".{target.name}.[0-9]*.part"):
        with contextlib.suppress(OSError), open(part, "rb") as file:
            if _lock(file):
                part.unlink(missing_ok=True)


def write_json(path: str, content: dict):
    """Write a dictionary to a file, whole or not at all."""
    with whole(path) as part:
        part.write_text(json.dumps(content, indent=1) + "\n")
