"""The files in predictions/: what is predicted for every claim."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from scripts.config_reading import check_nodes
from scripts.line_numbers import composed, line_of_claim
from scripts.mistakes import LOADER, ConfigurationError, check, demand, sound
from scripts.verdicts import WHOLE


def _one_or_several(value):
    """A value of a grid's axis, or a list of values."""
    if any(isinstance(part, list | dict | type(None)) for part in (value if isinstance(value, list) else [value])):
        raise ValueError("must be text, a number, true, false or a list of them")
    return value


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    claim: str = Field(pattern=r"^[A-Za-z0-9_-]+$", json_schema_extra={"allowed": "a name must be letters, digits, - and _"})
    kind: Literal["paper", "ours", "observed", "check"] = Field(
        description="A paper's, ours from theory, observed, or a check of the code."
    )
    source: str = Field(description="Where it is claimed.")
    statement: str = Field(description="What is claimed.")
    figure: str = Field(description="Where to see it.")


class Claim(_Entry):
    """A claim that runs can decide. predictions/escape.yaml explains its keys."""

    quantity: str = Field(description="What is measured for it.")
    experiment: str
    where: dict[str, Annotated[Any, AfterValidator(_one_or_several)]] = Field(description="The rows that it is measured on.")
    per: list[str] = Field(description="Axes of the grid: one cell for each of their values.")
    measure: str = Field(description="The function that measures it.")
    predicted: str = Field(description="Arithmetic in the cell's parameters.")
    relation: Literal["equals", "at_least", "at_most", "none", "every"]
    tolerance: str = Field(description="Arithmetic in the cell's parameters and `predicted`.")
    least_used: float = Field(1.0, gt=0.0, le=1.0, description="The share of the runs that must have given the number.")
    expected: Literal["holds", "fails", "open"]
    why: str = Field("", description="The reason, where it is expected to fail.")


class OpenClaim(_Entry):
    """A claim that no run can decide."""

    open: str = Field(description="Why none can.")
    expected: Literal["open"]


def read(path: str) -> list[dict]:
    """The claims of a file, in order, with their paper. Raises ConfigurationError, in one line, for what `Claim` does not allow."""
    try:
        root = composed(path)
        check_nodes(root, path)
    except ConfigurationError as error:
        raise ConfigurationError(str(error).removeprefix("config: ")) from None
    try:
        entries = sound(LOADER("").construct_document(root) if root else None, [])
        demand(isinstance(entries, list) and entries, "the file", entries, "must be a list of claims")
        claims = [_checked(number, entry) for number, entry in enumerate(entries, 1)]
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {line_of_claim(root, str(error).removeprefix('config: '))}") from None
    return [{"paper": Path(path).stem} | claim for claim in claims]


def _checked(number: int, entry) -> dict:
    """An entry of a file with its defaults. number: its place in the file. Raises ConfigurationError for anything that `Claim` does not
    allow.
    """
    demand(isinstance(entry, dict), f"claim {number}", entry, "must be a mapping")
    where, relation = f"claim {entry.get('claim', number)}", entry.get("relation")
    claim = check(OpenClaim if "open" in entry else Claim, entry, where).model_dump()
    if relation in WHOLE:
        demand(
            claim["predicted"] == f"{WHOLE[relation]:g}",
            f"{where}.predicted",
            claim["predicted"],
            f"must be {WHOLE[relation]:g} for {relation}",
        )
    return claim


def read_all(paths: list[str]) -> dict[str, dict]:
    """The claims of all files by name, in order. Raises ConfigurationError if two have the same name."""
    claims = {}
    for path in paths:
        for claim in read(path):
            if claim["claim"] in claims:
                raise ConfigurationError(f"{path}: claim {claim['claim']}: there is another of this name")
            claims[claim["claim"]] = claim
    return claims
