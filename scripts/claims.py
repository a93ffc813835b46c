"""Claims: what the papers predict beside what was measured, and the verdict. Predictions are in predictions/, measures in descent."""

import importlib
import itertools
import json

import pandas as pd
import yaml

from scripts.configuration import ConfigurationError
from scripts.expression import evaluate, resolve
from scripts.job import arguments, job, whole
from scripts.layout import describe
from scripts.study import Study
from scripts.verdicts import verdict

LOADS = "descent.{paper}.claims"

PAGE = """<!doctype html><meta charset="utf-8"><title>claims</title>
<style>body {{font: 13px sans-serif}} td, th {{padding: 3px 8px; text-align: left; border-bottom: 1px solid #ddd}}
tr:has(td.fails) {{background: #fbe3d6}} tr:has(td.open) {{background: #fff6d0}}</style>
{table}
"""
SHOWN = [
    "claim",
    "source",
    "statement",
    "cell",
    "relation",
    "predicted",
    "measured",
    "low",
    "high",
    "runs",
    "verdict",
    "expected",
    "figure",
]


def rows_of(claim: dict, paper: str, study: Study, table: pd.DataFrame):
    """The rows of one claim, one for each of its cells. Raises ConfigurationError where the study has no such cell."""
    measure = getattr(importlib.import_module(LOADS.format(paper=paper)), claim["measure"])
    for name in [*claim["where"], *claim["per"]]:
        if name not in study.grid:
            raise ConfigurationError(f"claim {claim['claim']}: {name} is not in the grid of {claim['experiment']}")
    for name, wanted in claim["where"].items():
        table = table[table[name].isin(wanted if isinstance(wanted, list) else [wanted])]
    for values in itertools.product(*(study.grid[axis] for axis in claim["per"])):
        cell = dict(zip(claim["per"], values, strict=True))
        rows = table
        for axis, value in cell.items():
            rows = rows[rows[axis] == value]
        if rows.empty:
            raise ConfigurationError(f"claim {claim['claim']}: {claim['experiment']} has no cell with {describe(cell | claim['where'])}")
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


def page(claims: pd.DataFrame) -> str:
    """The claims as a page to read."""
    table = claims[SHOWN].to_html(index=False, border=0, float_format=lambda value: f"{value:.5g}")
    for word in ("fails", "open"):
        table = table.replace(f"<td>{word}</td>", f'<td class="{word}">{word}</td>')
    return PAGE.format(table=table)


def main():
    given = arguments(predictions={"nargs": "+", "required": True}, studies=None, results=None, output=None, page=None)
    with job("claims", given.log), whole(given.output) as part, whole(given.page) as page_part:
        studies = {name: Study(name, settings, given.results) for name, settings in json.loads(given.studies).items()}
        tables, rows = {}, []
        for path in given.predictions:
            with open(path) as file:
                entries = yaml.safe_load(file)
            for claim in entries:
                name = claim["experiment"]
                tables.setdefault(name, studies[name].metrics)
                rows += rows_of(claim, studies[name].paper, studies[name], tables[name])
        claims = pd.DataFrame(rows)
        claims.to_csv(part, index=False)
        page_part.write_text(page(claims))


if __name__ == "__main__":
    main()
