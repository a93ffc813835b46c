"""Mistakes in a user's own network, data or loss, reported in one line with the file and the line number."""

import contextlib
import traceback
import warnings
from pathlib import Path

OURS = str(Path(__file__).resolve().parents[1])


@contextlib.contextmanager
def named(what: str):
    """Run a user's own code. what: its name in messages, such as `loss(outputs, targets)`.

    Raises ValueError with one line where the code fails. torch's warning that shapes do not match counts as a failure, since the loss would
    compare all pairs of outputs and targets.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Using a target size")
            yield
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:
        if "out of memory" in str(error).lower() or getattr(error, "said", False):
            raise
        said = ValueError(f"{_place(error)}{what}: {type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
        said.said = True
        raise said from error


def _place(error: Exception) -> str:
    """The last place of an error in the user's own files, `my_net.py:12: `; "" where there is none."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame.filename)]
    return f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""


def place(function) -> str:
    """Where a user's own function begins, `my_net.py:18: `; "" for a library's function, and for other objects."""
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code is not None and _is_own(code.co_filename) else ""


def _is_own(file: str) -> bool:
    return not (file.startswith(OURS) or "site-packages" in file or "/lib/python" in file or file.startswith("<frozen"))
