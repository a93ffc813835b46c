"""Words and colours that the figures of users' own networks share."""

from scripts import style

METHODS = {"GD": style.BLUE, "PGD": style.RED, "noisy GD": style.GREEN, "Adam": style.ORANGE}
OPTIMISERS = {
    "SGD": METHODS["GD"],
    "SGD momentum": style.SKY,
    "SGD weight_decay": style.PURPLE,
    "Adam": METHODS["Adam"],
    "AdamW": style.INDIGO,
}
"""Optimisers by their name and their settings beside the step size."""
GRADIENTS = {
    (False, False): METHODS["GD"],
    (False, True): style.BLACK,
    (True, False): METHODS["noisy GD"],
    (True, True): style.RED,
}
"""Gradients by whether they are of mini-batches and whether they are clipped."""
PROBLEMS = {
    "octopus": style.BLACK,
    "low rank": style.SKY,
    "linear layers": style.PURPLE,
    "phase retrieval": style.INDIGO,
    "tensor": style.ORANGE,
    "ReLU net on digits": style.GREY,
}
ENDS = {"bad": style.RED, "saddle": style.INDIGO, "not converged": style.GREY, "at infinity": style.SKY, "good": style.GREEN}
NEURON = {
    "to infinity": style.ORANGE,
    "stuck": style.PURPLE,
    "not converged": style.GREY,
    "taken over": style.SKY,
    "not needed": style.GREEN,
}
"""Words of the columns minimum and neuron. A colour that both have is as good, or as bad, in one as in the other."""
SHOWN = {"taken over": "net takes over", "reached": "at the margin asked for"}
"""Words of columns that figures say otherwise."""


def of_optimisers(labels) -> dict[str, str]:
    """The colours of labels that begin with an optimiser and differ in more than its step size."""
    kinds = [" ".join(part.partition("=")[0] for part in label.split() if not part.startswith("lr=")) for label in labels]
    return {label: OPTIMISERS[kind] for label, kind in zip(labels, kinds, strict=True) if kind in OPTIMISERS and kinds.count(kind) == 1}


def shown(word: str) -> str:
    """A word of a column as figures say it."""
    return SHOWN.get(word, word)
