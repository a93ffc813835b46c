"""What a dashboard says below its panels, question by question: what was found, what theory says, and whether its hypothesis holds."""

import numpy as np

from descent.statistics import median, share
from scripts.plots.own.series import Series, spent, twins

FLOW = {"SGD": ("lr", "momentum", "dampening", "nesterov", "foreach")}
"""Optimisers of torch whose steps are along the gradient and its past, and the arguments with which they are."""


def follows_gradient_flow(one: Series) -> bool:
    """Whether small steps of a cell follow gradient flow: gradient descent, with momentum or without, nothing clipped or decayed."""
    given = one.parameters["optimiser"]
    name, arguments = (given, {}) if isinstance(given, str) else next(iter(given.items()))
    return set(arguments or {}) <= set(FLOW.get(name, ())) and name in FLOW and not one.parameters.get("clip")


def between(measured, form: str = ".2g") -> str:
    """A number with its 95 % interval."""
    return f"{measured.value:{form}} [{measured.low:{form}}, {measured.high:{form}}]"


def conserved(found: list[Series]) -> list[tuple[str, str]]:
    """Question 1."""
    counts = {name: _whole(one.rows[name] for one in found) for name in ("laws", "trivial", "approximate", "dead")}
    drifts, plain = {one.label: one for one in reversed(found) if not one.noise}, {one.label for one in found if follows_gradient_flow(one)}
    if counts["laws"] == "0":
        return [("found", f"no law but the trivial ones ({counts['trivial']})")]
    drift = [f"{label} {between(median(one.runs['drift'][:, -1]))}" for label, one in reversed(drifts.items())]
    holds = ", ".join(label for label in drifts if label in plain) or "no cell"
    return [
        (
            "found",
            f"{counts['laws']} laws; apart {counts['trivial']} trivial, {counts['approximate']} approximate, {counts['dead']} dead",
        ),
        ("theory", "gradient flow keeps every law; gradient descent drifts in proportion to its step"),
        ("measured", f"relative drift at the end, the worst law's, median run: {'; '.join(drift)}"),
        ("hypothesis", f"steps along the gradient: {holds}"),
    ]


def waiting(found: list[Series]) -> list[tuple[str, str]]:
    """Question 2."""
    curvature, time, left = (
        np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in found if not one.noise]) for name in ("curvature", "spent", "left")
    )
    plateaus = ~np.isnan(time)
    if not plateaus.any():
        return [("found", "no plateau")]
    strict = int((curvature[plateaus] < 0).sum())
    said = [
        ("found", f"{plateaus.sum():,} plateaus in {sum(len(one.rows) for one in found if not one.noise):,} runs without noise"),
        ("theory", "a strict saddle is left in a time that the lowest eigenvalue and the start's share along its vector give"),
        ("measured", f"time spent over time predicted {between(median(_ratio(time[plateaus], left[plateaus])))}"),
        ("hypothesis", f"strict saddle: {between(share(strict, int(plateaus.sum())))} of the plateaus"),
    ]
    for plain, noisy in twins(found):
        ratio = median(_ratio(spent(noisy), spent(plain)))
        said.append(
            ("with noise", f"{plain.label}, r = {noisy.noise:g}: {between(ratio)} of the iterations that the same run waits without")
        )
    return said


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below; NaN where below is no positive number."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _whole(columns) -> str:
    """A count, or its range over runs."""
    values = np.concatenate([np.asarray(column, dtype=float) for column in columns])
    low, high = int(values.min()), int(values.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
