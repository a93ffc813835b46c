"""Optimisers by name and arguments: any class of torch.optim, or of a user's own file. Text is never evaluated as code."""

import difflib
import inspect
from collections.abc import Mapping
from types import ModuleType
from typing import NamedTuple

import torch

from descent.instruments.mistakes import named as mistakes_named
from descent.own.optimisers import label as words

ELEMENTWISE = frozenset(("ASGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop", "SGD"))
"""Classes of torch.optim that move every parameter by its own gradients alone. One step can move the stacked parameters of many runs."""


class Optimiser(NamedTuple):
    """An optimiser's class and arguments, before it is given parameters."""

    kind: type[torch.optim.Optimizer]
    """The class."""
    arguments: dict
    """Arguments of the constructor, without the parameters."""
    label: str
    """The name in figures and tables: `SGD lr=0.1`."""
    elementwise: bool
    """Whether every parameter moves by its own gradients alone."""

    @property
    def closure(self) -> bool:
        """Whether a step evaluates the objective itself, as L-BFGS does."""
        asked = inspect.signature(self.kind.step).parameters.get("closure")
        return asked is not None and asked.default is inspect.Parameter.empty

    def make(self, tensors) -> torch.optim.Optimizer:
        """An optimiser for these tensors."""
        return self.kind(tensors, **self.arguments)


def named(given: str | Mapping, own: ModuleType | None = None) -> Optimiser:
    """The optimiser of a name and arguments.

    given: `{"SGD": {"lr": 0.1}}`, or a name alone. own: a module with a user's own classes, which take precedence over torch's of the same
    name. Such a class is elementwise if it has `elementwise = True`. Raises ValueError with one line where the class or an argument does
    not exist, or where the optimiser fails at a first step.
    """
    name, arguments = _parts(given)
    allowed = _classes(own)
    if name not in allowed:
        where = f"torch.optim or {own.__name__}" if own else "torch.optim"
        raise ValueError(f"optimiser {name}: no class of {where}; allowed: {', '.join(_nearest(name, allowed))}")
    kind = allowed[name]
    takes = [parameter for parameter in inspect.signature(kind).parameters if parameter != "params"]
    for argument in arguments:
        if argument not in takes:
            raise ValueError(f"optimiser {name}: no argument {argument}; allowed: {', '.join(_nearest(argument, takes)) or 'none'}")
    label = words({name: arguments})
    arguments = {argument: tuple(value) if isinstance(value, list) else value for argument, value in arguments.items()}
    torchs = kind.__module__.startswith("torch.")
    found = Optimiser(kind, arguments, label, name in ELEMENTWISE if torchs else bool(getattr(kind, "elementwise", False)))
    with mistakes_named(f"optimiser {label}"):
        _try(found)
    return found


def _try(optimiser: Optimiser):
    """Make the optimiser and take one step, so that wrong arguments fail before any training."""
    trial = torch.zeros(2, 2, requires_grad=True)
    trial.grad = torch.zeros_like(trial)
    made = optimiser.make([trial])
    made.step(*([trial.sum] if optimiser.closure else []))


def halved(optimiser: Optimiser, times: int) -> Optimiser:
    """The optimiser with its step size lr divided by 2^times. Raises ValueError where it has none."""
    if not times:
        return optimiser
    rate = optimiser.arguments.get("lr", inspect.signature(optimiser.kind).parameters.get("lr"))
    rate = getattr(rate, "default", rate)
    if not isinstance(rate, int | float):
        raise ValueError(f"optimiser {optimiser.label}: there is no step size lr that could be halved")
    return optimiser._replace(arguments=optimiser.arguments | {"lr": rate / 2**times})


def _parts(given) -> tuple[str, dict]:
    """Name and arguments. Raises ValueError where `given` is neither a name nor one name with its arguments."""
    if isinstance(given, str):
        return given, {}
    if isinstance(given, Mapping) and len(given) == 1:
        ((name, arguments),) = given.items()
        if isinstance(name, str) and (arguments is None or isinstance(arguments, Mapping)):
            return name, dict(arguments or {})
    raise ValueError(f"optimiser {given!r}: must be a name, or one name with its arguments: {{SGD: {{lr: 0.1}}}}")


def _classes(own: ModuleType | None) -> dict[str, type]:
    """All optimisers by name, torch's and the user's own."""
    found = {**vars(torch.optim), **(vars(own) if own else {})}
    base = torch.optim.Optimizer
    return {name: kind for name, kind in found.items() if inspect.isclass(kind) and issubclass(kind, base) and kind is not base}


def _nearest(name: str, allowed) -> list[str]:
    """The allowed names, the most similar first."""
    return sorted(sorted(allowed), key=lambda other: -difflib.SequenceMatcher(None, name.lower(), other.lower()).ratio())
