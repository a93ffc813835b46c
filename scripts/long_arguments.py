"""Arguments too long for the command line of a job, which Snakemake prints where the job fails: files, each named by its content.

The name stands for the content, so a job runs again when that changes. The command can be copied as long as the file is there.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path

FOLDER = Path(".snakemake/handed")
MOST = 32
"""Files that are kept, those used last."""


def hand(content: dict) -> str:
    """The name of the file with some content; it is written, if that can be done, where it is not there."""
    text = json.dumps(content)
    path = FOLDER / f"{hashlib.blake2s(text.encode(), digest_size=8).hexdigest()}.json"
    with contextlib.suppress(OSError):
        if path.exists():
            os.utime(path)
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_text(text)
            part.replace(path)
            for old in sorted(FOLDER.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)[MOST:]:
                old.unlink(missing_ok=True)
    return str(path)


def take(path: str) -> dict:
    """The content of a file that was handed to a job."""
    return json.loads(Path(path).read_text())
