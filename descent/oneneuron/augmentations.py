"""The ways to augment a net, by name: what each adds to its output and to its loss. All give a `Problem` that every optimiser takes."""

from typing import NamedTuple

from descent.oneneuron.problem import AUGMENTATIONS as KINDS
from descent.oneneuron.problem import Problem


class Augmentation(NamedTuple):
    """A kind of neuron, and what its objective holds of lambda |a|^2/2 and of mu (|w|^2 + b^2)/2."""

    kind: str
    regularised: bool = True
    penalised: bool = False
    outputs: int = 1
    """Outputs of the net that it is tried on."""

    @property
    def vanishing(self) -> bool:
        """Whether a = 0 at every critical point: a is regularised, and b and w are not."""
        return self.regularised and not self.penalised


AUGMENTATIONS = {
    "none": Augmentation("none", regularised=False),
    "exponential": Augmentation("exponential"),
    "per_layer": Augmentation("per_layer"),
    "monomial": Augmentation("monomial"),
    "kawaguchi_kaelbling": Augmentation("exponential", outputs=2),
    "sohl_dickstein": Augmentation("sohl_dickstein"),
    "penalised": Augmentation("exponential", penalised=True),
    "unregularised": Augmentation("exponential", regularised=False),
}
"""The paper's exponential neuron with its skip connection; one in every hidden layer (its weights and regulariser ours); its monomial
neuron; one exponential neuron an output (Kawaguchi and Kaelbling 2020), on two outputs, one a class; no neuron (Sohl-Dickstein and
Kawaguchi 2019); the paper's with a penalty on (w, b) too (ours, after Liang, Sun and Srikant 2022); the paper's with lambda = 0."""


def augment(name: str, base: Problem, lam: float = 1.0, mu: float = 0.01, m: int = 4) -> Problem:
    """A net with an augmentation. lam, mu: factors lambda and mu; m: power of a monomial neuron.

    Raises ValueError for an unknown name, and where the theorem's condition on lambda, mu or m does not hold.
    """
    if name not in AUGMENTATIONS:
        raise ValueError(f"augmentation = {name}: allowed: {', '.join(AUGMENTATIONS)}")
    chosen = AUGMENTATIONS[name]
    if chosen.regularised and not lam > 0:
        raise ValueError(f"lam = {lam}: must be greater than 0; without the regulariser it is the augmentation unregularised")
    if chosen.penalised and not mu > 0:
        raise ValueError(f"mu = {mu}: must be greater than 0; without the penalty it is the augmentation exponential")
    if chosen.kind == "monomial" and m < 2:
        raise ValueError(f"m = {m}: must be at least 2")
    return base._replace(
        augmentation=KINDS.index(chosen.kind), m=m, lam=float(lam) if chosen.regularised else 0.0, mu=float(mu) if chosen.penalised else 0.0
    )
