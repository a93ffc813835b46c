"""The plot of the descent with a neuron: F, the loss of the net alone, and the neuron's size and output."""

import matplotlib.pyplot as plt

COLOURS = {"minimum": "#000000", "F": "#0072B2", "net": "#D55E00", "size": "#009E73", "output": "#CC79A7"}


def plot(found):
    """Plot a `one_neuron.OneNeuron`. Returns matplotlib's figure."""
    fig, (loss, neuron) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    loss.axhline(found.minimum.loss, color=COLOURS["minimum"], ls=":", lw=1, label=f"minimum: {found.minimum.word}")
    path = found.path
    if path is not None:
        loss.plot(path.steps, path.F, color=COLOURS["F"], label="with the neuron, F")
        loss.plot(path.steps, path.base_loss, color=COLOURS["net"], label="the net alone")
        on = path.output > 0
        neuron.plot(path.steps, path.size, color=COLOURS["size"], label="|(w, b)|")
        neuron.plot(path.steps[on], path.output[on], color=COLOURS["output"], label="largest |a| exp(w.x + b)")
    for axis in (loss, neuron):
        axis.set(xlabel="step of the descent", yscale="log")
        if path is not None:
            axis.set_xscale("symlog")
            axis.set_xlim(0, max(path.steps[-1], 1))
    loss.set(ylabel="loss", title=found.network)
    neuron.set(title=f"neuron: {found.neuron or 'not examined'}")
    fig.legend(loc="outside lower center", ncols=5, frameon=False, fontsize="small")
    return fig
