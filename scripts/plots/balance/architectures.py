"""How the figures of paper 4 tell architectures apart: a marker for the connections, a colour for the activation."""

from scripts import style
from scripts.plots.balance.words import ACTIVATIONS, CONNECTIONS, named


def activations(study):
    """Activation, its rows of the metrics, its colour and its label, for every one in a study's grid."""
    table = study.metrics
    for name, colour in style.colours(study.grid["activation"], ACTIVATIONS).items():
        yield name, table[table["activation"] == name], colour, named(name)


def architectures(study):
    """Connections and activation, their rows of the metrics, the activation's colour and label, for every pair in a study's grid."""
    for connections in study.grid["connections"]:
        for activation, rows, colour, label in activations(study):
            yield connections, activation, rows[rows["connections"] == connections], colour, label


def handles(*studies) -> list:
    """Of a legend: the activations and the connections in the grids of some studies."""
    line = style.matplotlib.lines.Line2D
    colours = {label: colour for study in studies for _, _, colour, label in activations(study)}
    kinds = dict.fromkeys(kind for study in studies for kind in study.grid["connections"])
    shown = [line([], [], color=colour, label=label) for label, colour in colours.items()]
    return shown + [
        line([], [], color=style.BLACK, mfc="white", ls="", marker=CONNECTIONS[kind][1], label=CONNECTIONS[kind][0]) for kind in kinds
    ]
