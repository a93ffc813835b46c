"""Mistakes in what people write. Each is one line with the key, the value and what is allowed."""

import math
import re
from collections.abc import Iterator

import pydantic
import yaml

from descent.parameters import Unmet
from scripts.expression import LARGEST, names_in

MOST_VALUES, MOST_LEVELS, MOST_LETTERS = 100_000, 8, 1000
"""Values within these limits are checked in a second. Without limits, aliases of YAML make lists that never end."""

NOWHERE = "the configuration"
"""The key of a mistake that is within no other key."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KINDS = {
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "string_type": "must be a string",
    "bool_type": "must be a boolean",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}
LIMITS = {
    "greater_than": ("gt", "must be greater than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}
"""The error types of pydantic in our words."""


class ConfigurationError(ValueError):
    """A mistake in the configuration. The message needs no traceback."""


def sound(value, where: list, left: Iterator | None = None):
    """A copy of a value made only of text, numbers, true, false, lists and mappings. where: the keys above it. left: a list with one item
    per value that may still come; MOST_VALUES by default.
    """
    left = iter(range(MOST_VALUES)) if left is None else left

    def need(holds, shown, allowed):
        if not holds:
            demand(False, joined(*where), shown, allowed)

    need(len(where) <= MOST_LEVELS, "...", f"at most {MOST_LEVELS} levels are allowed")
    need(next(left, None) is not None, "...", f"at most {MOST_VALUES} values are allowed in all")
    if isinstance(value, dict):
        for name in value:
            need(isinstance(name, str), name, "a name must be text; put it in quotes")
            sound(name, where, left)
        return {name: sound(part, [*where, name], left) for name, part in value.items()}
    if isinstance(value, list):
        return [sound(part, [*where, number], left) for number, part in enumerate(value)]
    if isinstance(value, str):
        need(len(value) <= MOST_LETTERS, value, f"must have at most {MOST_LETTERS} letters")
        need(value.isprintable(), value, "must be one line of letters")
    elif isinstance(value, int):
        need(abs(value) < LARGEST, f"a number of {value.bit_length()} bits", "a whole number must have less than 64 bits")
    elif isinstance(value, float):
        need(math.isfinite(value), value, "must be a finite number")
    else:
        need(value is None, f"a {type(value).__name__}", "must be text, a number, true, false, a list or a mapping; put text in quotes")
    return value


def check(model: type[pydantic.BaseModel], values: dict, *where: str, only: set[str] | None = None) -> pydantic.BaseModel | None:
    """The values as an instance of a model. where: the keys above the values. only: the names that are checked, by default all.

    Raises ConfigurationError for the first value that the model refuses.
    """
    try:
        return model.model_validate(values)
    except pydantic.ValidationError as errors:
        refused = [error for error in errors.errors() if only is None or (error["loc"] and error["loc"][0] in only)]
    if not refused:
        return None
    error = refused[0]
    loc = [part for part in error["loc"] if part != "[key]"]
    key, value, kind = joined(*where, *loc), error["input"], error["type"]
    if kind == "extra_forbidden":
        known = ", ".join(_model_at(model, loc[:-1]).model_fields)
        raise ConfigurationError(f"config: {joined(*where, *loc[:-1])}: unknown key {short(loc[-1])} = {short(value)}; allowed: {known}")
    if kind == "missing":
        raise ConfigurationError(f"config: {key} = None: must be given")
    if kind == "value_error" and isinstance(error["ctx"]["error"], Unmet):
        unmet = error["ctx"]["error"]
        mentioned = " ".join(f"{name}={part}" for name, part in values.items() if name in names_in(unmet.rule))
        raise ConfigurationError(f"config: {key} = {short(mentioned)}: {unmet}")
    raise ConfigurationError(f"config: {key} = {short(value)}: {_allowed(error, model, loc)}")


def _model_at(model, loc: list):
    """The model that describes the mapping at a place within another: models, and mappings from names to models."""
    for part in loc:
        kind = model.model_fields[part].annotation if hasattr(model, "model_fields") else model.__args__[1]
        model = kind
    return model


def _allowed(error: dict, model, loc: list) -> str:
    """What is allowed, in a few words."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind in KINDS:
        return KINDS[kind] + _hint(kind, value)
    if kind in LIMITS:
        limit, words = LIMITS[kind]
        return f"{words} {context[limit]:g}" if isinstance(context[limit], float) else f"{words} {context[limit]}"
    if kind == "literal_error":
        return f"allowed: {context['expected'].replace(' or ', ', ').replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        extra = model.model_fields[loc[0]].json_schema_extra or {}
        return extra.get("allowed", f"must match {context['pattern']}")
    return str(context.get("error", error["msg"]))


def _hint(kind: str, value) -> str:
    """What to write in place of a number, true or false that YAML reads differently from how it looks."""
    if kind == "int_type" and isinstance(value, float) and value.is_integer():
        return " without a point; in arithmetic // divides into one"
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9.]+e[-+]?[0-9]+", value, re.IGNORECASE):
        return "; YAML takes this for text, without a point or a sign as in 1.0e-3 or 1.0e+3"
    if isinstance(value, str) and re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)|true|false", value, re.IGNORECASE):
        return ", without quotes"
    return ""


def joined(*parts) -> str:
    """A key with the keys above it, such as `experiments.staircase.seeds`."""
    return ".".join(short(part) for part in parts) or NOWHERE


def short(value) -> str:
    """A value in at most 60 letters."""
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return text if text.isprintable() else repr(text)


def demand(holds, key: str, value, allowed: str):
    """Raise ConfigurationError unless a condition holds."""
    if not holds:
        raise ConfigurationError(f"config: {key} = {short(value)}: {allowed}")
