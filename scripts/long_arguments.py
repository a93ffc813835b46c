"""Arguments that are too long for the command line of a job, which Snakemake prints if the job fails. Each becomes a file named by its
content.

The name represents the content, so a job runs again when it changes. The command can be copied while the file exists.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path

FOLDER = Path(".snakemake/handed")
MOST = 32
"""The number of files that are kept, the last used."""


def hand(content: dict) -> str:
    """The name of a file with the given content. The file is written if it does not exist and can be written."""
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
