"""The names of cells and shards: the one place that knows how an experiment's grid and seeds become files."""

import hashlib
import itertools
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

SHARD = re.compile(r"\d+-\d+")
"""The pattern of a shard's name."""


def plain(value):
    """The value with whole floats as integers, so that 1 and 1.0 name the same cell."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def cells(grid: dict[str, list]) -> dict[str, dict]:
    """The cells of a grid: short id -> values. The id depends only on the values, so a new value leaves the files of other cells alone."""
    combinations = (dict(zip(grid, map(plain, values), strict=True)) for values in itertools.product(*grid.values()))
    return {_short_id(values): values for values in combinations}


def _short_id(values: dict) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def shards(seeds: int, shard_size: int, there: Iterable[str] = ()) -> list[str]:
    """The names of the shards that hold runs 0 to seeds - 1. A name gives the first and the last run, and always means the same runs.

    there: the names of finished shards, under any configuration. At every place, the longest finished shard that ends before `seeds` is
    used, so that neither more seeds nor another shard_size trains a run again. Where there is none, a shard ends at a multiple of
    shard_size. The result is the same however many of its shards are finished.
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
    """The names of shards for which at least one of these cells has a run file."""
    folders = (Path(results, "runs", experiment, cell) for cell in cells)
    names = {name.removesuffix(".parquet") for folder in folders if folder.is_dir() for name in os.listdir(folder)}
    return sorted(name for name in names if SHARD.fullmatch(name) and runs(name) and name == _shard(runs(name).start, runs(name).stop))


def sizes(names: list[str]) -> list[list[int]]:
    """The shards from run 0 on in short form: [runs per shard, number of consecutive shards of that size], ... Ten thousand names do not
    fit into a command.
    """
    return [[size, len(list(same))] for size, same in itertools.groupby(len(runs(name)) for name in names)]


def of_sizes(short: list[list[int]]) -> list[str]:
    """The names of shards that `sizes` abbreviated."""
    ends = list(itertools.accumulate(size for size, count in short for _ in range(count)))
    return [_shard(first, end) for first, end in zip([0, *ends], ends, strict=False)]


def _shard(first: int, end: int) -> str:
    return f"{first:06d}-{end - 1:06d}"


def runs(shard: str) -> range:
    """The run indices of a shard."""
    first, last = shard.split("-")
    return range(int(first), int(last) + 1)


def describe(values: dict) -> str:
    """A cell in words for messages, such as `L=1.5 d=10`."""
    return " ".join(f"{name}={value}" for name, value in values.items())


def run_file(results: str, experiment: str, cell: str, shard: str) -> str:
    """The path of the runs of a shard."""
    return f"{results}/runs/{experiment}/{cell}/{shard}.parquet"


def record_file(results: str, experiment: str, cell: str, shard: str) -> str:
    """The path of the record of a shard: its parameters, and the time and memory that it took."""
    return f"{results}/runs/{experiment}/{cell}/{shard}.json"


def study_file(results: str, experiment: str) -> str:
    """The path of the description of an experiment: its seeds, its grid, and the parameters of its cells."""
    return f"{results}/metrics/{experiment}.json"


def metrics_file(results: str, experiment: str) -> str:
    """The path of the metrics table of an experiment."""
    return f"{results}/metrics/{experiment}.csv"
