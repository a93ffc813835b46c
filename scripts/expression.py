"""Arithmetic in text: `1/(4*L)`, `gamma*eps`, `1 - log(1 - 2*eta*L)`. For parameters in the configuration and predictions of claims."""

import ast
import math
from functools import cache

import simpleeval

FUNCTIONS = {"log": math.log, "exp": math.exp, "sqrt": math.sqrt, "atan": math.atan, "max": max, "min": min}
CONSTANTS = {"e": math.e, "pi": math.pi}

LATER = frozenset({"ell"})
"""Names that only a train script knows; an expression that uses one stays text until then."""


def evaluate(expression, names: dict) -> float:
    """The number that an expression stands for. Raises ValueError, with the expression in it, where it stands for none."""
    if not isinstance(expression, str):
        return expression
    try:
        result = simpleeval.simple_eval(expression, functions=FUNCTIONS, names=CONSTANTS | names)
    except simpleeval.NameNotDefined as error:
        known = ", ".join(sorted(CONSTANTS | names))
        raise ValueError(f"{expression!r} uses the unknown name {error.name!r}; known are {known}") from None
    except Exception as error:
        raise ValueError(f"{expression!r} is not arithmetic that can be worked out: {error}") from None
    if isinstance(result, bool) or not isinstance(result, int | float) or not math.isfinite(result):
        raise ValueError(f"{expression!r} is {result!r}, not a finite number")
    return result


@cache
def names_in(expression: str) -> frozenset[str]:
    """The names that an expression mentions."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def resolve(parameters: dict, later: frozenset = LATER) -> dict:
    """A cell's parameters with expressions (`= gamma*eps`) worked out, except those that wait for a name in `later`.

    Raises ValueError where an expression uses an unknown name, itself, or is no arithmetic.
    """
    resolved = {name: value for name, value in parameters.items() if not is_expression(value)}
    waiting = {name: value[1:].strip() for name, value in parameters.items() if is_expression(value)}
    while waiting:
        ready = {name for name, text in waiting.items() if not names_in(text) & (waiting.keys() | later)}
        for name in ready:
            numbers = {other: value for other, value in resolved.items() if isinstance(value, int | float)}
            resolved[name] = evaluate(waiting.pop(name), numbers)
        if not ready:
            break
    for name, text in waiting.items():
        if not names_in(text) & later:
            raise ValueError(f"{text!r} needs {name} itself to be known")
    return {name: resolved.get(name, value) for name, value in parameters.items()}


def is_expression(value) -> bool:
    """Whether a value of the configuration is arithmetic: text that begins with `=`."""
    return isinstance(value, str) and value.startswith("=")
