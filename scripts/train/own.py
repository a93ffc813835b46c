"""Train: a user's own network or objective with any optimiser, observed by the instruments."""

from typing import Literal

import numpy as np

from descent import ends, parameters
from descent.own import optimisers
from descent.own.runs import OwnRunFile
from descent.parameters import Count, NotNegative, Positive, given
from scripts import choices

COLUMNS = (OwnRunFile,)
WORDS = {"optimiser": optimisers.label}


class Parameters(parameters.Parameters):
    """The parameters of a cell besides the settings of its file."""

    optimiser: str = given(description="A class of torch.optim, or of the file, with its arguments: {SGD: {lr: 0.1}}.")
    steps: Count = given(1000, "Iterations, where the step size is not halved.")
    halvings: int = given(0, "Number of times that the step size is halved and the iterations doubled: the same flow time.", ge=0, le=20)
    tolerance: NotNegative = given(0.0, "A run ends where the gradient's norm is at most this.")
    batch: int = given(0, "Points in a mini-batch; 0: all data in every gradient.", ge=0)
    clip: NotNegative = given(0.0, "Largest norm of a gradient: longer ones are shortened to it; 0: no clipping.")
    r: NotNegative = given(0.0, "Radius of the noise that is added where the gradient is small; 0: none.")
    g_thres: NotNegative = given(1e-3, "Noise is added where the gradient's norm is at most this.")
    t_thres: int = given(1, "Least number of iterations between two noises.", ge=0)
    sigma: NotNegative = given(0.0, "Length of the noise that is added to every gradient; 0: none.")
    record: Count = given(101, "How many times the loss, the gradient's norm and the drift of conservation laws are kept.")
    every: Count = given(
        10, "Number of iterations from one look at laws and plateaus to the next; 1: every step of the laws, and exact times."
    )
    laws: Literal["none", "diagonal", "matrices"] = given("diagonal", "The form of the conservation laws that are watched.")
    plateaus: int = given(4, "Number of plateaus of a run that are examined, in addition to its end; 0: none, and no end.", ge=0)
    share_examined: float = given(1.0, "Share of the runs for whose plateaus the curvature is computed.", ge=0, le=1)
    one_neuron: bool = given(False, "Whether the ends of the examined runs are classified, and an exponential neuron is added there.")
    lam: Positive = given(1.0, "Weight of the neuron's regulariser, lambda.")
    margins: int = given(0, "Steps of training on the logarithm of the loss, from where a run ended; 0: none.", ge=0)
    until: float = given(3.0, "log10 of the margin at which that training ends.", gt=0, le=300)
    precision: Literal["float32", "float64"] = given("float64", "Precision of all numbers.")
    device: Literal["auto", "cpu", "cuda"] = given("auto", "Where runs are trained; auto: a GPU where torch finds one.")


def check_cell(cell, file):
    """Raise ValueError if the cell's optimiser is neither torch's nor the file's, or does not take the given arguments."""
    from descent.instruments import optimisers as known

    known.named(optimisers.read(cell.optimiser), choices.load_file(file.path))


def train(seeds, cell, file):
    """Train the runs. seeds: (runs, 3). file: the user's own. Returns what `descent.own.runs.OwnRunFile` holds."""
    from descent.instruments import optimisers as known
    from descent.instruments import study, training

    own = choices.load_file(file.path)
    optimiser = known.halved(known.named(optimisers.read(cell.optimiser), own), cell.halvings)
    how = training.Settings(**{name: getattr(cell, name) for name in training.Settings._fields})
    settings = {name: {key: getattr(cell, key) for key in file.taken(name)} for name in ("build", "data")}
    neuron = study.Neuron(lam=cell.lam, device=cell.device) if cell.one_neuron else None
    late = study.Late(steps=cell.margins, until=cell.until, record=cell.record, device=cell.device) if cell.margins else None
    looks = study.Looks(cell.laws, cell.plateaus, cell.share_examined, cell.every, neuron, late)
    found = study.run(own, seeds, settings, optimiser, how._replace(steps=cell.steps << cell.halvings), cell.precision, looks)
    return found | {"status": ends.words(np.asarray(found["status"]))}
