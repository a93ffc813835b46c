"""The picture of the descent with a neuron: F and the net's own loss, and the neuron's size and output."""

import matplotlib.pyplot as plt

COLOURS = {"F": "#0072B2", "net": "#D55E00", "minimum": "#000000"}


def plot(found):
    """A `one_neuron.OneNeuron`. Returns matplotlib's figure."""
    fig, (loss, neuron) = plt.subplots(1, 2, figsize=(7, 2.8), layout="constrained")
    loss.axhline(found.minimum.loss, color=COLOURS["minimum"], ls=":", lw=1, label=f"the end: {found.minimum.word}")
    if found.path is not None:
        path = found.path
        loss.plot(path.steps, path.F, color=COLOURS["F"], label="with the neuron, F")
        loss.plot(path.steps, path.base_loss, color=COLOURS["net"], label="the net alone")
        neuron.plot(path.steps, path.size, color=COLOURS["F"], label="|(w, b)|")
        neuron.plot(path.steps, path.output, color=COLOURS["net"], label="largest |a| exp(w.x + b)")
        neuron.set(yscale="log")
        neuron.legend(frameon=False)
    for axis in (loss, neuron):
        axis.set(xlabel="step of the descent", xscale="symlog")
    loss.set(ylabel="loss", yscale="symlog", title=found.network)
    neuron.set(title=f"neuron: {found.neuron or 'not examined'}")
    loss.legend(frameon=False)
    return fig
