"""Names of cells and shards: the one place that knows how an experiment's grid and seeds become files."""

import hashlib
import itertools
import json


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


def shards(seeds: int, shard_size: int) -> list[str]:
    """Names of the shards: first and last run. More seeds add names; a name always means the same runs."""
    firsts = range(0, seeds, shard_size)
    return [f"{first:06d}-{min(first + shard_size, seeds) - 1:06d}" for first in firsts]


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
