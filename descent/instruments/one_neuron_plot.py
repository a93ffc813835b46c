"""The plot of the descent with a neuron: F, the loss of the net alone, and the neuron's size and output."""

from descent.instruments import picture


@picture.drawn
def plot(found):
    """Plot a `one_neuron.OneNeuron`. Returns matplotlib's figure."""
    fig, (loss, neuron) = picture.picture(2, columns=2, heading=found.network)
    loss.axhline(found.minimum.loss, color=picture.BLACK, ls=":", label=f"minimum: {found.minimum.word}")
    path = found.path
    if path is not None:
        loss.plot(path.steps, path.F, color=picture.BLUE, label="loss with the neuron, $F$")
        loss.plot(path.steps, path.base_loss, color=picture.RED, label="loss of the net alone")
        on = path.output > 0
        neuron.plot(path.steps, path.size, color=picture.GREEN, label="$|(w, b)|$")
        neuron.plot(path.steps[on], path.output[on], color=picture.PURPLE, label=r"largest $|a|\,\exp(w \cdot x + b)$")
    for axis in (loss, neuron):
        axis.set(xlabel="step of the descent", yscale="log")
        if path is not None:
            axis.set_xscale("symlog")
            axis.set_xlim(0, max(path.steps[-1], 1))
    loss.set_title("loss")
    neuron.set(title=f"neuron: {found.neuron or 'not examined'}")
    picture.legend(fig, columns=3)
    return fig
