"""Compare two builds byte for byte, except for logs and the run times that records hold."""

import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from scripts.job import arguments


def results_of(folder: str) -> dict[str, Path]:
    """The files in a folder of results that must be the same in every build, by their names within it."""
    paths = {path.relative_to(folder): path for path in sorted(Path(folder).rglob("*")) if path.is_file()}
    return {
        str(name): path
        for name, path in paths.items()
        if "logs" not in name.parts and not ("runs" in name.parts and name.suffix == ".json")
    }


def by_how_much(first: Path, second: Path) -> str:
    """The number of values in which two tables differ, and the largest difference divided by the larger number. Empty for other files."""
    if first.suffix != ".csv":
        return ""
    one, other = (pd.read_csv(path, dtype=str, keep_default_na=False) for path in (first, second))
    if one.shape != other.shape or list(one) != list(other):
        return f": {one.shape[0]} x {one.shape[1]} values, and {other.shape[0]} x {other.shape[1]}"
    differing = one.ne(other)
    numbers, others = (table.where(differing).apply(pd.to_numeric, errors="coerce") for table in (one, other))
    relative = ((numbers - others).abs() / numbers.abs().combine(others.abs(), lambda a, b: a.where(a > b, b))).max()
    largest = f", by up to {relative.max():.1e} of the number ({relative.idxmax()})" if relative.notna().any() else ""
    return f": {differing.to_numpy().sum()} of {one.size} values{largest}"


def main():
    """Read two folders of results. Print that they are the same, or fail with a list of the files that differ."""
    given = arguments(builds={"nargs": 2, "required": True})
    first, second = (results_of(folder) for folder in given.builds)
    differences = [f"{name} is in one build alone" for name in sorted(first.keys() ^ second.keys())] + [
        f"{name} differs{by_how_much(first[name], second[name])}"
        for name in sorted(first.keys() & second.keys())
        if first[name].read_bytes() != second[name].read_bytes()
    ]
    if differences or not first:
        sys.exit("same: " + ("\n      ".join(differences) or f"{given.builds[0]} holds no results"))
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(Path(name).suffix[1:] for name in first).items())
    print(f"{len(first)} files of both builds are the same, byte for byte: {kinds}")


if __name__ == "__main__":
    main()
