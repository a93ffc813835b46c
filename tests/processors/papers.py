"""What is promised to be the same on every processor: the four papers' results. Networks of one's own are torch's, whose bits are not."""

from pathlib import Path

import yaml

from scripts.predictions import read

SOURCE = Path(__file__).resolve().parents[2]
PAPERS = ("escape", "oneneuron", "convbias", "balance")
CLAIMS = [claim["claim"] for paper in PAPERS for claim in read(str(SOURCE / f"predictions/{paper}.yaml")) if "open" not in claim]
TARGETS = [*PAPERS, *CLAIMS]
"""All that a build has of the papers but the tables of all claims, which say what was not run."""
OWN = [name for name, study in yaml.safe_load((SOURCE / "config.yaml").read_text())["experiments"].items() if study["paper"] == "own"]
GATHERED = ("claims.csv", "claims.html", "provenance.json")


def of_papers(files: dict[str, Path]) -> dict[str, Path]:
    """Those files of a build, by their names in it."""
    return {name: path for name, path in files.items() if name not in GATHERED and not _is_own(Path(name))}


def _is_own(name: Path) -> bool:
    folder, first, *_ = [*name.parts, ""]
    return first.startswith("own") if folder in ("figures", "claims") else first.partition(".")[0] in OWN
