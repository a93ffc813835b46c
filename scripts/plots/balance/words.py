"""Words and colours that the figures of paper 4 share: whom a colour stands for, what a marker, and how the runs ended."""

import numpy as np

from scripts import style, ticks

NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "gelu": "GELU", "gd": "GD", "sgd": "SGD", "adam": "Adam"}
"""Of activations and methods whose name is not their key."""
ACTIVATIONS = {"linear": style.GREY, "relu": style.RED, "leaky_relu": style.BLUE, "tanh": style.ORANGE, "gelu": style.PURPLE}
METHODS = {"gd": style.BLACK, "momentum": style.SKY, "sgd": style.GREEN, "adam": style.INDIGO, "flow": style.ORANGE}
LAYERS = (style.BLUE, style.GREEN, style.ORANGE)
"""W_1, W_2, W_3 of figure 2's net."""
PAIRS = (style.RED, style.PURPLE)
"""W_1 and W_2, W_2 and W_3."""
CONNECTIONS = {"full": ("fully connected", "o"), "sparse": ("sparse", "s"), "conv": ("convolutional", "^")}
"""The words and the marker of each kind of layer."""
CONSTANTS = {"= sqrt(eps/rank)/100": "1/100", "= 10*sqrt(eps/rank)": "10", "= 3*sqrt(eps/rank)": "3"}
r"""c of a step c sqrt(\epsilon/r) (t + 1)^-p; ||M*||_F is 1."""
PRINTED = ("= sqrt(eps/rank)/100", 1)
"""The schedule of theorem 3.1: c = 1/100 and p = 1."""


def named(key: str) -> str:
    """An activation or a method in words."""
    return NAMES.get(key, key.replace("_", " "))


def constant(scale: str) -> str:
    """c of a schedule of steps c sqrt(eps/r) (t + 1)^-p; of any other one its whole factor."""
    return f"c = {CONSTANTS[scale]}" if scale in CONSTANTS else style.formula(scale)


def schedule(scale: str, power) -> str:
    """A schedule of steps by what it varies: c and p."""
    if (scale, power) == PRINTED:
        return "as printed"
    return f"${constant(scale)}$, $p = {power}$" if scale in CONSTANTS else f"{constant(scale)}, $p = {power}$"


def with_power(label: str, value: float) -> str:
    r"""A label with the measured power of \eta; without one where it cannot be measured, as from one step size."""
    return f"{label}: $\\eta^{{{ticks.number(value)}}}$" if np.isfinite(value) else label


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    others = ", ".join(f"{status.count(word):,} {word}" for word in sorted(set(status) - {"completed"}))
    if not others:
        return f"All {len(status):,} runs completed"
    return f"{status.count('completed'):,} of {len(status):,} runs completed ({others})"
