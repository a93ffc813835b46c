"""Literal gradient descent, in coordinates of the span."""

from descent import parameters
from descent.balance.factor_training import Problem, Trained, descended
from descent.parameters import NotNegative, given

LABEL = "literal descent"


class Parameters(parameters.Parameters):
    """Number of steps, and the choice between the paper's objectives (1) and (3)."""

    steps: int = given(description="Iterations of gradient descent.", ge=1, le=100_000_000)
    regulariser: NotNegative = given(0, "Factor of ||U^T U - V^T V||_F^2 in the objective; 1/8 in the paper's objective (3).")


def train(problem: Problem, steps: int, regulariser: float) -> Trained:
    """Train every run."""
    return descended(problem, steps, regulariser)[0]
