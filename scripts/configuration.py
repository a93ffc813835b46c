"""The configuration, checked before anything runs: every mistake is one line with the key, the value and what is allowed."""

from functools import cache

import jsonschema
import yaml

from scripts import layout, tracked
from scripts.expression import LATER, evaluate, names_in, resolve


class ConfigurationError(ValueError):
    """A mistake in the configuration; the message is the whole story."""


def complete(config: dict) -> dict:
    """The configuration with defaults filled in, every experiment's scripts named and every cell resolved.

    Raises ConfigurationError for anything that the schemas, the train scripts' parameters or the relations between them refuse.
    """
    _check(config, _schema("config"))
    for name, experiment in config["experiments"].items():
        where = f"experiments.{name}"
        experiment.setdefault("fixed", {})
        experiment.setdefault("shard_size", 64)
        for stage in ("train", "metrics"):
            script = f"scripts/{stage}/{experiment.setdefault(stage, name)}.py"
            _demand((tracked.ROOT / script).is_file(), f"{where}.{stage}", experiment[stage], f"there is no {script}")
        _complete_experiment(where, experiment)
    for paper, figures in config["figures"].items():
        for name, figure in figures.items():
            where, script = f"figures.{paper}.{name}", f"scripts/plots/{paper}/{name}.py"
            _demand((tracked.ROOT / script).is_file(), where, name, f"there is no {script}")
            for study in figure["from"]:
                _demand(study in config["experiments"], f"{where}.from", study, f"allowed: {', '.join(config['experiments'])}")
    return config


def _complete_experiment(where: str, experiment: dict):
    """Fill in the paper's defaults for what the train script takes; refuse what it does not; check every cell."""
    schema = _schema(experiment["paper"])
    takes = tracked.parameters(f"scripts/train/{experiment['train']}.py")
    grid, fixed = experiment["grid"], experiment["fixed"]
    for part in ("grid", "fixed"):
        for name in experiment[part]:
            _demand(name in takes, f"{where}.{part}.{name}", experiment[part][name], f"unknown; allowed: {', '.join(takes)}")
    for name in grid.keys() & fixed.keys():
        _demand(False, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    for name in takes:
        if name not in grid and name not in fixed:
            known = schema["properties"].get(name, {})
            _demand("default" in known, f"{where}.fixed.{name}", None, "must be given")
            fixed[name] = known["default"]
    for values in layout.cells(grid).values():
        try:
            parameters = resolve(fixed | values)
            probe = resolve(parameters | dict.fromkeys(LATER, 1), frozenset())
        except ValueError as error:
            raise ConfigurationError(f"config: {where}: {error}") from None
        _check({name: value for name, value in probe.items() if name in takes}, schema, where)
        for relation in schema.get("relations", []):
            if names_in(relation["rule"]) <= probe.keys():
                holds = evaluate(f"1 if {relation['rule']} else 0", probe)
                _demand(holds, where, layout.describe(_mentioned(relation["rule"], probe)), f"needs {relation['rule']}: {relation['why']}")


def _mentioned(rule: str, parameters: dict) -> dict:
    return {name: value for name, value in parameters.items() if name in names_in(rule)}


@cache
def _schema(name: str) -> dict:
    path = tracked.ROOT / "schemas" / f"{name}.schema.yaml"
    if not path.is_file():
        raise ConfigurationError(f"config: paper {name!r} has no schemas/{name}.schema.yaml")
    return yaml.safe_load(path.read_text())


def _module_of(validator, package, value, schema):
    """Schema keyword `moduleOf`: the value names a module of a package of the project."""
    names = sorted(path.stem for path in (tracked.ROOT / package).glob("*.py") if path.stem != "__init__")
    if value not in names:
        yield jsonschema.ValidationError(f"allowed: {', '.join(names)}")


_Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"moduleOf": _module_of})


def _check(instance, schema: dict, *where: str):
    """Raise ConfigurationError for the first thing that the schema refuses."""
    errors = sorted(_Validator(schema).iter_errors(instance), key=lambda error: [str(part) for part in error.absolute_path])
    if errors:
        error = errors[0]
        key = ".".join([*where, *map(str, error.absolute_path)])
        value = "" if error.validator == "additionalProperties" else f" = {_short(error.instance)}"
        raise ConfigurationError(": ".join(part for part in ("config", key + value, _allowed(error)) if part))


def _allowed(error: jsonschema.ValidationError) -> str:
    """What a schema allows, in a few words."""
    limit = error.validator_value
    words = {
        "type": f"must be {_kind(limit)}",
        "minimum": f"must be at least {limit}",
        "exclusiveMinimum": f"must be greater than {limit}",
        "maximum": f"must be at most {limit}",
        "exclusiveMaximum": f"must be less than {limit}",
        "minItems": "must not be empty",
        "minProperties": "must not be empty",
        "uniqueItems": "has a value twice",
        "enum": f"allowed: {limit}",
        "pattern": error.schema.get("allowed", f"must match {limit}"),
    }
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = ", ".join(f"{name} = {_short(value)}" for name, value in error.instance.items() if name not in known)
        return f"unknown key {unknown}; allowed: {', '.join(known)}"
    return words.get(error.validator, error.message)


def _kind(kind) -> str:
    return " or ".join(
        {"object": "a mapping", "array": "a list", "integer": "a whole number"}.get(name, f"a {name}") for name in _list(kind)
    )


def _list(value) -> list:
    return value if isinstance(value, list) else [value]


def _short(value) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _demand(holds, key: str, value, allowed: str):
    """Raise ConfigurationError unless something holds."""
    if not holds:
        raise ConfigurationError(f"config: {key} = {_short(value)}: {allowed}")
