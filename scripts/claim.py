"""One claim: what it predicts beside what was measured, and the verdict. Predictions are in predictions/, measures in descent."""

import importlib
import itertools
import json

from scripts.expression import evaluate
from scripts.job import arguments, job, whole
from scripts.layout import describe
from scripts.study import Study
from scripts.verdicts import row, undecided, verdict, write

LOADS = "descent.{paper}.claims"


def rows_of(claim: dict, study: Study, measure):
    """The rows of a claim, one for each of its cells that the study has. measure: of a module descent.<paper>.claims."""
    table = study.metrics
    wanted = {name: value if isinstance(value, list) else [value] for name, value in claim["where"].items()}
    for name, values in wanted.items():
        table = table[table[name].isin(values)]
    single = {name: value for name, value in claim["where"].items() if not isinstance(value, list)}
    axes = [[value for value in study.grid[axis] if value in wanted.get(axis, [value])] for axis in claim["per"]]
    for values in itertools.product(*axes):
        cell = dict(zip(claim["per"], values, strict=True))
        rows = table
        for axis, value in cell.items():
            rows = rows[rows[axis] == value]
        parameters = study.parameters(**single, **cell)
        parameters |= {name.removesuffix("_value"): float(rows[name].iloc[0]) for name in rows if name.endswith("_value")}
        numbers = {name: value for name, value in parameters.items() if isinstance(value, int | float)}
        predicted = evaluate(claim["predicted"], numbers)
        tolerance = evaluate(claim["tolerance"], numbers | {"predicted": predicted})
        measured = measure(rows, parameters)
        decided, reason = verdict(claim["relation"], predicted, tolerance, measured.low, measured.high)
        yield row(
            claim,
            decided,
            reason or (claim.get("why") if decided == claim["expected"] else None),
            cell=describe({name: str(value).removeprefix("= ") for name, value in (single | cell).items()}),
            predicted=float(predicted),
            measured=measured.value,
            low=measured.low,
            high=measured.high,
            tolerance=float(tolerance),
            runs=measured.runs,
        )


def main():
    """Read a claim and the metrics of its experiment; write its rows. --not-run: why there are no such metrics."""
    given = arguments(claim=None, **{"not-run": {}}, results=None, output=None)
    claim = json.loads(given.claim)
    with job(f"claim {claim['claim']}", given.log), whole(given.output) as part:
        alone = undecided(claim, given.not_run)
        if not alone:
            measures = importlib.import_module(LOADS.format(paper=claim["paper"]))
            study = Study(claim["experiment"], given.results)
        write(part, [alone] if alone else list(rows_of(claim, study, getattr(measures, claim["measure"]))))


if __name__ == "__main__":
    main()
