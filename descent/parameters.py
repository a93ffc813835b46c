"""What a method, a problem, a net or a data set takes: a class of its parameters with their defaults, descriptions and checks.

A number may be given as arithmetic in other parameters, such as "= e/100"; whoever reads the configuration works it out before the check.
A check that looks at several parameters is a `@model_validator(mode="after")` that calls `need`: what must hold, and why.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Decay = Annotated[float, Field(ge=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


class Parameters(BaseModel):
    """Base of all such classes: values of the right type alone, nothing that is not declared, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    derived: ClassVar[dict] = {}
    """Names that arithmetic may use beside the parameters: name -> a function of some parameters, which it takes by name."""

    @classmethod
    def of(cls, cell) -> dict:
        """This class's own parameters among those of a cell, in order. cell: anything that has them as attributes."""
        return {name: getattr(cell, name) for name in cls.model_fields}


def given(default=..., description: str = "", **limits):
    """A parameter. default: none if it must be given; limits: as pydantic's `Field` has them (gt, ge, lt, le)."""
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
