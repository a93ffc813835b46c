"""Mistakes in a network, data or a loss of one's own: one line that names the file and the line in it."""

import contextlib
import traceback
import warnings
from pathlib import Path

OURS = str(Path(__file__).resolve().parents[1])


@contextlib.contextmanager
def named(what: str):
    """Run code of one's own. what: what it is, such as `loss(outputs, targets)`.

    Raises ValueError, of one line, where it fails. torch's warning that shapes do not match is a failure: the loss would be one of all
    pairs of outputs and targets.
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
    """The last place in files that are neither ours nor a library's: `my_net.py:12: `. Nothing where there is none."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame.filename)]
    return f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""


def place(function) -> str:
    """Where a function of one's own begins: `my_net.py:18: `. Nothing for a library's, and for what is no Python function."""
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code is not None and _is_own(code.co_filename) else ""


def _is_own(file: str) -> bool:
    return not (file.startswith(OURS) or "site-packages" in file or "/lib/python" in file or file.startswith("<frozen"))
