"""Unused files: files in a results folder that the workflow made and that no longer belong to the configuration. They are listed or
removed.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts import layout
from scripts.job import arguments, job, log
from scripts.long_arguments import take

MADE = {
    "seeds": (rf"\w+/{layout.SHARD.pattern}", "csv"),
    "runs": (rf"\w+/[0-9a-f]{{8}}/{layout.SHARD.pattern}", "parquet|json"),
    "metrics": (r"\w+", "csv|json"),
    "figures": (r"[a-z]+/\w+", "pdf|svg|png|pgf|csv"),
    "claims": (r"[\w-]+", "csv"),
}
"""The file suffixes that each stage writes in its folder. Anything else there, or beside these folders, belongs to a person."""
LOGS = {"seeds": "seeds", "train": "runs", "metrics": "metrics", "plots": "figures", "claims": "claims"}
"""The folders of logs, and the stage of each. A log has the path of its job's output."""
OWNERS = {"figures": "figure ", "claims": "claim "}
"""The word before the name of a file's owner. An experiment has only its name."""
PART = re.compile(r"\.(.+)\.\d+\.part")
"""The suffix of the partial file of a killed job (see scripts/job.py)."""


def wanted(studies: dict[str, dict], figures: Iterable[str], claims: Iterable[str]) -> set[str]:
    """The files of a configuration by their paths without suffix. studies: name -> `grid`, and `shards` in the form of `layout.sizes`;
    figures: as paper/name.
    """
    found = {f"figures/{figure}" for figure in figures} | {f"claims/{claim}" for claim in claims} | {f"metrics/{name}" for name in studies}
    for name, study in studies.items():
        shards = layout.of_sizes(study["shards"])
        found |= {f"seeds/{name}/{shard}" for shard in shards}
        found |= {f"runs/{name}/{cell}/{shard}" for cell in layout.cells(study["grid"]) for shard in shards}
    return found


def unused(results: str, kept: set[str]) -> Iterator[tuple[str, Path]]:
    """The files that the workflow made and that are not in `kept`, each with its experiment, figure or claim. kept: as `wanted` returns."""
    folders = [(stage, stage, *made) for stage, made in MADE.items()]
    folders += [(f"logs/{folder}", stage, MADE[stage][0], "log") for folder, stage in LOGS.items()]
    for folder, stage, stems, suffixes in folders:
        for path in sorted(_files(Path(results, folder))):
            name = path.relative_to(Path(results, folder))
            part = PART.fullmatch(name.name)
            name = (name.with_name(part[1]) if part else name).as_posix()
            made = re.fullmatch(rf"({stems})\.({suffixes})", name)
            if made and f"{stage}/{made[1]}" not in kept:
                yield OWNERS[stage] + made[1] if stage in OWNERS else made[1].split("/")[0], path


def _files(folder: Path) -> Iterator[Path]:
    return (Path(place, name) for place, _, names in os.walk(folder) for name in names)


def remove(path: Path, results: str):
    """Remove a file, and the folders that this leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.relative_to(results).parents:
        try:
            Path(results, folder).rmdir()
        except OSError:
            return


def megabytes(count: int) -> str:
    """A number of bytes in words."""
    return f"{count / 1e6:,.1f} MB"


def remind(results: str, kept: set[str]):
    """Print how many unused files there are, in one line, if there are any."""
    if sizes := [path.stat().st_size for _, path in unused(results, kept)]:
        said = f"{len(sizes):,} files in {results} ({megabytes(sum(sizes))}) are of nothing in this configuration"
        print(f"{said}: the target `unused` lists them, `remove_unused` removes them")


def main():
    """Read which files the configuration has. Print the others by experiment, figure and claim, and remove them on request."""
    given = arguments(results=None, kept=None, remove={"action": "store_true"})
    with job("unused", given.log):
        sizes: dict[str, list[int]] = {}
        for owner, path in unused(given.results, wanted(**take(given.kept))):
            sizes.setdefault(owner, []).append(path.stat().st_size)
            if given.remove:
                remove(path, given.results)
            log.info("%s %s", "removed" if given.remove else "unused", path)
        for owner, found in sizes.items():
            print(f"{owner:<40} {len(found):>7,} files {megabytes(sum(found)):>14}")
        count, size = sum(map(len, sizes.values())), megabytes(sum(map(sum, sizes.values())))
        print(f"{count:,} files ({size}) {'were' if given.remove else 'are'} of nothing in this configuration", end="")
        print(f"{', and are removed' if given.remove else ''}; by name in {given.log}" if count else "")


if __name__ == "__main__":
    main()
