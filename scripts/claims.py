"""Claims: what the papers predict beside what was measured, and the verdict. Predictions are in predictions/, measures in descent."""

import importlib
import itertools
import json

import pandas as pd
import yaml

from scripts.expression import evaluate, resolve
from scripts.job import JobError, arguments, job, whole
from scripts.layout import describe
from scripts.study import Study
from scripts.verdicts import verdict

LOADS = "descent.{paper}.claims"


def rows_of(claim: dict, paper: str, study: Study, table: pd.DataFrame):
    """The rows of one claim, one for each of its cells. Raises JobError where the study has no such cell."""
    measure = getattr(importlib.import_module(LOADS.format(paper=paper)), claim["measure"])
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
        parameters = resolve(study.parameters(**single, **cell))
        parameters |= {name.removesuffix("_value"): float(rows[name].iloc[0]) for name in rows if name.endswith("_value")}
        numbers = {name: value for name, value in parameters.items() if isinstance(value, int | float)}
        predicted = evaluate(claim["predicted"], numbers)
        tolerance = evaluate(claim["tolerance"], numbers | {"predicted": predicted})
        measured = measure(rows, parameters)
        yield {
            "claim": claim["claim"],
            "paper": paper,
            "source": claim["source"],
            "statement": claim["statement"],
            "quantity": claim["quantity"],
            "cell": describe({name: str(value).removeprefix("= ") for name, value in (single | cell).items()}),
            "relation": claim["relation"],
            "predicted": predicted,
            "measured": measured.value,
            "low": measured.low,
            "high": measured.high,
            "tolerance": tolerance,
            "runs": measured.runs,
            "verdict": verdict(claim["relation"], predicted, tolerance, measured.low, measured.high),
            "expected": claim["expected"],
            "figure": f"{paper}/{claim['figure']}",
        }


def main():
    given = arguments(predictions={"nargs": "+", "required": True}, studies=None, results=None, output=None)
    with job("claims", given.log), whole(given.output) as part:
        studies = {name: Study(name, settings, given.results) for name, settings in json.loads(given.studies).items()}
        tables, rows = {}, []
        for path in given.predictions:
            with open(path) as file:
                claims = yaml.safe_load(file)
            for claim in claims:
                name = claim["experiment"]
                tables.setdefault(name, studies[name].metrics)
                rows += rows_of(claim, studies[name].paper, studies[name], tables[name])
        pd.DataFrame(rows).to_csv(part, index=False)


if __name__ == "__main__":
    main()
