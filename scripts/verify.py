"""Verify: the claims as a table to read. It fails if a verdict, a number or a table of metrics is not the expected one."""

import pandas as pd

from scripts import expected_claims
from scripts.expected import compare, read, settings_of
from scripts.job import JobError, arguments, job
from scripts.verdicts import KINDS, NOT_RUN, of_claim

WIDTHS = {"claim": 34, "source": 36, "checks": 6, "predicted": 21, "measured": 24, "verdict": 18}
SHOWN = 20
"""The number of checks, and of tables, that are listed one by one."""


def line(cells) -> str:
    """One line of the table."""
    fitted = (text if len(text) <= width else f"{text[: width - 3]}..." for text, width in zip(cells, WIDTHS.values(), strict=True))
    return "  ".join(text.ljust(width) for text, width in zip(fitted, WIDTHS.values(), strict=True)).rstrip()


def span(low: float, high: float) -> str:
    """A range of numbers in few digits."""
    if pd.isna(low):
        return "-"
    ends = [f"{end:.4g}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def row(name: str, checks: pd.DataFrame) -> str:
    """A claim in one line: the range of its predictions and of its measurements, and its verdicts."""
    sign = {"at_least": ">= ", "at_most": "<= ", "every": "every ", "none": "none "}.get(checks["relation"].iloc[0], "")
    single = checks["verdict"].nunique() == 1
    verdicts = checks["verdict"].iloc[0] if single else counted(checks["verdict"])
    mark = "" if surprising(checks).empty else "  <- expected: " + checks["expected"].iloc[0]
    predicted = span(checks["predicted"].min(), checks["predicted"].max())
    predicted = predicted if predicted == "-" else sign + predicted
    measured = span(checks["measured"].min(), checks["measured"].max())
    return line([name, checks["source"].iloc[0], str(len(checks)), predicted, measured, verdicts]) + mark


def counted(verdicts: pd.Series) -> str:
    """The number of each verdict."""
    return ", ".join(f"{count} {verdict}" for verdict, count in verdicts.value_counts().items())


def surprising(checks: pd.DataFrame) -> pd.DataFrame:
    """The checks whose verdicts are not the expected ones."""
    return checks[(checks["verdict"] != checks["expected"]) & (checks["verdict"] != NOT_RUN)]


def show_claims(claims: pd.DataFrame):
    """Print the claims by paper, and the reasons why some are open, failed or were not run."""
    for paper, rows in claims.groupby("paper", sort=False):
        print(f"\n{paper}\n{line(WIDTHS)}\n{'-' * (sum(WIDTHS.values()) + 2 * len(WIDTHS) - 2)}")
        for name, checks in rows.groupby("claim", sort=False):
            print(row(name, checks))
    print()
    run, others = claims[claims["verdict"] != NOT_RUN], claims[claims["verdict"] == NOT_RUN]
    for name, checks in run.dropna(subset="why").groupby("claim", sort=False):
        print(f"{name} ({checks['verdict'].iloc[0]}): {checks['why'].iloc[0]}")
    for why, checks in others.groupby("why", sort=False):
        print(f"{NOT_RUN}, {why}: {', '.join(checks['claim'])}")
    print(f"\n{len(run)} checks of {run['claim'].nunique()} claims: {counted(run['verdict'])}")
    for kind, name in KINDS.items():
        verdicts = run[run["kind"] == kind].groupby("claim")["verdict"].agg(of_claim)
        if len(verdicts):
            print(f"  {len(verdicts)} {name}: {counted(verdicts)}")
    if len(others):
        print(f"{len(others)} claims were not run")


def show_files(paths: list[str]):
    """Print the claims in some files of single claims."""
    show_claims(pd.concat([pd.read_csv(path) for path in paths], ignore_index=True))


def shortened(lines: list[str], of: str) -> list[str]:
    """The first lines, and the number of further ones."""
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"and {len(lines) - SHOWN} more {of}"]


def main():
    """Read claims.csv, the metrics and the expected values. Print the claims, or fail with what is not as expected."""
    given = arguments(claims=None, tables=None, columns=None, expected=None, results=None)
    with job("verify", given.log):
        claims = pd.read_csv(given.claims)
        same, differing, others, by_torch = compare(*read(given.tables, given.columns), given.results)
        show_claims(claims)
        print(f"{len(same)} of {len(same) + len(differing)} metrics tables are the expected ones to the byte")
        if others:
            print(f"{len(others)} experiments have other settings than the expected ones: {', '.join(others)}")
        if by_torch:
            said = "were trained by torch, which rounds in a way of the machine's, and are not compared"
            print(f"{len(by_torch)} {said}: {', '.join(by_torch)}")
        checks = expected_claims.differing(expected_claims.read(given.expected), given.claims, settings_of(given.results))
        tables = [f"metrics/{experiment}.csv: {what}" for experiment, what in differing.items()]
        if checks or tables:
            lines = [*shortened(checks, "checks"), *shortened(tables, "tables")]
            raise JobError("\n  ".join([f"{len(checks) + len(tables)} are not as expected:", *lines]))


if __name__ == "__main__":
    main()
