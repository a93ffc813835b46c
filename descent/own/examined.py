"""Summaries of the plateaus of runs: one number per run."""

import numpy as np


def of_plateaus(runs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of the metrics record, from the columns of run files; NaN where plateaus were not searched for. Returns arrays (runs,)."""
    none = np.full(len(runs["status"]), np.nan)
    if "plateaus" not in runs:
        return dict.fromkeys(("plateaus", "spent", "strict", "slower", "end_curvature"), none)
    left, predicted = runs["plateau_left"], runs["plateau_predicted"]
    ratio = np.where(predicted > 0, left / np.where(predicted > 0, predicted, 1.0), np.nan)
    return {
        "plateaus": runs["plateaus"],
        "spent": np.nansum(runs["plateau_spent"], axis=1) + np.nan_to_num(runs["end_spent"]),
        "strict": _of_each(np.mean, runs["plateau_strict"]),
        "slower": _of_each(np.median, ratio),
        "end_curvature": runs["end_curvature"],
    }


def _of_each(statistic, values: np.ndarray) -> np.ndarray:
    """A statistic of each run's numbers, without NaN. values: (runs, plateaus). Returns (runs,), NaN for a run without numbers."""
    rows = (row[~np.isnan(row)] for row in values)
    return np.array([statistic(row) if row.size else np.nan for row in rows])
