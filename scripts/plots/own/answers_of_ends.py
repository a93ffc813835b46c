"""What a dashboard says of where training ends: whether that is a bad minimum, and which classifier it goes to."""

import numpy as np

from descent.statistics import median, share_of_counts, smallest
from scripts.plots.own import words as in_words
from scripts.plots.own.answers import MISSING, THEORY, between, by_verdict, of_each
from scripts.plots.own.series import Series, alike, joined

FALLS = -1e-12
"""A smoothed margin has fallen where a step changes it by less than this, relative to itself: less is rounding."""
LEAST = ("good", "at infinity")
"""Words for ends with the least loss."""
MOST_DEGREES = 4
"""Different degrees of homogeneity that are named."""
NO_MARGINS = ("not homogeneous", "no classes", "not separated")
"""Words of runs on which theory says nothing."""


def minima(found: list[Series]) -> list[tuple[str, str]]:
    """Which ends are bad minima, and what one more neuron does there."""
    kinds = {label: cells for label, cells in alike(found).items() if (joined(cells, "minimum") != "").any()}
    if not kinds:
        return [(MISSING, "bad minima (setting one_neuron)")]
    words = {label: joined(cells, "minimum") for label, cells in kinds.items()}
    every = np.concatenate(list(words.values()))
    many = int((every != "").sum())
    ends = {label: f"{counted(some)}; bad minima {_share_of(some, 'bad')}" for label, some in words.items()}
    said = [
        ("found", of_each(f"{many:,} ends examined, with the share of bad minima", ends)),
        (
            THEORY,
            "with one exponential neuron per output and its penalty no local minimum is bad; from a bad one of the net a path leads down",
        ),
    ]
    if left := {label: _left(cells) for label, cells in kinds.items() if (words[label] == "bad").any()}:
        said.append(("measured", of_each("at bad minima, the largest g²/(2λ), in theory above 0, and what follows with the neuron", left)))
    return [*said, ("hypothesis", _realised(words))]


def _realised(words: dict[str, np.ndarray]) -> str:
    """Which kinds of cells have come to the least loss, or near it on the way to infinity, so that their nets can have it."""
    counts = {label: (int(np.isin(some, LEAST).sum()), int((some != "").sum())) for label, some in words.items()}
    verdicts = {label: "seen" if good else "not seen" for label, (good, _) in counts.items()}
    return by_verdict(
        "the net can reach the least loss", verdicts, {label: f"{good:,} of {many:,}" for label, (good, many) in counts.items()}
    )


def _left(cells: list[Series]) -> str:
    """How a bad minimum is left with one more neuron."""
    certificates, neuron = (joined(cells, name)[joined(cells, "minimum") == "bad"] for name in ("neuron_certificate", "neuron"))
    return f"{between(median(certificates), '.2g')}; {counted(neuron)}"


def limit(found: list[Series]) -> list[tuple[str, str]]:
    """Which classifier training goes to: the margin, and how near a point of largest margin the direction is."""
    kinds = {label: cells for label, cells in alike(found).items() if (joined(cells, "margins") != "").any()}
    if not kinds:
        return [(MISSING, "margins (setting margins)")]
    every = [one for cells in kinds.values() for one in cells]
    words = joined(every, "margins")
    many, apart = int((words != "").sum()), int(np.isin(words, NO_MARGINS).sum())
    said = [("found", f"{many:,} runs trained on the logarithm of the loss: {counted(words)}{_degree(every)}")]
    if apart < many:
        changes = joined(every, "margins_change")
        fall, seen = int((changes < FALLS).sum()), int((~np.isnan(changes)).sum())
        said += [
            (THEORY, "the smoothed margin never falls, parameters align with minus the gradient, and their direction goes to a KKT point"),
            ("measured", of_each("at the end, median run", {label: _ends(cells) for label, cells in kinds.items() if _came(cells)})),
            ("smoothed margin", f"falls in {fall:,} of {seen:,} runs; smallest relative change in a step {smallest(changes).value:z.0e}"),
        ]
    return [*said, ("hypothesis", f"the net is homogeneous and classifies every point; {many - apart:,} of {many:,} runs")]


def counted(words: np.ndarray) -> str:
    """How often each word is there, the most frequent first; "" is none."""
    names, counts = np.unique(words[words != ""], return_counts=True)
    return ", ".join(f"{counts[k]:,} {in_words.shown(names[k])}" for k in np.argsort(-counts, kind="stable"))


def _share_of(words: np.ndarray, word: str) -> str:
    return between(share_of_counts(int((words == word).sum()), int((words != "").sum())))


def _degree(cells: list[Series]) -> str:
    """The degrees of homogeneity that were measured."""
    degrees = joined(cells, "degree")
    degrees = np.unique(np.round(degrees[~np.isnan(degrees)], 6))
    return f"; of degree {', '.join(f'{value:g}' for value in degrees)}" if 0 < len(degrees) <= MOST_DEGREES else ""


def _came(cells: list[Series]) -> bool:
    """Whether any run has a margin."""
    return bool(np.isfinite(joined(cells, "margins_log10")).any())


def _ends(cells: list[Series]) -> str:
    """Where runs have come to."""
    log10, normalised, alignment, residual = (
        median(joined(cells, f"margins_{name}")) for name in ("log10", "normalised", "alignment", "residual")
    )
    return (
        f"margin 10^{log10.value:.3g}, normalised {between(normalised, '.3g')}, "
        f"1 - alignment {1 - alignment.value:.1g}, KKT residual {residual.value:.1g}"
    )
