"""The plot of a training's plateaus: loss, gradient norm, and the time to leave each plateau beside that of linear theory."""

import numpy as np

from descent.instruments import picture

PLAIN, NOISE, THEORY, PLATEAU = picture.BLUE, picture.RED, picture.BLACK, picture.GREY


@picture.drawn
def plot(found):
    """Plot a `saddles.Saddles` and its twin. Returns matplotlib's figure."""
    fig, (loss, slope, times) = picture.picture(3, columns=3, heading=found.optimiser.label)
    for one, colour, name in _both(found):
        t = one.trained.times
        loss.plot(t, one.trained.loss[0], color=colour, label=name)
        slope.plot(t, one.trained.slope[0], color=colour)
    for axis in (loss, slope):
        axis.set(xlabel="iteration", xlim=(0, _until(found)))
        for stay in _strict(found):
            plateau = stay.plateau
            axis.axvspan(plateau.enter, plateau.enter + plateau.spent, color=PLATEAU, alpha=0.3, lw=0, label="at a strict saddle")
    loss.set_title("loss")
    slope.set(yscale="log", title="norm of the gradient")
    for k, (one, colour, name) in enumerate(_both(found)):
        stays = _strict(one)
        where = np.arange(1, len(stays) + 1)
        times.bar(where + (k - 0.5) * 0.4, [_left(stay.plateau) for stay in stays], 0.4, color=colour, label=name)
        if not k:
            times.plot(where - 0.2, [stay.predicted for stay in stays], "_", color=THEORY, ms=12, label="linear theory")
    times.set(xlabel="strict saddle", title="iterations to leave")
    times.set_xlim(0.4, max(2, *(len(_strict(one)) for one, *_ in _both(found)), 0) + 0.6)
    times.xaxis.get_major_locator().set_params(integer=True)
    picture.legend(fig, columns=4)
    return fig


def _both(found):
    yield found, PLAIN, "as it is"
    if found.twin:
        yield found.twin, NOISE, "with noise"


def _strict(found) -> list:
    return [stay for stay in [*found.stays, found.end] if stay is not None and stay.strict]


def _left(plateau) -> float:
    """Iterations from the lowest gradient norm to the end of the plateau, or to the end of training."""
    return (plateau.last if plateau.leave is None else plateau.leave) - plateau.lowest_at


def _until(found) -> float:
    """The last iteration that is drawn: twice the end of the last strict saddle's plateau, or the end of training."""
    last = max([stay.plateau.enter + stay.plateau.spent for stay in _strict(found)], default=0)
    return min(2 * last or np.inf, found.trained.times[-1])
