"""How the figures of paper 4 tell architectures apart: a marker for the connections, a colour for the activation."""

from scripts import style

KINDS = {"full": ("fully connected", "o"), "sparse": ("sparse", "s"), "conv": ("convolutional", "^")}
ACTIVATIONS = {"linear": style.GREY, "relu": style.RED, "leaky_relu": style.BLUE, "tanh": style.ORANGE, "gelu": style.PURPLE}


def activations(study):
    """Activation, its rows of the metrics, its colour and its label, for every one in a study's grid."""
    table = study.metrics
    for name, colour in style.colours(study.grid["activation"], ACTIVATIONS).items():
        yield name, table[table["activation"] == name], colour, name.replace("_", " ")


def architectures(study):
    """Connections and activation, their rows of the metrics, the activation's colour and label, for every pair in a study's grid."""
    for connections in study.grid["connections"]:
        for activation, rows, colour, label in activations(study):
            yield connections, activation, rows[rows["connections"] == connections], colour, label
