"""Whether a value is as a schema of schemas/ says: what it does not allow is one line with the key, the value and what is allowed."""

import math
import re
from collections.abc import Iterator
from functools import cache

import jsonschema
import yaml

from scripts import tracked
from scripts.expression import LARGEST

MOST_VALUES, MOST_LEVELS, MOST_LETTERS = 100_000, 8, 1000
"""What is within these limits is checked in a second; without them aliases of YAML make lists that never end."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ConfigurationError(ValueError):
    """A mistake in the configuration; the message is the whole story."""


def sound(value, where: list, left: Iterator | None = None):
    """A copy of a value made of text, numbers, true, false, lists and mappings alone.

    where: the keys that it is within. left: an item for each value that may still come; MOST_VALUES if not given.
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


@cache
def load(name: str) -> dict:
    """The schema of a name: schemas/<name>.schema.yaml."""
    path = tracked.ROOT / "schemas" / f"{name}.schema.yaml"
    if not path.is_file():
        raise ConfigurationError(f"config: paper {name!r} has no schemas/{name}.schema.yaml")
    return yaml.load(path.read_text(), Loader=LOADER)


def _module_of(validator, package, value, schema):
    """Schema keyword `moduleOf`: the value names a module of a package of the project."""
    names = sorted(path.stem for path in (tracked.ROOT / package).glob("*.py") if path.stem != "__init__")
    if value not in names:
        yield jsonschema.ValidationError(f"allowed: {', '.join(names)}")


def _is_integer(checker, value) -> bool:
    """The type `integer` without 8.0, which no range and no shape of an array takes."""
    return isinstance(value, int) and not isinstance(value, bool)


_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    {"moduleOf": _module_of},
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def check(instance, schema: dict, *where: str):
    """Raise ConfigurationError for the first thing that the schema refuses."""
    errors = sorted(_Validator(schema).iter_errors(instance), key=lambda error: [str(part) for part in error.absolute_path])
    if errors:
        error = errors[0]
        key = joined(*where, *error.absolute_path)
        value = "" if error.validator in ("additionalProperties", "required") else f" = {short(error.instance)}"
        raise ConfigurationError(f"config: {key}{value}: {_allowed(error)}")


def _allowed(error: jsonschema.ValidationError) -> str:
    """What a schema allows, in a few words."""
    limit = error.validator_value
    words = {
        "type": f"must be {_kind(limit)}{_hint(error.instance)}",
        "minimum": f"must be at least {limit}",
        "exclusiveMinimum": f"must be greater than {limit}",
        "maximum": f"must be at most {limit}",
        "exclusiveMaximum": f"must be less than {limit}",
        "minLength": "must not be empty",
        "minItems": "must not be empty",
        "minProperties": "must not be empty",
        "uniqueItems": "has a value twice",
        "enum": f"allowed: {limit}",
        "pattern": error.schema.get("allowed", f"must match {limit}"),
    }
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = ", ".join(f"{short(name)} = {short(value)}" for name, value in error.instance.items() if name not in known)
        return f"unknown key {unknown}; allowed: {', '.join(known)}"
    return words.get(error.validator, error.message)


def _kind(kind) -> str:
    return " or ".join(
        {"object": "a mapping", "array": "a list", "integer": "a whole number"}.get(name, f"a {name}") for name in _list(kind)
    )


def _hint(value) -> str:
    """What to write for a number that YAML reads as something else than it looks like."""
    if isinstance(value, float) and value.is_integer():
        return " without a point; in arithmetic // divides into one"
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9.]+e[-+]?[0-9]+", value, re.IGNORECASE):
        return "; YAML takes this for text, without a point or a sign as in 1.0e-3 or 1.0e+3"
    return ""


def _list(value) -> list:
    return value if isinstance(value, list) else [value]


def joined(*parts) -> str:
    """A key with those that it is within: `experiments.staircase.seeds`."""
    return ".".join(short(part) for part in parts) or "the configuration"


def short(value) -> str:
    """A value in at most 60 letters."""
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return text if text.isprintable() else repr(text)


def demand(holds, key: str, value, allowed: str):
    """Raise ConfigurationError unless something holds."""
    if not holds:
        raise ConfigurationError(f"config: {key} = {short(value)}: {allowed}")
