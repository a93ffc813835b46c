"""What a cell of an octopus experiment stands for: the function, the step size as a number, the starts."""

from descent.escape.octopus import Octopus, octopus, smoothness
from scripts.expression import evaluate, is_expression


def landscape(*, L: float, gamma: float, tau: float, eta, **others) -> tuple[Octopus, float]:
    """The octopus and the step size of a cell, from its parameters. eta: a number, or an expression that waits for ell."""
    if is_expression(eta):
        eta = evaluate(eta[1:].strip(), {"L": L, "gamma": gamma, "tau": tau, "ell": smoothness(float(L), float(gamma))})
    return octopus(tau, L, gamma), float(eta)


def start_law(start: str) -> tuple[bool, float]:
    """Whether a start such as "gaussian 0.5" is Gaussian, and its scale."""
    kind, scale = start.split()
    return kind == "gaussian", float(scale)
