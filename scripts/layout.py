"""Names of cells and shards: the one place that knows how an experiment's grid and seeds become files."""

import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

SHARD = re.compile(r"\d+-\d+")
"""What a shard's name looks like."""


def plain(value):
    """The value with whole floats as integers, so that 1 and 1.0 name the same cell."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def cells(grid: dict[str, list]) -> dict[str, dict]:
    """The cells of a grid: short id -> values. The id depends on the values alone, so a new grid value leaves the others' files alone."""
    combinations = (dict(zip(grid, map(plain, values), strict=True)) for values in itertools.product(*grid.values()))
    return {_short_id(values): values for values in combinations}


def _short_id(values: dict) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def shards(seeds: int, shard_size: int, there: Iterable[str] = ()) -> list[str]:
    """Names of the shards that hold runs 0 to seeds - 1: first and last run. A name always means the same runs.

    there: names of shards that are finished, under whatever configuration. At every place the longest of them that does not go beyond
    `seeds` stays, so that neither more seeds nor another shard_size train a run again. Where there is none, a shard ends at a multiple of
    shard_size. Whatever is finished of these shards, they are the same.
    """
    longest, found, first = {}, [], 0
    for kept in map(runs, there):
        if kept.stop <= seeds:
            longest[kept.start] = max(kept.stop, longest.get(kept.start, 0))
    while first < seeds:
        end = longest.get(first) or min((first // shard_size + 1) * shard_size, seeds)
        found.append(_shard(first, end))
        first = end
    return found


def finished(results: str, experiment: str, cells: Iterable[str]) -> list[str]:
    """Names of the shards that any of these cells has a run file of."""
    folders = (Path(results, "runs", experiment, cell) for cell in cells)
    names = {name.removesuffix(".parquet") for folder in folders if folder.is_dir() for name in os.listdir(folder)}
    return sorted(name for name in names if SHARD.fullmatch(name) and runs(name) and name == _shard(runs(name).start, runs(name).stop))


def sizes(names: list[str]) -> list[list[int]]:
    """Shards from run 0 on in short: [runs of a shard, how many such shards follow each other], ... Ten thousand names fit no command."""
    return [[size, len(list(same))] for size, same in itertools.groupby(len(runs(name)) for name in names)]


def of_sizes(short: list[list[int]]) -> list[str]:
    """The names that `sizes` was given."""
    ends = list(itertools.accumulate(size for size, count in short for _ in range(count)))
    return [_shard(first, end) for first, end in zip([0, *ends], ends, strict=False)]


def _shard(first: int, end: int) -> str:
    return f"{first:06d}-{end - 1:06d}"


def runs(shard: str) -> range:
    """The run indices of a shard."""
    first, last = shard.split("-")
    return range(int(first), int(last) + 1)


def describe(values: dict) -> str:
    """A cell in words, for messages: `L=1.5 d=10`."""
    return " ".join(f"{name}={value}" for name, value in values.items())


def run_file(results: str, experiment: str, cell: str, shard: str) -> str:
    """Where the runs of a shard lie."""
    return f"{results}/runs/{experiment}/{cell}/{shard}.parquet"


def record_file(results: str, experiment: str, cell: str, shard: str) -> str:
    """Where it lies what a shard was trained with, and what that took."""
    return f"{results}/runs/{experiment}/{cell}/{shard}.json"


def study_file(results: str, experiment: str) -> str:
    """Where it lies what an experiment is: its seeds, its grid, and the parameters of its cells."""
    return f"{results}/metrics/{experiment}.json"


def metrics_file(results: str, experiment: str) -> str:
    """Where the metrics table of an experiment lies."""
    return f"{results}/metrics/{experiment}.csv"
