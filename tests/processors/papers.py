"""The results of the four papers, which are the same on every processor. Users' networks run in torch, whose bits may differ."""

from pathlib import Path

import yaml

SOURCE = Path(__file__).resolve().parents[2]
PAPERS = ("escape", "oneneuron", "convbias", "balance")
EXPERIMENTS = yaml.safe_load((SOURCE / "config.yaml").read_text())["experiments"]
OTHERS = [name for name, study in EXPERIMENTS.items() if study["paper"] not in PAPERS]
"""The experiments on users' networks and those for the page for a lecture."""
GATHERED = ("claims.csv", "claims.html", "provenance.json", "lecture.html")


def of_papers(files: dict[str, Path]) -> dict[str, Path]:
    """The files of a build that belong to the four papers, by their names in it."""
    return {name: path for name, path in files.items() if name not in GATHERED and not _is_another(Path(name))}


def targets(built: dict[str, Path]) -> list[str]:
    """Targets for all of a build's papers, except the tables of all claims: their figures, and each claim that it could check."""
    return [*PAPERS, *(path.stem for name, path in of_papers(built).items() if name.startswith("claims/"))]


def _is_another(name: Path) -> bool:
    folder, first, *_ = [*name.parts, ""]
    return first.startswith("own") if folder in ("figures", "claims") else first.partition(".")[0] in OTHERS
