"""Same: whether two builds are the same, byte for byte: all that they hold but logs and the seconds that runs took."""

import sys
from collections import Counter
from pathlib import Path

from scripts.job import arguments


def results_of(folder: str) -> dict[str, Path]:
    """The files that must be the same in every build. folder: where Snakemake worked."""
    paths = {str(path.relative_to(folder)): path for path in sorted(Path(folder, "results").rglob("*")) if path.is_file()}
    return {name: path for name, path in paths.items() if "/logs/" not in name and not ("/runs/" in name and name.endswith(".json"))}


def main():
    """Read two builds; print that they are the same, or fail with every file that differs."""
    given = arguments(builds={"nargs": 2, "required": True})
    first, second = (results_of(folder) for folder in given.builds)
    differences = [f"{name} is in one build alone" for name in sorted(first.keys() ^ second.keys())] + [
        f"{name} differs" for name in sorted(first.keys() & second.keys()) if first[name].read_bytes() != second[name].read_bytes()
    ]
    if differences or not first:
        sys.exit("same: " + ("\n      ".join(differences) or f"{given.builds[0]} holds no results"))
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(Path(name).suffix[1:] for name in first).items())
    print(f"{len(first)} files of both builds are the same, byte for byte: {kinds}")


if __name__ == "__main__":
    main()
