"""Arithmetic in text, such as `1/(4*L)`, `gamma*eps` or `1 - log(1 - 2*eta*L)`, for parameters in the configuration and predictions of
claims.
"""

import ast
import inspect
import math
import operator
from functools import cache

import simpleeval

from descent.elementary import arctan, exp, log, power


def _of_finite(function):
    """The function, restricted to finite values: no configuration means infinity or NaN."""

    def applied(*numbers):
        if not all(isinstance(x, int | float) for x in numbers):
            raise TypeError("text is no number")
        value = function(*numbers)
        if not math.isfinite(value):
            raise ValueError(f"{function.__name__.lstrip('_')}({', '.join(map(str, numbers))}) is {value}")
        return value

    return applied


def _log(x, *base):
    """The logarithm of x, natural or to a given base."""
    return log(x) / log(*base) if base else log(x)


FUNCTIONS = {
    "log": _of_finite(_log),
    "exp": _of_finite(exp),
    "sqrt": math.sqrt,
    "atan": _of_finite(arctan),
    "max": max,
    "min": min,
    "ceil": math.ceil,
    "floor": math.floor,
}
CONSTANTS = {"e": math.e, "pi": math.pi}
RESERVED = FUNCTIONS.keys() | CONSTANTS.keys()

LARGEST = 2**63
"""Whole numbers stay below this size, as in numpy and in compiled code."""


def _of_numbers(apply):
    """The operator, restricted to numbers: text times 1e9, or text formatted to 1e9 places, would fill the memory."""

    def applied(*operands):
        if any(isinstance(operand, str) for operand in operands):
            raise TypeError("text is no number")
        return apply(*operands)

    return applied


def _power(base, exponent):
    """base**exponent, exact for whole numbers, but without results of millions of digits."""
    if not (isinstance(base, int) and isinstance(exponent, int)):
        return _of_finite(power)(base, exponent)
    if base.bit_length() * abs(exponent) > 10_000:
        raise OverflowError("a power is too large")
    return base**exponent if exponent >= 0 else 1 / base**-exponent


OPERATORS = {
    ast.Add: _of_numbers(operator.add),
    ast.Sub: operator.sub,
    ast.Mult: _of_numbers(operator.mul),
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: _of_numbers(operator.mod),
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ARITHMETIC = {ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call}

_EVALUATOR = simpleeval.SimpleEval(OPERATORS, FUNCTIONS)
_EVALUATOR.nodes = {kind: work for kind, work in _EVALUATOR.nodes.items() if kind in ARITHMETIC}


def evaluate(expression, names: dict, further=()) -> float:
    """The value of an expression. further: more names that the expression could have used, for the message.

    Raises ValueError, with the expression in its message, if it has no value.
    """
    if not isinstance(expression, str):
        return expression
    try:
        _EVALUATOR.names = CONSTANTS | names
        result = _EVALUATOR.eval(expression, _parsed(expression))
        number = float(result) if isinstance(result, int) else result
    except simpleeval.NameNotDefined as error:
        known = ", ".join(sorted({*CONSTANTS, *names, *further}))
        raise ValueError(f"{expression!r} uses the unknown name {error.name!r}; known are {known}") from None
    except Exception as error:
        raise ValueError(f"{expression!r} is not arithmetic that can be worked out: {error}") from None
    if isinstance(result, bool) or not isinstance(number, float) or not math.isfinite(number):
        raise ValueError(f"{expression!r} is {result!r}, not a finite number")
    return result if abs(result) < LARGEST else number


@cache
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression.strip(), mode="eval").body


@cache
def names_in(expression: str) -> frozenset[str]:
    """The names that an expression mentions, without functions and constants."""
    try:
        nodes = ast.walk(_parsed(expression))
    except Exception:  # what cannot be read has no names; evaluating it says what is wrong
        return frozenset()
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name)) - RESERVED


def resolve(parameters: dict, derived: dict | None = None) -> dict:
    """The parameters with their expressions (`= gamma*eps`) evaluated. derived: further names that expressions may use; each is a function
    that takes some parameters by name.

    Raises ValueError if an expression uses an unknown name or itself, or is not arithmetic.
    """
    resolved = {name: value for name, value in parameters.items() if not is_expression(value)}
    waiting = {name: value[1:].strip() for name, value in parameters.items() if is_expression(value)}
    mentioned = frozenset().union(*map(names_in, waiting.values()))
    sought = {name: work for name, work in (derived or {}).items() if name in mentioned and name not in parameters}
    found = {}
    while waiting:
        unknown = waiting.keys() | sought.keys()
        ready = [name for name, text in waiting.items() if not names_in(text) & unknown]
        numbers = {name: value for name, value in (resolved | found).items() if isinstance(value, int | float)}
        for name in ready:
            try:
                resolved[name] = evaluate(waiting.pop(name), numbers, derived or ())
            except ValueError as error:
                raise ValueError(f"{name} = {error}") from None
        workable = [name for name, work in sought.items() if not inspect.signature(work).parameters.keys() & waiting.keys()]
        for name in workable:
            found[name] = _derived(name, sought.pop(name), resolved)
        if not ready and not workable:
            name, text = next(iter(waiting.items()))
            raise ValueError(f"{text!r} needs {name} itself to be known")
    return {name: resolved[name] for name in parameters}


def _derived(name: str, work, resolved: dict) -> float:
    """A derived number. Raises ValueError if it cannot be computed."""
    try:
        return work(**{needed: resolved[needed] for needed in inspect.signature(work).parameters})
    except Exception as error:  # whatever mathematics says to numbers that nobody has checked yet
        raise ValueError(f"{name} cannot be worked out: {error}") from None


def is_expression(value) -> bool:
    """Whether a value in the configuration is arithmetic: a text that begins with `=`."""
    return isinstance(value, str) and value.startswith("=")
