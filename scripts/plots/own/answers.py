"""What a dashboard says of a study, question by question: what was found, what theory says, and whether its hypothesis holds.

An answer is a list of headings and their texts. What theory says is a part of the caption; all else stands below the panels.
"""

import numpy as np

from descent.statistics import largest, median, share_of_counts
from scripts.plots.own.series import Series, alike, calm, joined, spent, twins

THEORY, MISSING = "theory", "not asked"
"""Headings of what theory says, and of what the study did not ask for."""
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
        return [(MISSING, "conservation laws (setting laws)")]
    laws = _count([one.rows["laws"] for one in found])
    apart = [f"{_count([one.rows[name] for one in found])} {name}" for name in APART if all(name in one.rows for one in found)]
    if all(np.isnan(one.runs["drift"]).all() for one in found):
        return [("found", f"{laws} laws of the form {found[0].parameters['laws']}")]
    kinds = alike(calm(found))
    return [
        ("found", f"{laws} laws" + (f", and apart from them {', '.join(apart)}" if apart else "")),
        (
            THEORY,
            "gradient flow conserves every law; a step of gradient descent changes it by the law of the gradient, times the squared step",
        ),
        ("measured", _drifts(kinds)),
        ("hypothesis", _along(kinds)),
    ]


def _drifts(kinds: dict[str, list[Series]]) -> str:
    """How far the worst law has moved, and how far any law is from what theory says of the steps."""
    moved = {label: between(median(joined(cells, "drift")), ".2g") for label, cells in kinds.items()}
    off = {label: largest(joined(cells, "identity")) for label, cells in kinds.items()}
    words = "relative drift of the law that moved most, at the end, median run"
    exact = {label: f", all laws within {off[label].value:.0e} of theory" if off[label].used else "" for label in kinds}
    return of_each(words, {label: moved[label] + exact[label] for label in kinds})


def _along(kinds: dict[str, list[Series]]) -> str:
    """Of which kinds of cells the steps go along the gradient."""
    words = "steps go along the gradient"
    shares = {label: median(joined(cells, "by_direction")) for label, cells in kinds.items()}
    seen = {label: one.value for label, one in shares.items() if one.used}
    if not seen:
        return f"{words}; not recorded (the setting every: 1 records it)"
    verdicts = {label: "holds" if value <= ALONG else "fails" for label, value in seen.items()}
    return by_verdict(
        f"{words} (in brackets: the share of the drift that their direction adds)",
        verdicts,
        {label: f"{value:.1g}" for label, value in seen.items()},
    )


def by_verdict(words: str, verdicts: dict[str, str], numbers: dict[str, str]) -> str:
    """Of which kinds of cells a hypothesis holds, and of which not, each with its number in brackets."""
    groups = {
        verdict: [f"{label} ({numbers[label]})" for label, given in verdicts.items() if given == verdict] for verdict in verdicts.values()
    }
    return "\n".join([words, *(f"{verdict}: {', '.join(groups[verdict])}" for verdict in sorted(groups, key=ORDER.index))])


def waiting(found: list[Series]) -> list[tuple[str, str]]:
    """Where training waits, how long beside linear theory, and what noise changes."""
    plain = calm(found)
    left, predicted, strict = (
        np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in plain]) for name in ("left", "predicted", "strict")
    )
    runs, many = sum(len(one.rows) for one in plain), int((~np.isnan(strict)).sum())
    ended, more = (np.concatenate([one.runs[f"end_{name}"].ravel() for one in plain]) for name in ("strict", "predicted"))
    if all(one.rows["plateaus"].isna().all() for one in plain):
        return [(MISSING, "saddles (setting plateaus)")]
    there = _count([[sum(one.rows["plateaus"].sum() for one in plain)]])
    said = [
        (
            "found",
            f"{there} plateaus in {runs:,} runs {'with' if plain[0].noise else 'without'} noise"
            + (f", {many:,} of them examined" if many else ""),
        )
    ]
    if many:
        said += [
            (THEORY, "a strict saddle is left at the rate of its lowest eigenvalues"),
            ("measured", f"time to leave, divided by that of linear theory, median plateau: {between(median(_ratio(left, predicted)))}"),
            (
                "hypothesis",
                f"the saddle is strict; share of the examined plateaus: {between(share_of_counts(int(np.nansum(strict)), many))}",
            ),
        ]
    examined = int((~np.isnan(ended)).sum())
    if waits := int(np.nansum(ended)):
        after = f"by linear theory a saddle there is left in {median(more).value:.2g} iterations (median)"
        said.append(("at the end", f"negative curvature in {waits:,} of {examined:,} examined runs; {after}"))
    pairs = alike(twins(found), lambda pair: pair[0].label)
    if pairs:
        words = "iterations at plateaus, divided by those of the same run without noise, median run"
        said.append(("noise", of_each(words, {label: _slower(some) for label, some in pairs.items()})))
    return said


def _slower(pairs: list[tuple[Series, Series]]) -> str:
    """How much longer runs wait with noise."""
    ratio = median(np.concatenate([_ratio(spent(noisy), spent(without)) for without, noisy in pairs]))
    return between(ratio) if ratio.used else "no run waits without noise"


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below; NaN where below is no positive number."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _count(columns) -> str:
    """A count, or its range over runs."""
    values = np.concatenate(columns)
    low, high = int(values.min()), int(values.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
