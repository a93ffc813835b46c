"""What a dashboard says below its panels, question by question: what was found, what theory says, and whether its hypothesis holds.

An answer is a heading and its text, of one line or more.
"""

import numpy as np

from descent.statistics import largest, median, share_of_counts
from scripts.plots.own.series import Series, alike, joined, spent, twins

APART = ("trivial", "approximate", "dead")
"""Columns of metrics with laws that are told apart."""
ORDER = ("holds", "fails", "seen", "not seen")
"""Verdicts, in the order in which they are said."""
ALONG = 1e-6
"""Steps go along the gradient where their direction adds less than this share to the drift: rounding leaves about 1e-11."""


def between(measured, form: str = ".2f") -> str:
    """A number with its 95 % interval."""
    return f"{measured.value:{form}} [{measured.low:{form}}, {measured.high:{form}}]"


def of_each(words: str, kinds: dict[str, str]) -> str:
    """What is said of every kind of cells: beside the words where there is one kind, else a line each."""
    if len(kinds) == 1:
        return f"{words}: {next(iter(kinds.values()))}"
    return "\n".join([words, *(f"{label}: {text}" for label, text in kinds.items())])


def conserved(found: list[Series]) -> list[tuple[str, str]]:
    """Which laws there are, and how far they drift."""
    if any(one.rows["laws"].isna().all() for one in found):
        return [("found", "not asked; the setting laws asks")]
    laws = _count([one.rows["laws"] for one in found])
    apart = [f"{_count([one.rows[name] for one in found])} {name}" for name in APART if all(name in one.rows for one in found)]
    if all(np.isnan(one.runs["drift"]).all() for one in found):
        return [("found", f"{laws} laws of the form {found[0].parameters['laws']}")]
    kinds = alike(one for one in found if not one.noise)
    return [
        ("found", f"{laws} laws" + (f"; apart {', '.join(apart)}" if apart else "")),
        ("theory", "gradient flow keeps every law; a step of gradient descent adds the law of the gradient, times the step squared"),
        ("measured", _drifts(kinds)),
        ("hypothesis", _along(kinds)),
    ]


def _drifts(kinds: dict[str, list[Series]]) -> str:
    """How far the worst law has moved, and how far any law is from what theory says of the steps."""
    moved = {label: between(median(joined(cells, "drift")), ".2g") for label, cells in kinds.items()}
    off = {label: largest(joined(cells, "identity")) for label, cells in kinds.items()}
    words = "drift of the worst law at the end, median run"
    if any(one.used for one in off.values()):
        words += "; off: the largest difference from theory, of any law in any run"
    return of_each(words, {label: moved[label] + (f", off {off[label].value:.0e}" if off[label].used else "") for label in kinds})


def _along(kinds: dict[str, list[Series]]) -> str:
    """Of which kinds of cells the steps go along the gradient."""
    words = "steps go along the gradient: their direction adds nothing to the drift, a share of 0"
    shares = {label: median(joined(cells, "by_direction")) for label, cells in kinds.items()}
    seen = {label: one.value for label, one in shares.items() if one.used}
    if not seen:
        return f"{words}. Not seen; every: 1 shows it"
    verdicts = {label: "holds" if value <= ALONG else "fails" for label, value in seen.items()}
    return by_verdict(words, verdicts, {label: f"{value:.1g}" for label, value in seen.items()})


def by_verdict(words: str, verdicts: dict[str, str], numbers: dict[str, str]) -> str:
    """Of which kinds of cells a hypothesis holds, and of which not, each with its number in brackets."""
    groups = {
        verdict: [f"{label} ({numbers[label]})" for label, given in verdicts.items() if given == verdict] for verdict in verdicts.values()
    }
    return "\n".join([words, *(f"{verdict}: {', '.join(groups[verdict])}" for verdict in sorted(groups, key=ORDER.index))])


def waiting(found: list[Series]) -> list[tuple[str, str]]:
    """Where training waits, how long beside linear theory, and what noise changes."""
    plain = [one for one in found if not one.noise]
    left, predicted, strict = (
        np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in plain]) for name in ("left", "predicted", "strict")
    )
    runs, many = sum(len(one.rows) for one in plain), int((~np.isnan(strict)).sum())
    ended, more = (np.concatenate([one.runs[f"end_{name}"].ravel() for one in plain]) for name in ("strict", "predicted"))
    if all(one.rows["plateaus"].isna().all() for one in plain):
        return [("found", "not asked; the setting plateaus asks")]
    there = _count([[sum(one.rows["plateaus"].sum() for one in plain)]])
    said = [("found", f"plateaus in {runs:,} runs without noise: {there}, of which {many:,} examined")]
    if many:
        said += [
            ("theory", "a strict saddle is left at the rate of its lowest eigenvalues"),
            ("measured", f"time left over time left by linear theory, median plateau: {between(median(_ratio(left, predicted)))}"),
            ("hypothesis", f"strict saddle: {between(share_of_counts(int(np.nansum(strict)), many))} of those examined"),
        ]
    examined = int((~np.isnan(ended)).sum())
    if waits := int(np.nansum(ended)):
        after = f"linear theory would leave a saddle there in {median(more).value:.2g} iterations (median)"
        said.append(("at the end", f"negative curvature in {waits:,} of {examined:,} runs that were examined; {after}"))
    pairs = alike(twins(found), lambda pair: pair[0].label)
    if pairs:
        words = "iterations at plateaus over those of the same run without noise, median run"
        said.append(("noise", of_each(words, {label: _slower(some) for label, some in pairs.items()})))
    return said


def _slower(pairs: list[tuple[Series, Series]]) -> str:
    """How much longer runs wait with noise."""
    ratio = median(np.concatenate([_ratio(spent(noisy), spent(without)) for without, noisy in pairs]))
    return between(ratio) if ratio.used else "none waits without noise"


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below; NaN where below is no positive number."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _count(columns) -> str:
    """A count, or its range over runs."""
    values = np.concatenate(columns)
    low, high = int(values.min()), int(values.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
