"""Predictions: what the files of predictions/ say of every claim, and whether the configuration has the runs to check it."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from scripts.layout import describe

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MEASURED = ("quantity", "experiment", "measure", "predicted", "relation", "tolerance", "where", "per")
"""What a claim says that runs can decide."""


class PredictionError(ValueError):
    """A mistake in a prediction; the message is one line with the file, the claim and the key."""


class Claim(BaseModel):
    """One claim, as predictions/escape.yaml explains it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    claim: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    source: str
    statement: str
    figure: str
    expected: Literal["holds", "fails", "open"]
    open: str | None = None
    why: str | None = None
    quantity: str | None = None
    experiment: str | None = None
    where: dict[str, bool | int | float | str | list[bool | int | float | str]] | None = None
    per: list[str] | None = None
    measure: str | None = None
    predicted: str | None = None
    relation: Literal["equals", "at_least", "at_most"] | None = None
    tolerance: str | None = None

    @model_validator(mode="after")
    def _decided_by_runs_or_open(self):
        for name in MEASURED:
            if self.open is None and getattr(self, name) is None:
                raise ValueError(f"{name}: must be given")
            if self.open is not None and getattr(self, name) is not None:
                raise ValueError(f"{name}: an open claim has none")
        if self.open is not None and self.expected != "open":
            raise ValueError(f"expected = {self.expected}: an open claim is expected to be open")
        return self


_LIST = TypeAdapter(Annotated[list[Claim], Field(min_length=1)])


def read(path: str) -> list[Claim]:
    """The claims of a file, in order. Raises PredictionError where it is not what a file of predictions may be."""
    try:
        content = yaml.load(Path(path).read_text(), Loader=LOADER)
    except yaml.YAMLError as error:
        raise PredictionError(f"{path}: {' '.join(str(error).split())}") from None
    try:
        return _LIST.validate_python(content)
    except ValidationError as errors:
        first = errors.errors()[0]
        raise PredictionError(f"{path}: {_named(content, first)}") from None


def read_all(paths: list[str]) -> dict[str, dict]:
    """The claims of all papers, in order: name -> what is said of it, its paper too. Raises PredictionError where two have one name."""
    claims = {}
    for path in paths:
        for claim in read(path):
            if claim.claim in claims:
                raise PredictionError(f"{path}: claim {claim.claim}: there is another of this name")
            claims[claim.claim] = {"paper": Path(path).stem} | claim.model_dump(exclude_none=True)
    return claims


def _named(content, error: dict) -> str:
    """An error of pydantic's in one line: the claim, the key, the value, what is wrong."""
    said = error["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    if not error["loc"]:
        return said
    number, *keys = error["loc"]
    entry = content[number]
    name = entry.get("claim") if isinstance(entry, dict) else None
    value = [] if error["type"] == "missing" or not keys else [f"= {error['input']}"]
    key = ": ".join([" ".join([str(part) for part in keys[:1]] + value)] * bool(keys) + [said])
    return f"claim {name or f'number {number + 1}'}: {key}"


def not_run(claim: dict, experiments: dict) -> str | None:
    """Why the configuration has no runs for a claim, if it has none. experiments: name -> experiment, with its grid."""
    if "open" in claim:
        return None
    name = claim["experiment"]
    if name not in experiments:
        return f"{name} is not in the configuration"
    grid = experiments[name]["grid"]
    for axis in [*claim["where"], *claim["per"]]:
        if axis not in grid:
            return f"{axis} is not in the grid of {name}"
    for axis, wanted in claim["where"].items():
        if not set(wanted if isinstance(wanted, list) else [wanted]) & set(grid[axis]):
            return f"{name} has no cell with {describe({axis: wanted})}"
    return None
