"""What is promised to be the same on every processor: the four papers' results. Users' networks are torch's, whose bits are not."""

from pathlib import Path

import yaml

from scripts.predictions import read

SOURCE = Path(__file__).resolve().parents[2]
PAPERS = ("escape", "oneneuron", "convbias", "balance")
CLAIMS = [claim["claim"] for paper in PAPERS for claim in read(str(SOURCE / f"predictions/{paper}.yaml")) if "open" not in claim]
TARGETS = [*PAPERS, *CLAIMS]
"""All that a build has of the papers but the tables of all claims, which say what was not run."""
EXPERIMENTS = yaml.safe_load((SOURCE / "config.yaml").read_text())["experiments"]
OTHERS = [name for name, study in EXPERIMENTS.items() if study["paper"] not in PAPERS]
"""The experiments on users' networks, and those of the page for a lecture."""
GATHERED = ("claims.csv", "claims.html", "provenance.json", "lecture.html")


def of_papers(files: dict[str, Path]) -> dict[str, Path]:
    """Those files of a build, by their names in it."""
    return {name: path for name, path in files.items() if name not in GATHERED and not _is_another(Path(name))}


def _is_another(name: Path) -> bool:
    folder, first, *_ = [*name.parts, ""]
    return first.startswith("own") if folder in ("figures", "claims") else first.partition(".")[0] in OTHERS
