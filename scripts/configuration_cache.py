"""Configurations that earlier calls have checked and completed, so that a call with nothing to do need not check them again."""

import contextlib
import json
import os

from scripts.tracked import ROOT

FOLDER = ROOT / "scripts/__pycache__"
MOST = 8
"""The number of configurations that are kept, the latest ones."""


def recall(key: str) -> dict | None:
    """The complete configuration of a key, or None."""
    try:
        return json.loads(_file(key).read_text())
    except (OSError, ValueError):
        return None


def keep(key: str, config: dict):
    """Keep a complete configuration if the file can be written, and forget the oldest."""
    with contextlib.suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        part = _file(f"{key}.{os.getpid()}")
        part.write_text(json.dumps(config))
        part.replace(_file(key))
        for old in sorted(FOLDER.glob(_file("*").name), key=lambda path: path.stat().st_mtime, reverse=True)[MOST:]:
            old.unlink(missing_ok=True)


def _file(key: str):
    return FOLDER / f"configuration-{key}.json"
