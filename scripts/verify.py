"""Verify: print the claims in a table that a person can read; fail where a verdict is not the expected one."""

import sys

import pandas as pd

from scripts.job import arguments


def main():
    given = arguments(claims=None)
    claims = pd.read_csv(given.claims)
    claims["interval"] = [f"[{low:.4g}, {high:.4g}]" for low, high in zip(claims["low"], claims["high"], strict=True)]
    shown = claims[["claim", "cell", "relation", "predicted", "measured", "interval", "runs", "verdict", "expected"]]
    print(shown.to_string(index=False, float_format=lambda value: f"{value:.5g}"))
    surprising = claims[claims["verdict"] != claims["expected"]]
    print(f"\n{len(claims)} checks: " + ", ".join(f"{count} {verdict}" for verdict, count in claims["verdict"].value_counts().items()))
    if len(surprising):
        names = ", ".join(f"{row.claim} ({row.cell}): {row.verdict}" for row in surprising.itertuples())
        sys.exit(f"verify: {len(surprising)} verdicts are not the expected ones: {names}")


if __name__ == "__main__":
    main()
