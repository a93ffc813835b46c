"""One claim: its prediction beside the measured value, and the verdict. Predictions are in predictions/, measures in descent/."""

import itertools
import json

from descent.records import Incomparable, Runs
from scripts import measures
from scripts.expression import evaluate
from scripts.job import arguments, job, whole
from scripts.layout import describe
from scripts.study import Study
from scripts.verdicts import NOT_RUN, row, undecided, verdict, write


def cells_of(claim: dict, study: Study):
    """The cells of a claim that the study has: their values of the grid, and their rows of the metrics."""
    table, several = study.metrics, {}
    single = {name: value for name, value in claim["where"].items() if not isinstance(value, list)}
    for name, value in claim["where"].items():
        several[name] = value if isinstance(value, list) else [value]
        table = table[table[name].isin(several[name])]
    axes = [[value for value in study.grid[axis] if value in several.get(axis, [value])] for axis in claim["per"]]
    for values in itertools.product(*axes):
        cell = dict(zip(claim["per"], values, strict=True))
        rows = table
        for axis, value in cell.items():
            rows = rows[rows[axis] == value]
        yield single | cell, rows


def rows_of(claim: dict, study: Study, measure, record: type[Runs]):
    """The rows of a claim, one per cell that the study has. measure: a function of the record and the parameters."""
    for cell, rows in cells_of(claim, study):
        parameters = study.parameters(**cell)
        numbers = {name: value for name, value in parameters.items() if isinstance(value, int | float)}
        predicted = float(evaluate(claim["predicted"], numbers))
        tolerance = float(evaluate(claim["tolerance"], numbers | {"predicted": predicted}))
        found = {"cell": describe({name: str(value).removeprefix("= ") for name, value in cell.items()})}
        try:
            measured = measure(record.of(rows), parameters)
        except Incomparable as error:
            yield row(claim, NOT_RUN, str(error), **found)
            continue
        decided, reason = verdict(claim["relation"], predicted, tolerance, measured, claim["least_used"])
        found |= {"predicted": predicted, "measured": measured.value, "tolerance": tolerance}
        found |= {name: getattr(measured, name) for name in ("low", "high", "runs", "used")}
        known = claim["why"] if decided == claim["expected"] else ""
        yield row(claim, decided, "; ".join(filter(None, (reason, known))), **found)


def main():
    """Read a claim, as `checkable.planned` gives it, and the metrics of its experiment. Write its rows."""
    given = arguments(claim=None, results=None, output=None)
    claim = json.loads(given.claim)
    with job(f"claim {claim['claim']}", given.log), whole(given.output) as part:
        rows = undecided(claim)
        if not rows:
            rows = list(rows_of(claim, Study(claim["experiment"], given.results), *measures.load(claim["metrics"], claim["measure"])))
        write(part, rows)


if __name__ == "__main__":
    main()
