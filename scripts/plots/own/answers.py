"""What a dashboard says below its panels, question by question: what was found, what theory says, and whether its hypothesis holds."""

import numpy as np

from descent.statistics import largest, median, share
from scripts.plots.own.series import Series, spent, twins

APART = ("trivial", "approximate", "dead")
"""Columns of metrics with laws that are told apart."""


def between(measured, form: str = ".2f") -> str:
    """A number with its 95 % interval."""
    return f"{measured.value:{form}} [{measured.low:{form}}, {measured.high:{form}}]"


def conserved(found: list[Series]) -> list[tuple[str, str]]:
    """Which laws there are, and how far they drift."""
    laws = _count([one.rows["laws"] for one in found])
    apart = [f"{_count([one.rows[name] for one in found])} {name}" for name in APART if all(name in one.rows for one in found)]
    if all(np.isnan(one.runs["drift"]).all() for one in found):
        return [("found", f"{laws} laws")]
    plain = _together(one for one in found if not one.noise)
    kinds = {label: _joined(cells) for label, cells in plain.items()}
    drifts = "; ".join(f"{label}: {between(median(kind['drift']), '.2g')}" for label, kind in kinds.items())
    shares = {label: median(kind["by_direction"]) for label, kind in kinds.items()}
    turned = "; ".join(f"{label}: {share.value:.1g}" for label, share in shares.items() if share.runs) or "Not seen: it takes every: 1"
    identity = {label: largest(kind["identity"]) for label, kind in kinds.items()}
    exact = "; ".join(f"{label}: {off.value:.0e}" for label, off in identity.items() if off.runs)
    return [
        ("found", f"{laws} laws" + (f"; apart {', '.join(apart)}" if apart else "")),
        ("theory", "gradient flow keeps every law; a step of gradient descent adds the law of the gradient, times the step squared"),
        ("measured", f"worst law's drift at the end, median run. {drifts}"),
        *([("beside theory", f"largest difference of any law in any run. {exact}")] if exact else []),
        ("hypothesis", f"steps along the gradient; the share of drift that their direction adds is 0 where it holds. {turned}"),
    ]


def _joined(cells: list[Series]) -> dict[str, np.ndarray]:
    """What laws have done until the end, of all runs of some cells."""
    ends = {name: [one.runs[name].reshape(len(one.rows), -1)[:, -1] for one in cells] for name in ("drift", "by_direction", "identity")}
    return {name: np.concatenate(values) for name, values in ends.items()}


def waiting(found: list[Series]) -> list[tuple[str, str]]:
    """Where training waits, how long beside linear theory, and what noise changes."""
    plain = [one for one in found if not one.noise]
    left, predicted, strict = (
        np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in plain]) for name in ("left", "predicted", "strict")
    )
    runs, many = sum(len(one.rows) for one in plain), int((~np.isnan(strict)).sum())
    ended, more = (np.concatenate([one.runs[f"end_{name}"].ravel() for one in plain]) for name in ("strict", "predicted"))
    if all(one.rows["plateaus"].isna().all() for one in plain):
        return [("found", "plateaus were not looked for")]
    there = _count([[sum(one.rows["plateaus"].sum() for one in plain)]])
    said = [("found", f"{there} plateaus in {runs:,} runs without noise; {many:,} examined")]
    if many:
        said += [
            ("theory", "a strict saddle is left at the rate of its lowest eigenvalues"),
            ("measured", f"time left over time left by linear theory, median plateau: {between(median(_ratio(left, predicted)))}"),
            ("hypothesis", f"strict saddle: {between(share(int(np.nansum(strict)), many))} of those examined"),
        ]
    examined = int((~np.isnan(ended)).sum())
    if waits := int(np.nansum(ended)):
        after = f"linear theory would leave a saddle there in {median(more).value:.2g} iterations (median)"
        said.append(("at the end", f"negative curvature in {waits:,} of {examined:,} runs that were examined; {after}"))
    for label, pairs in _together(twins(found), lambda pair: pair[0].label).items():
        ratio = median(np.concatenate([_ratio(spent(noisy), spent(without)) for without, noisy in pairs]))
        said.append(("noise", f"{label}: waits {between(ratio)} times as long as the same run without noise"))
    return said


def _together(found, key=lambda one: one.label) -> dict[str, list]:
    """Cells with the same label."""
    groups: dict[str, list] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return groups


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below; NaN where below is no positive number."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _count(columns) -> str:
    """A count, or its range over runs."""
    values = np.concatenate(columns)
    if np.isnan(values).any():
        return "no"
    low, high = int(values.min()), int(values.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
