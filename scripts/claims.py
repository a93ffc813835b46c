"""Claims: what the papers predict beside what was measured, and the verdict. Predictions are in predictions/, measures in descent."""

import itertools
from pathlib import Path

import jsonschema
import pandas as pd
import yaml

from scripts import choices
from scripts.expression import evaluate
from scripts.job import JobError, arguments, job, whole
from scripts.layout import describe
from scripts.study import Study
from scripts.tracked import ROOT
from scripts.verdicts import OPEN, verdict

CHOICES = {"paper": ("descent.{paper}.claims",)}
COLUMNS = (
    *("claim", "paper", "source", "statement", "quantity", "cell", "relation", "predicted", "measured", "low", "high", "tolerance", "runs"),
    *("verdict", "expected", "why", "figure", "experiment"),
)


def claims_of(path: str) -> list[dict]:
    """The claims of a file. Raises JobError where it is not as schemas/predictions.schema.yaml says."""
    claims = yaml.safe_load(Path(path).read_text())
    schema = yaml.safe_load((ROOT / "schemas/predictions.schema.yaml").read_text())
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(claims))
    if error:
        place = error.absolute_path[0] if error.absolute_path else None
        name = claims[place].get("claim", f"number {place + 1}") if place is not None and isinstance(claims[place], dict) else "list"
        raise JobError(f"{path}: claim {name}: {error.message}")
    return claims


def rows_of(claim: dict, study: Study, table: pd.DataFrame, measure):
    """The rows of one claim, one for each of its cells. Raises JobError where the study has no such cell.

    table: the study's metrics; measure: of a module descent.<paper>.claims.
    """
    for name in [*claim["where"], *claim["per"]]:
        if name not in study.grid:
            raise JobError(f"claim {claim['claim']}: {name} is not in the grid of {claim['experiment']}")
    wanted = {name: value if isinstance(value, list) else [value] for name, value in claim["where"].items()}
    for name, values in wanted.items():
        table = table[table[name].isin(values)]
        if table.empty:
            raise JobError(f"claim {claim['claim']}: {claim['experiment']} has no cell with {describe(claim['where'])}")
    axes = [[value for value in study.grid[axis] if value in wanted.get(axis, [value])] for axis in claim["per"]]
    for values in itertools.product(*axes):
        cell = dict(zip(claim["per"], values, strict=True))
        rows = table
        for axis, value in cell.items():
            rows = rows[rows[axis] == value]
        if rows.empty:
            raise JobError(f"claim {claim['claim']}: {claim['experiment']} has no cell with {describe(cell | claim['where'])}")
        single = {name: value for name, value in claim["where"].items() if not isinstance(value, list)}
        parameters = study.parameters(**single, **cell)
        parameters = parameters | {name.removesuffix("_value"): float(rows[name].iloc[0]) for name in rows if name.endswith("_value")}
        numbers = {name: value for name, value in parameters.items() if isinstance(value, int | float)}
        predicted = evaluate(claim["predicted"], numbers)
        tolerance = evaluate(claim["tolerance"], numbers | {"predicted": predicted})
        measured = measure(rows, parameters)
        decided, reason = verdict(claim["relation"], predicted, tolerance, measured.low, measured.high)
        yield {
            "cell": describe({name: str(value).removeprefix("= ") for name, value in (single | cell).items()}),
            "predicted": predicted,
            "measured": measured.value,
            "low": measured.low,
            "high": measured.high,
            "tolerance": tolerance,
            "runs": measured.runs,
            "verdict": decided,
            "why": reason or (claim.get("why") if decided == claim["expected"] else None),
        }


def checked(claim: dict, paper: str, studies: dict[str, Study], tables: dict[str, pd.DataFrame]):
    """The rows of a claim as they stand in claims.csv; one without numbers where no run can decide it. tables: those read so far."""
    common = {name: claim[name] for name in COLUMNS if name in claim} | {"paper": paper, "figure": f"{paper}/{claim['figure']}"}
    if "open" in claim:
        yield common | {"verdict": OPEN, "why": claim["open"], "runs": 0}
        return
    name = claim["experiment"]
    if name not in studies:
        raise JobError(f"claim {claim['claim']}: experiment = {name}: allowed: {', '.join(studies)}")
    measures = choices.load(CHOICES, "paper", paper)
    if not hasattr(measures, claim["measure"]):
        raise JobError(f"claim {claim['claim']}: measure = {claim['measure']}: there is no such function in descent/{paper}/claims.py")
    if name not in tables:
        tables[name] = studies[name].metrics
    for row in rows_of(claim, studies[name], tables[name], getattr(measures, claim["measure"])):
        yield common | row


def main():
    """Read the predictions and the metrics; write claims.csv."""
    given = arguments(predictions={"nargs": "+", "required": True}, studies={"nargs": "+", "required": True}, results=None, output=None)
    with job("claims", given.log), whole(given.output) as part:
        studies = {name: Study(name, given.results) for name in given.studies}
        tables = {}
        rows = [row for path in given.predictions for claim in claims_of(path) for row in checked(claim, Path(path).stem, studies, tables)]
        pd.DataFrame(rows, columns=COLUMNS).to_csv(part, index=False)


if __name__ == "__main__":
    main()
