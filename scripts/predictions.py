"""Predictions: what the files of predictions/ say of every claim, and whether the configuration has the runs to check it."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from scripts import measures
from scripts.layout import describe
from scripts.mistakes import LOADER, ConfigurationError, check, demand, sound


def _one_or_several(value):
    """A value of a grid's axis, or a list of them."""
    if any(isinstance(part, list | dict | type(None)) for part in (value if isinstance(value, list) else [value])):
        raise ValueError("must be text, a number, true, false or a list of them")
    return value


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    claim: str = Field(pattern=r"^[A-Za-z0-9_-]+$", json_schema_extra={"allowed": "a name must be letters, digits, - and _"})
    source: str = Field(description="Where it is claimed.")
    statement: str = Field(description="What is claimed.")
    figure: str = Field(description="Where to see it.")


class Claim(_Entry):
    """A claim that runs can decide, as predictions/escape.yaml explains it."""

    quantity: str = Field(description="What is measured for it.")
    experiment: str
    where: dict[str, Annotated[Any, AfterValidator(_one_or_several)]] = Field(description="The rows that it is measured on.")
    per: list[str] = Field(description="Axes of the grid: one cell for each of their values.")
    measure: str = Field(description="The function that measures it.")
    predicted: str = Field(description="Arithmetic in the cell's parameters.")
    relation: Literal["equals", "at_least", "at_most"]
    tolerance: str = Field(description="Arithmetic in the cell's parameters and `predicted`.")
    expected: Literal["holds", "fails", "open"]
    why: str = Field("", description="The reason, where it is expected to fail.")


class OpenClaim(_Entry):
    """A claim that no run can decide."""

    open: str = Field(description="Why none can.")
    expected: Literal["open"]


def read(path: str) -> list[dict]:
    """The claims of a file, in order, with their paper. Raises ConfigurationError, in one line, for what is not as `Claim` has it."""
    try:
        entries = sound(yaml.load(Path(path).read_text(), Loader=LOADER), [])
        demand(isinstance(entries, list) and entries, "the file", entries, "must be a list of claims")
        for number, entry in enumerate(entries, 1):
            demand(isinstance(entry, dict), f"claim {number}", entry, "must be a mapping")
            check(OpenClaim if "open" in entry else Claim, entry, f"claim {entry.get('claim', number)}")
    except (yaml.YAMLError, ConfigurationError) as error:
        raise ConfigurationError(f"{path}: {' '.join(str(error).removeprefix('config: ').split())}") from None
    return [{"paper": Path(path).stem} | entry for entry in entries]


def read_all(paths: list[str]) -> dict[str, dict]:
    """The claims of all files by name, in order. Raises ConfigurationError where two have the same name."""
    claims = {}
    for path in paths:
        for claim in read(path):
            if claim["claim"] in claims:
                raise ConfigurationError(f"{path}: claim {claim['claim']}: there is another of this name")
            claims[claim["claim"]] = claim
    return claims


def planned(claims: dict[str, dict], experiments: dict) -> dict[str, dict]:
    """The claims with what the configuration has for them: `metrics`, the script that makes what is measured, or `not_run`, why none does.

    experiments: name -> experiment. Raises ConfigurationError where a measure does not take what the metrics script makes.
    """
    found = {}
    for name, claim in claims.items():
        why = _not_run(claim, experiments) if "open" not in claim else None
        metrics = experiments[claim["experiment"]]["metrics"] if "open" not in claim and not why else None
        found[name] = claim | {key: value for key, value in {"metrics": metrics, "not_run": why}.items() if value}
        if metrics and claim["measure"] not in measures.names(metrics):
            key, allowed = f"claim {name}.measure = {claim['measure']}", ", ".join(measures.names(metrics)) or "none"
            raise ConfigurationError(f"predictions/{claim['paper']}.yaml: {key}: of scripts/metrics/{metrics}.py allowed: {allowed}")
    return found


def _not_run(claim: dict, experiments: dict) -> str | None:
    """Why the configuration has no runs for a claim, if it has none."""
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
