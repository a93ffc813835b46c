"""The configuration, checked before anything runs: every mistake is one line with the key, the value and what is allowed."""

import math
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import yaml

from scripts import layout, tracked
from scripts.expression import LARGEST, LATER, evaluate, is_expression, names_in, resolve

MOST_JOBS = 100_000
"""Train jobs of an experiment at most: planning as many takes minutes."""

MOST_VALUES, MOST_LEVELS, MOST_LETTERS = 100_000, 8, 1000
"""What is within these limits is checked in a second; without them aliases of YAML make lists that never end."""

BESIDE_ELL = frozenset({"L", "gamma", "tau"})
"""What eta may use beside ell, in the train scripts that take all three: there ell comes of them."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ConfigurationError(ValueError):
    """A mistake in the configuration; the message is the whole story."""


def refuse_repeated_keys(path):
    """Raise ConfigurationError where a YAML or JSON file has a key twice: the second would silently take the place of the first."""
    try:
        with open(path, "rb") as file:
            root = yaml.compose(file, Loader=LOADER)
    except (OSError, yaml.YAMLError):  # Snakemake has read it, or has said why it could not
        return
    waiting, seen = [(root, [])], set()
    while waiting:
        node, where = waiting.pop()
        if id(node) in seen:  # by an alias; it may even be within itself
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += [(item, where) for item in node.value]
        elif isinstance(node, yaml.MappingNode):
            lines = {}
            for key, value in node.value:
                name, line = (key.tag, str(key.value)), key.start_mark.line + 1
                if name in lines:
                    found = f"twice in {os.path.relpath(path)}, lines {lines[name]} and {line}"
                    raise ConfigurationError(f"config: {_joined(*where, key.value)}: {found}; each key once")
                lines[name] = line
                waiting.append((value, [*where, key.value]))


def complete(config: dict) -> dict:
    """A copy of the configuration with defaults filled in, every experiment's scripts named and every cell resolved.

    Raises ConfigurationError for anything that the schemas, the train scripts' parameters or the relations between them refuse.
    """
    config = _sound(config, [], iter(range(MOST_VALUES)))
    _check(config, _schema("config"))
    config["results"] = _folder(config["results"])
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
            drawn = _drawn(script)
            _demand(set(drawn) == set(figure["from"]), f"{where}.from", figure["from"], f"{script} draws {drawn}")
    return config


def _sound(value, where: list, left: Iterator):
    """A copy of a value made of text, numbers, true, false, lists and mappings alone. left: an item for each value that may come."""

    def demand(holds, shown, allowed):
        if not holds:
            _demand(False, _joined(*where), shown, allowed)

    demand(len(where) <= MOST_LEVELS, "...", f"at most {MOST_LEVELS} levels are allowed")
    demand(next(left, None) is not None, "...", f"at most {MOST_VALUES} values are allowed in all")
    if isinstance(value, dict):
        for name in value:
            demand(isinstance(name, str), name, "a name must be text; put it in quotes")
            _sound(name, where, left)
        return {name: _sound(part, [*where, name], left) for name, part in value.items()}
    if isinstance(value, list):
        return [_sound(part, [*where, number], left) for number, part in enumerate(value)]
    if isinstance(value, str):
        demand(len(value) <= MOST_LETTERS, value, f"must have at most {MOST_LETTERS} letters")
        demand(value.isprintable(), value, "must be one line of letters")
    elif isinstance(value, int):
        demand(abs(value) < LARGEST, f"a number of {value.bit_length()} bits", "a whole number must have less than 64 bits")
    elif isinstance(value, float):
        demand(math.isfinite(value), value, "must be a finite number")
    else:
        demand(value is None, f"a {type(value).__name__}", "must be text, a number, true, false, a list or a mapping; put text in quotes")
    return value


def _folder(results: str) -> str:
    """The path of the results folder in its shortest form, if files can be written there."""
    folder = Path(results)
    _demand(folder.name not in ("", ".."), "results", results, "must end in the name of a folder")
    try:
        existing = next(path for path in [folder.absolute(), *folder.absolute().parents] if path.exists())
    except OSError as error:
        raise ConfigurationError(f"config: results = {_short(results)}: {error.strerror}") from None
    _demand(existing.is_dir(), "results", results, f"{existing} is not a folder")
    _demand(os.access(existing, os.W_OK), "results", results, f"{existing} cannot be written to")
    return str(folder)


def _drawn(script: str) -> list[str]:
    """The experiments that a plot script draws: the parameters of its function `draw`."""
    found = re.search(r"^def draw\((.*?)\).*:$", (tracked.ROOT / script).read_text(), re.MULTILINE | re.DOTALL)
    return re.findall(r"(?:^|,)\s*(\w+)", found[1]) if found else []


def _complete_experiment(where: str, experiment: dict):
    """Fill in the paper's defaults for what the train script takes; refuse what it does not; check every cell."""
    schema = _schema(experiment["paper"])
    script = f"scripts/train/{experiment['train']}.py"
    takes = tracked.parameters(script)
    grid, fixed = experiment["grid"], experiment["fixed"]
    for part in ("grid", "fixed"):
        for name in experiment[part]:
            _demand(name in takes, _joined(where, part, name), experiment[part][name], f"unknown; allowed: {', '.join(takes)}")
    for name in fixed:
        _demand(name not in grid, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    for name in takes:
        described = f"{script} takes {name}, which schemas/{experiment['paper']}.schema.yaml does not describe"
        _demand(name in schema["properties"], f"{where}.paper", experiment["paper"], described)
        if name not in grid and name not in fixed:
            known = schema["properties"][name]
            _demand("default" in known, f"{where}.fixed.{name}", None, "must be given")
            fixed[name] = known["default"]
    checked = set()
    for values in _cells(where, experiment).values():
        _check_cell(where, fixed | values, takes, schema, checked)


def _cells(where: str, experiment: dict) -> dict[str, dict]:
    """The cells of an experiment, once it is clear that they are not too many."""
    count = math.prod(len(values) for values in experiment["grid"].values())
    shards = -(-experiment["seeds"] // experiment["shard_size"])
    allowed = f"at most {MOST_JOBS} in all; shorter lists in grid, fewer seeds or a larger shard_size make fewer"
    _demand(count * shards <= MOST_JOBS, where, f"{count} cells of {shards} shards", allowed)
    cells = layout.cells(experiment["grid"])
    _demand(len(cells) == count, f"{where}.grid", experiment["grid"], "two cells get the same id; other values have others")
    return cells


def _check_cell(where: str, given: dict, takes, schema: dict, checked: set):
    """Check one cell's parameters and the relations between them. checked: parameters with values that have passed before."""
    try:
        for name, value in given.items():
            names = names_in(value[1:].strip()) if is_expression(value) else frozenset()
            waits = name == "eta" and takes.keys() >= BESIDE_ELL and names <= BESIDE_ELL | LATER
            _demand(waits or not names & LATER, f"{where}.{name}", value, "only the octopus's eta may use ell, beside L, gamma and tau")
        probe = resolve(given | dict.fromkeys(LATER, 1), frozenset())
        fresh = {name: value for name, value in probe.items() if name in takes and (name, repr(value)) not in checked}
        _check(_sound(fresh, [where], iter(range(MOST_VALUES))), schema, where)
        checked |= {(name, repr(value)) for name, value in fresh.items()}
        for relation in schema.get("relations", []):
            if names_in(relation["rule"]) <= probe.keys():
                holds = evaluate(f"1 if {relation['rule']} else 0", probe)
                _demand(holds, where, layout.describe(_mentioned(relation["rule"], probe)), f"needs {relation['rule']}: {relation['why']}")
    except ConfigurationError:
        raise
    except ValueError as error:
        raise ConfigurationError(f"config: {where}: {error}") from None


def _mentioned(rule: str, parameters: dict) -> dict:
    return {name: value for name, value in parameters.items() if name in names_in(rule)}


@cache
def _schema(name: str) -> dict:
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


def _check(instance, schema: dict, *where: str):
    """Raise ConfigurationError for the first thing that the schema refuses."""
    errors = sorted(_Validator(schema).iter_errors(instance), key=lambda error: [str(part) for part in error.absolute_path])
    if errors:
        error = errors[0]
        key = _joined(*where, *error.absolute_path)
        value = "" if error.validator in ("additionalProperties", "required") else f" = {_short(error.instance)}"
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
        unknown = ", ".join(f"{_short(name)} = {_short(value)}" for name, value in error.instance.items() if name not in known)
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


def _joined(*parts) -> str:
    """A key with those that it is within: `experiments.staircase.seeds`."""
    return ".".join(_short(part) for part in parts) or "the configuration"


def _short(value) -> str:
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return text if text.isprintable() else repr(text)


def _demand(holds, key: str, value, allowed: str):
    """Raise ConfigurationError unless something holds."""
    if not holds:
        raise ConfigurationError(f"config: {key} = {_short(value)}: {allowed}")
