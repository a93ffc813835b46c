"""Expected metrics: the table of what a right build gives, made from builds on several processors and compared with any other build."""

import json
import math
import re
from pathlib import Path

import pandas as pd

from scripts import layout
from scripts.job import JobError, arguments, job, whole

KEYS = ["experiment", "settings", "column", "statistic"]
QUANTILES = {"10 %": 0.1, "median": 0.5, "90 %": 0.9}
NOT_RESULTS = ("cell", "run", "device")
"""Columns that say where a row is from."""
ROOM = 10
"""How many times the largest difference between processors a number may differ."""
LEAST = 1e-8
"""The smallest tolerance, relative to the number."""
ROUNDING = 1e-15
"""A number this near to the expected one is the same."""
LEAST_COUNT = 0.01
"""The smallest tolerance of a number of runs, relative to all runs."""


def summary(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """What is kept of a metrics table: (column, statistic) -> number. Columns that differ by a number at the end are taken together."""
    kept, series = {}, {}
    for name in table.columns:
        if name not in NOT_RESULTS:
            series.setdefault(re.sub(r"_\d+$", "", name), []).append(table[name])
    for name, columns in series.items():
        values = pd.concat(columns).dropna()
        if values.dtype.kind in "ifb":
            kept[name, "runs"] = len(values)
            if len(values):
                kept |= {(name, statistic): float(values.quantile(q)) for statistic, q in QUANTILES.items()}
        else:
            kept |= {(name, f"runs with {value}"): int(count) for value, count in values.value_counts().sort_index().items()}
    return kept


def collect(results: str) -> tuple[dict, dict]:
    """All that is kept of a build: (experiment, settings, column, statistic) -> number, and experiment -> (settings, rows)."""
    settings = json.loads(Path(results, "provenance.json").read_text())["settings"]
    kept, seen = {}, {}
    for experiment, digest in settings.items():
        table = pd.read_csv(layout.metrics_file(results, experiment), engine="pyarrow")
        if set(table.get("device", ())) - {"cpu"}:  # a GPU's float32 is another experiment
            digest += " on a GPU"
        seen[experiment] = (digest, len(table))
        kept |= {(experiment, digest, *key): value for key, value in summary(table).items()}
    return kept, seen


def tolerances(expected: dict, seen: dict, others: list[dict]) -> dict:
    """How far each number may be from the expected one: ROOM times its range over processors, and at least LEAST, rounded up to one digit.

    expected: as of `collect`; seen: experiment -> (settings, rows); others: what the numbers are on other processors.
    Quantiles of a column share the largest relative range among them: a single one may agree by chance to the last bit.
    """
    ranges = {key: max((abs(other[key] - value) for other in others if key in other), default=0.0) for key, value in expected.items()}
    relative = {}
    for key, value in expected.items():
        if ranges[key]:
            relative[key[:-1]] = max(relative.get(key[:-1], 0.0), ranges[key] / (abs(value) + ranges[key]))
    found = {}
    for key, value in expected.items():
        if key[-1].startswith("runs"):
            wanted = max(ROOM * ranges[key], LEAST_COUNT * seen[key[0]][1])
        else:
            wanted = max(ROOM * max(ranges[key], relative.get(key[:-1], 0.0) * abs(value)), LEAST * abs(value), ROUNDING)
        unit = 10.0 ** math.floor(math.log10(wanted))
        found[key] = float(f"{math.ceil(wanted / unit) * unit:.0e}")
    return found


def compare(expected: pd.DataFrame, results: str) -> tuple[pd.DataFrame, list[str]]:
    """The expected numbers beside those of a build, of every experiment with the same settings, and the experiments with others.

    Returns the rows of `expected` with `found` (0 for runs that are not there, NaN for a missing number) and `agrees`.
    """
    found, seen = collect(results)
    known = set(zip(expected["experiment"], expected["settings"], strict=True))
    others = [experiment for experiment, (digest, _) in seen.items() if (experiment, digest) not in known]
    here = {(experiment, digest) for experiment, (digest, _) in seen.items()}
    rows = expected[[pair in here for pair in zip(expected["experiment"], expected["settings"], strict=True)]].copy()
    absent = rows["statistic"].str.startswith("runs").map({True: 0.0, False: math.nan})
    rows["found"] = [found.get(key, none) for key, none in zip(rows[KEYS].itertuples(index=False, name=None), absent, strict=True)]
    rows["agrees"] = (rows["found"] - rows["expected"]).abs() <= rows["tolerance"]
    return rows, others


def telling(kept: dict, seen: dict) -> dict:
    """What is kept less what says nothing: that no run lacks a number, and quantiles that are the same as the median."""
    said = {}
    for (*column, statistic), value in kept.items():
        whole = statistic == "runs" and value % seen[column[0]][1] == 0
        again = statistic in QUANTILES and statistic != "median" and value == kept[*column, "median"]
        if not whole and not again:
            said[*column, statistic] = value
    return said


def main():
    """Read builds of the same settings; write the table of the first one's numbers. A tolerance of the table before is never narrowed."""
    given = arguments(results={"nargs": "+", "required": True}, before={}, output=None)
    with job("expected", given.log), whole(given.output) as part:
        (reference, seen), *others = [collect(results) for results in given.results]
        for folder, (_, settings) in zip(given.results[1:], others, strict=True):
            if settings != seen:
                raise JobError(f"{folder} was built with other settings than {given.results[0]}")
        reference = telling(reference, seen)
        builds = [dict.fromkeys(reference, 0.0) | other for other, _ in others]
        before = pd.read_csv(given.before).set_index(KEYS)["tolerance"].to_dict() if given.before else {}
        allowed = tolerances(reference, seen, builds)
        rows = [(*key, value, max(allowed[key], before.get(key, 0.0))) for key, value in reference.items()]
        pd.DataFrame(rows, columns=[*KEYS, "expected", "tolerance"]).to_csv(part, index=False, float_format="%.10g")


if __name__ == "__main__":
    main()
