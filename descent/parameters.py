"""The parameters of a method, a problem, a net or a data set: a class with their defaults, descriptions and checks.

A number may be given as arithmetic in other parameters, such as "= e/100"; the reader of the configuration evaluates it before the check.
A check of several parameters together is a `@model_validator(mode="after")` that calls `need` with what must hold, and why.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Decay = Annotated[float, Field(ge=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


class Parameters(BaseModel):
    """Base of all such classes: types are strict, undeclared names are refused, and values cannot change."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    derived: ClassVar[dict] = {}
    """Further names that arithmetic may use: name -> a function that takes some of the parameters by name."""

    @classmethod
    def of(cls, cell) -> dict:
        """This class's own parameters among those of a cell, in order. cell: anything that has them as attributes."""
        return {name: getattr(cell, name) for name in cls.model_fields}


def given(default=..., description: str = "", **limits):
    """A parameter. default: leave it out if the parameter is required. limits: those of pydantic's `Field` (gt, ge, lt, le)."""
    return Field(default, description=description, **limits)


class Unmet(ValueError):
    """A relation between parameters that does not hold. rule: what is needed, in the parameters' names; why: the reason."""

    def __init__(self, rule: str, why: str):
        super().__init__(f"needs {rule}: {why}")
        self.rule = rule


def need(holds: bool, rule: str, why: str):
    """Raise Unmet where a relation between parameters does not hold. rule: what is needed, in the parameters' names."""
    if not holds:
        raise Unmet(rule, why)
