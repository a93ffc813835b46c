"""The descent of the loss F with an added neuron, from a = 0 at a stationary point of the module, and its outcome."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments.added_neuron import NET, OWN, outputs_of, points, with_neuron
from descent.instruments.classified import errors
from descent.instruments.minima import LEAST, Minimum
from descent.instruments.objective import Objective, Parameters
from descent.instruments.polish import descend

NOT_NEEDED, TAKEN_OVER, TO_INFINITY, STUCK, NOT_CONVERGED = "not needed", "taken over", "to infinity", "stuck", "not converged"
MEANINGS = {
    NOT_NEEDED: "g = 0 everywhere: the loss is at a minimum of the outputs themselves, and no neuron lowers it.",
    TAKEN_OVER: "The net alone has a lower loss than before, and the neuron is off.",
    TO_INFINITY: "F falls while w and b grow without bound, and the net alone still misclassifies points.",
    STUCK: "F does not fall below the loss of the minimum.",
    NOT_CONVERGED: "None of these within the allowed steps.",
}
FALL = 1e-6
"""F has fallen if it is below the minimum's loss by this share of it."""
ON = 1e-3
"""The neuron is on if its output at some point is above this."""
GROWTH = 1.2
"""The neuron has grown if |(w, b)| has increased by this factor. A neuron that is on must grow, since at a finite stationary point
lambda |a|^2 = a.dF/da - (sum of dF/db) = 0 (Liang et al. 2018).
"""


class Path(NamedTuple):
    """The descent of F from a = 0, at recorded steps. All are (times,)."""

    steps: np.ndarray
    F: np.ndarray
    size: np.ndarray
    """The largest |(w, b)| over the outputs' neurons."""
    output: np.ndarray
    """The largest |a exp(w.x + b)| over points and outputs."""
    base_loss: np.ndarray
    """The loss of the net without the neuron."""
    base_errors: np.ndarray
    """Number of points that the net without the neuron misclassifies."""


def descents(
    objectives: Sequence[Objective],
    ends: Sequence[Minimum],
    places: Sequence[np.ndarray],
    lam: float,
    steps: int,
    times: int,
    tolerance: float,
    device: str,
) -> list[Path]:
    """The descents of F by L-BFGS, side by side, from the ends with a = 0.

    places: the start of (w, b) for each end, (outputs, d + 1). lam: lambda. steps: most steps of L-BFGS. times: number of recorded steps.
    tolerance: of the gradient's norm.
    """
    parts = zip(objectives, ends, places, strict=True)
    augmented = [with_neuron(objective, end.theta, torch.from_numpy(v), lam) for objective, end, v in parts]
    kept = sorted({0, *np.geomspace(1, max(steps, 1), max(times, 1)).round().astype(int).tolist()})
    found, gradients = descend(augmented, tolerance, steps, kept, device)
    thetas = [{name: values.cpu() for name, values in gradients.stacked(theta).items()} for theta in (*found.kept, found.theta)]
    return [
        path(objective, with_it, [{name: values[run] for name, values in theta.items()} for theta in thetas], np.array([*kept, steps]))
        for run, (objective, with_it) in enumerate(zip(objectives, augmented, strict=True))
    ]


def path(objective: Objective, with_it: Objective, thetas: list[Parameters], steps: np.ndarray) -> Path:
    """The path through given parameters. with_it: the objective with its neuron. thetas: its parameters. steps: their steps, (times,)."""
    x, columns = points(objective), []
    for theta in thetas:
        base = {name.removeprefix(NET): values for name, values in theta.items() if name not in OWN}
        size = torch.cat([theta["w"], theta["b"][:, None]], dim=1).norm(dim=1).max()
        with torch.no_grad():
            row = with_it.value(theta), size, outputs_of(x, theta), objective.value(base)
        columns.append([*map(float, row), errors(objective, base)])
    return Path(steps, *np.array(columns).T)


def word(way: Path, before: float, lowest: float) -> str:
    """The outcome of a descent, one of MEANINGS. before: the loss at its start. lowest: the least possible loss."""
    end = {name: values[-1] for name, values in way._asdict().items()}
    wrong = end["base_errors"] > 0 or (np.isnan(end["base_errors"]) and end["base_loss"] > lowest + LEAST)
    if not end["F"] < before - FALL * abs(before):
        return STUCK
    if end["output"] <= ON:
        return TAKEN_OVER if end["base_loss"] < before - FALL * abs(before) else NOT_CONVERGED
    return TO_INFINITY if wrong and end["size"] > GROWTH * way.size[0] else NOT_CONVERGED
