"""What is known of the octopus at random places: on a border, inside a piece and at a stationary point."""

from dataclasses import dataclass

from descent.records import Numbers, Runs


@dataclass(frozen=True, kw_only=True)
class BordersRuns(Runs):
    """Random places, as `descent.escape.borders.Checks` describes them."""

    value_jump: Numbers
    """Jump of f over a border, in units of nu."""
    gradient_jump: Numbers
    """Jump of the gradient over a border, in units of L tau."""
    hessian_jump: Numbers
    """Jump of the Hessian over a border, in units of L."""
    gradient_error: Numbers
    """The gradient less the differences of f, in units of L tau."""
    hessian_error: Numbers
    """The Hessian less the differences of the gradient, in units of L."""
    slope: Numbers
    """The gradient at a stationary point, in units of L tau."""
    height: Numbers
    """f + k nu there, in units of nu."""
    lowest: Numbers
    """The Hessian's lowest eigenvalue there, over what it should be."""
    saddle: Numbers
    """1 at a saddle, 0 at a minimum."""
