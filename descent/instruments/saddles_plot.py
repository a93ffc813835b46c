"""The plot of a training's plateaus: loss, gradient norm, and the time to leave each plateau beside that of linear theory."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = {"plain": "#0072B2", "noise": "#D55E00", "theory": "#000000", "plateau": "#CCCCCC"}


def plot(found):
    """Plot a `saddles.Saddles` and its twin. Returns matplotlib's figure."""
    fig, (loss, slope, times) = plt.subplots(1, 3, figsize=(9, 2.8), layout="constrained")
    for one, colour, name in _both(found):
        t = one.trained.times
        loss.plot(t, one.trained.loss[0], color=colour, lw=1, label=name)
        slope.plot(t, one.trained.slope[0], color=colour, lw=1)
    for axis in (loss, slope):
        axis.set(xlabel="iteration", xlim=(0, _until(found)))
        for stay in _strict(found):
            plateau = stay.plateau
            axis.axvspan(plateau.enter, plateau.enter + plateau.spent, color=COLOURS["plateau"], alpha=0.5, lw=0)
    loss.set(ylabel="loss", title="grey: at a strict saddle")
    loss.legend(frameon=False)
    slope.set(ylabel="gradient norm", yscale="log", title=found.optimiser.label)
    for k, (one, colour, name) in enumerate(_both(found)):
        stays = _strict(one)
        where = np.arange(1, len(stays) + 1)
        times.bar(where + (k - 0.5) * 0.4, [_left(stay.plateau) for stay in stays], 0.4, color=colour, label=name)
        if not k:
            times.plot(where - 0.2, [stay.predicted for stay in stays], "_", color=COLOURS["theory"], ms=12, label="linear theory")
    times.set(xlabel="strict saddle", ylabel="iterations from lowest gradient", title="time to leave")
    times.set_xlim(0.4, max(2, *(len(_strict(one)) for one, *_ in _both(found)), 0) + 0.6)
    times.margins(y=0.5)  # room for the legend
    times.xaxis.get_major_locator().set_params(integer=True)
    times.legend(frameon=False)
    return fig


def _both(found):
    yield found, COLOURS["plain"], "as it is"
    if found.twin:
        yield found.twin, COLOURS["noise"], "with noise"


def _strict(found) -> list:
    return [stay for stay in [*found.stays, found.end] if stay is not None and stay.strict]


def _left(plateau) -> float:
    """Iterations from the lowest gradient norm to the end of the plateau, or to the end of training."""
    return (plateau.last if plateau.leave is None else plateau.leave) - plateau.lowest_at


def _until(found) -> float:
    """The last iteration that is drawn: twice the end of the last strict saddle's plateau, or the end of training."""
    last = max([stay.plateau.enter + stay.plateau.spent for stay in _strict(found)], default=0)
    return min(2 * last or np.inf, found.trained.times[-1])
