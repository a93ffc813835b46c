"""The expected metrics: the hash of every table, which is the same on every processor, and a summary of its columns, which tells how far
another table is off.
"""

import hashlib
import json
import math
import re
import zlib
from pathlib import Path

import pandas as pd

from scripts import expected_claims, layout
from scripts.configuration import BY_TORCH
from scripts.job import JobError, arguments, job, whole

QUANTILES = {"10 %": 0.1, "median": 0.5, "90 %": 0.9}
KEPT = ["crc32", "runs", *QUANTILES, "words"]
"""The summary of a column: a checksum of its text, the number of runs with a value, quantiles of numbers, and the number of runs per word.
"""
NOT_RESULTS = ("cell", "run", "device")
"""Columns that identify a row."""
NAMED = 5
"""The number of columns that a message names."""


def fingerprint(path: str) -> str:
    """The SHA-256 of a file, as `sha256sum` prints it."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def on_a_gpu(path: str) -> bool:
    """Whether runs of a metrics table were trained on a GPU, where float32 and the order of sums give other bits."""
    with open(path) as file:
        names = file.readline().replace('"', "").strip().split(",")
    return "device" in names and bool(set(pd.read_csv(path, usecols=["device"])["device"].dropna()) - {"cpu"})


def summary(path: str) -> dict[str, dict]:
    """The summary of a metrics table: column -> {of KEPT: value}. Columns whose names differ in a final number are summarised together."""
    texts, numbers, series = pd.read_csv(path, dtype=str, keep_default_na=False), pd.read_csv(path, engine="pyarrow"), {}
    for name in texts.columns:
        if name not in NOT_RESULTS:
            series.setdefault(re.sub(r"_\d+$", "", name), []).append(name)
    kept = {}
    for name, names in series.items():
        checksum = 0
        for part in names:
            checksum = zlib.crc32("\n".join(texts[part]).encode(), checksum)
        values = pd.concat([numbers[part] for part in names]).dropna()
        kept[name] = {"crc32": f"{checksum:08x}", "runs": len(values)}
        if values.dtype.kind in "ifb":
            kept[name] |= {statistic: float(values.quantile(q)) for statistic, q in QUANTILES.items() if len(values)}
        else:
            kept[name] |= {"words": ", ".join(f"{word} {count}" for word, count in values.value_counts().sort_index().items())}
    return kept


def difference(expected: dict[str, dict], found: dict[str, dict]) -> str:
    """How much a table differs from the expected one, in words. Both are summaries as in `summary`."""
    said = [f"lacks {name}" for name in expected if name not in found] + [f"has {name} besides" for name in found if name not in expected]
    changed = [name for name in expected if name in found and expected[name]["crc32"] != found[name]["crc32"]]
    if changed:
        more = ", ..." if len(changed) > NAMED else ""
        said.append(f"{len(changed)} of {len(expected)} columns differ ({', '.join(changed[:NAMED])}{more})")
        said.append(
            _kept_numbers({(name, quantity): pair for name in changed for quantity, pair in _pairs(expected[name], found[name]).items()})
        )
    return "; ".join(said) or "other bytes, the same columns: the order of rows or of columns"


def _pairs(expected: dict, found: dict) -> dict[str, tuple]:
    """The summaries of a column in two tables, side by side."""
    return {name: (expected.get(name), found.get(name)) for name in KEPT[1:] if name in expected or name in found}


def _kept_numbers(pairs: dict[tuple, tuple]) -> str:
    """The number of summary values that differ, and the largest difference. pairs: (column, which) -> (expected, found)."""
    others = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    if not others:
        return f"none of their {len(pairs)} quantiles and counts does"
    said = [f"{len(others)} of their {len(pairs)} quantiles and counts do"]
    sizes = {key: _relative(*pair) for key, pair in others.items() if all(isinstance(value, int | float) for value in pair)}
    if sizes:
        column, which = worst = max(sizes, key=sizes.get)
        expected, found = others[worst]
        said.append(f"by up to {sizes[worst]:.1e} of the number ({column}, {which}: {found!r}, expected: {expected!r})")
    said += [f"{column}: {found}, expected: {expected}" for (column, which), (expected, found) in others.items() if which == "words"]
    return ", ".join(said)


def _relative(a: float, b: float) -> float:
    """The difference of two numbers divided by the larger one; infinite if one of them is."""
    largest = max(abs(a), abs(b))
    return abs(a - b) / largest if largest < math.inf else math.inf


def read(tables: str, columns: str) -> tuple[dict, dict]:
    """The expected hashes, (experiment, settings) -> SHA-256, and the summaries, (experiment, settings) -> as in `summary`."""
    hashes = {(row.experiment, row.settings): row.sha256 for row in pd.read_csv(tables).itertuples()}
    table, kept = pd.read_csv(columns, dtype={"crc32": str}), {}
    for experiment, settings, column, *values in table.itertuples(index=False, name=None):
        numbers = {name: value for name, value in zip(KEPT, values, strict=True) if not pd.isna(value)}
        kept.setdefault((experiment, settings), {})[column] = numbers
    return hashes, kept


def settings_of(results: str) -> dict[str, str]:
    """The settings of a build: experiment -> a short name of all its settings."""
    return json.loads(Path(results, "provenance.json").read_text())["settings"]


def compare(hashes: dict, kept: dict, results: str) -> tuple[list[str], dict[str, str], list[str], list[str]]:
    """Compare a build with the expected hashes and summaries, as `read` gives them.

    Returns four lists of experiments: with tables that are the same to the byte; with different tables, and how different they are; with
    other settings; and trained by torch, on a GPU or as users' own networks. The last two are not compared.
    """
    same, differing, others, by_torch = [], {}, [], []
    for experiment, settings in settings_of(results).items():
        table, key = layout.metrics_file(results, experiment), (experiment, settings)
        if settings.startswith(BY_TORCH):
            by_torch.append(experiment)
        elif key not in hashes:
            others.append(experiment)
        elif fingerprint(table) == hashes[key]:
            same.append(experiment)
        elif on_a_gpu(table):
            by_torch.append(experiment)
        else:
            differing[experiment] = difference(kept[key], summary(table))
    return same, differing, others, by_torch


def main():
    """Read a full build and a quick one. Write their hashes, the summaries of their columns, and their claims."""
    given = arguments(full=None, quick=None, output=None)
    with job("expected", given.log):
        tables, columns, claims = [], {}, []
        for size, results in (("full", given.full), ("quick", given.quick)):
            claims.append(expected_claims.kept(f"{results}/claims.csv", settings_of(results), size))
            for experiment, settings in settings_of(results).items():
                if settings.startswith(BY_TORCH):
                    continue
                path = layout.metrics_file(results, experiment)
                if on_a_gpu(path):
                    raise JobError(f"{path} was trained on a GPU, whose bits are not a processor's: build it with device: cpu")
                if (experiment, settings) not in columns:
                    tables.append((experiment, size, settings, fingerprint(path)))
                    columns[experiment, settings] = summary(path)
        rows = [(*key, name, *map(kept.get, KEPT)) for key, table in columns.items() for name, kept in table.items()]
        contents = {
            "tables": pd.DataFrame(tables, columns=["experiment", "size", "settings", "sha256"]),
            "columns": pd.DataFrame(rows, columns=["experiment", "settings", "column", *KEPT]).astype({"runs": int}),
            "claims": pd.concat(claims).drop_duplicates(expected_claims.KEY),
        }
        for name, content in contents.items():
            with whole(f"{given.output}/{name}.csv") as part:
                content.to_csv(part, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
