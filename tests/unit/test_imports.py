"""A job loads nothing heavy that it does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "scripts").rglob("*.py")}
NO_TABLES = sorted(name for name in SCRIPTS if name.split(".")[1] in ("seeds", "train", "training", "metrics", "measuring"))
"""Scripts of the stages with many small jobs. pandas alone would double their start-up time."""


@pytest.mark.parametrize(
    ("scripts", "unwanted"),
    [
        (sorted(SCRIPTS), ["torch"]),
        (NO_TABLES, ["pandas", "matplotlib", "jsonschema", "scipy.linalg", "sklearn"]),
    ],
    ids=["all", "many small jobs"],
)
def test_scripts_load_nothing_heavy_that_they_do_not_use(scripts, unwanted):
    program = f"import sys, {', '.join(scripts)}; print(*[name for name in {unwanted} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
