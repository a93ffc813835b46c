"""The functions that measure claims. They are in descent/<paper>/claims/, in one module per metrics script."""

import ast
import inspect
from functools import cache
from pathlib import Path

from scripts import choices

ROOT = Path(__file__).resolve().parent.parent
CHOICES = {
    "metrics": (
        "descent.escape.claims",
        "descent.oneneuron.claims",
        "descent.convbias.claims",
        "descent.balance.claims",
        "descent.own.claims",
    )
}


def load(metrics: str, measure: str):
    """A measure, and the class of the record that it takes."""
    function = getattr(choices.load(CHOICES, "metrics", metrics), measure)
    return function, inspect.signature(function).parameters["runs"].annotation


@cache
def names(metrics: str) -> list[str]:
    """The measures for a metrics script, found without importing them: functions of `runs` and `parameters`, and the names in `__all__`."""
    found: list[str] = []
    for path in (ROOT / package.replace(".", "/") / f"{metrics}.py" for package in CHOICES["metrics"]):
        for node in ast.parse(path.read_text()).body if path.is_file() else ():
            if isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args] == ["runs", "parameters"]:
                found.append(node.name)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "__all__":
                found += ast.literal_eval(node.value)
    return found
