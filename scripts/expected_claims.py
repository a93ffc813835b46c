"""The expected claims: the verdict and the numbers of every check of a full and of a quick build, so that any change is seen."""

import pandas as pd

from scripts.configuration import BY_TORCH
from scripts.verdicts import NOT_RUN

KEY = ["experiment", "settings", "claim", "cell"]
NUMBERS = ["measured", "low", "high", "runs", "used"]
"""The measured numbers of a check, kept as text and compared to the last digit."""


def kept(claims: str, settings: dict[str, str], size: str) -> pd.DataFrame:
    """The expected rows from a build's claims.csv, one per check. settings: experiment -> a short name of all its settings."""
    table = pd.read_csv(claims, dtype=str, keep_default_na=False)
    table = table[table["experiment"].isin(settings) & (table["verdict"] != NOT_RUN)]
    return table.assign(settings=table["experiment"].map(settings), size=size)[[*KEY, "size", "predicted", *NUMBERS, "verdict"]]


def read(path: str) -> pd.DataFrame:
    """The expected rows."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def differing(expected: pd.DataFrame, claims: str, settings: dict[str, str]) -> list[str]:
    """The checks of a build that are not as expected, one line each.

    With the expected settings, verdicts and numbers are compared, except for numbers that torch made. With other settings, the verdict is
    compared with the one that the claim names.

    expected: as in `read`; claims: a claims.csv; settings: experiment -> a short name of all its settings.
    """
    known = expected.set_index(KEY)
    table = pd.read_csv(claims, dtype=str, keep_default_na=False)
    lines = []
    for row in table[table["verdict"] != NOT_RUN].to_dict("records"):
        key = (row["experiment"], settings.get(row["experiment"], ""), row["claim"], row["cell"])
        if key not in known.index:
            others = {"verdict": row["expected"]} if row["verdict"] != row["expected"] else {}
        else:
            compared = ["verdict"] if key[1].startswith(BY_TORCH) else ["verdict", *NUMBERS]
            others = {name: known.at[key, name] for name in compared if known.at[key, name] != row[name]}
        if others:
            said = ", ".join(f"{name} {row[name] or 'none'}, expected: {value or 'none'}" for name, value in others.items())
            lines.append(f"{row['claim']} ({row['cell']}): {said}")
    return lines
