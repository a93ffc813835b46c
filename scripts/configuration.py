"""The configuration, checked before anything runs: every mistake is one line with the key, the value and what is allowed."""

import math
import os
from pathlib import Path

import yaml

from scripts import layout, tracked
from scripts.expression import LATER, evaluate, is_expression, names_in, resolve
from scripts.schema import LOADER, ConfigurationError, check, demand, joined, load, short, sound

MOST_JOBS = 100_000
"""Train jobs of an experiment at most: planning as many takes minutes."""


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
                    raise ConfigurationError(f"config: {joined(*where, key.value)}: {found}; each key once")
                lines[name] = line
                waiting.append((value, [*where, key.value]))


def complete(config: dict) -> dict:
    """A copy of the configuration with defaults filled in, every experiment's scripts named and every cell resolved.

    Raises ConfigurationError for anything that the schemas, the train scripts' parameters or the relations between them refuse.
    """
    config = sound(config, [])
    check(config, load("config"))
    config["results"] = _folder(config["results"])
    for name, experiment in config["experiments"].items():
        where = f"experiments.{name}"
        experiment.setdefault("fixed", {})
        experiment.setdefault("shard_size", 64)
        for stage in ("train", "metrics"):
            script = f"scripts/{stage}/{experiment.setdefault(stage, name)}.py"
            demand((tracked.ROOT / script).is_file(), f"{where}.{stage}", experiment[stage], f"there is no {script}")
        _complete_experiment(where, experiment)
    for paper, figures in config["figures"].items():
        for name, figure in figures.items():
            where, script = f"figures.{paper}.{name}", f"scripts/plots/{paper}/{name}.py"
            demand((tracked.ROOT / script).is_file(), where, name, f"there is no {script}")
            for study in figure["from"]:
                demand(study in config["experiments"], f"{where}.from", study, f"allowed: {', '.join(config['experiments'])}")
            drawn = tracked.drawn(script)
            demand(set(drawn) == set(figure["from"]), f"{where}.from", figure["from"], f"{script} draws {drawn}")
    return config


def _folder(results: str) -> str:
    """The path of the results folder in its shortest form, if files can be written there."""
    folder = Path(results)
    demand(folder.name not in ("", ".."), "results", results, "must end in the name of a folder")
    try:
        existing = next(path for path in [folder.absolute(), *folder.absolute().parents] if path.exists())
    except OSError as error:
        raise ConfigurationError(f"config: results = {short(results)}: {error.strerror}") from None
    demand(existing.is_dir(), "results", results, f"{existing} is not a folder")
    demand(os.access(existing, os.W_OK), "results", results, f"{existing} cannot be written to")
    return str(folder)


def _complete_experiment(where: str, experiment: dict):
    """Fill in the paper's defaults for what the train script takes; refuse what it does not; check every cell."""
    schema = load(experiment["paper"])
    script = f"scripts/train/{experiment['train']}.py"
    takes = tracked.parameters(script)
    grid, fixed = experiment["grid"], experiment["fixed"]
    for part in ("grid", "fixed"):
        for name in experiment[part]:
            demand(name in takes, joined(where, part, name), experiment[part][name], f"unknown; allowed: {', '.join(takes)}")
    for name in fixed:
        demand(name not in grid, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    for name in takes:
        described = f"{script} takes {name}, which schemas/{experiment['paper']}.schema.yaml does not describe"
        demand(name in schema["properties"], f"{where}.paper", experiment["paper"], described)
        if name not in grid and name not in fixed:
            known = schema["properties"][name]
            demand("default" in known, f"{where}.fixed.{name}", None, "must be given")
            fixed[name] = known["default"]
    checked = set()
    for values in _cells(where, experiment).values():
        _check_cell(where, fixed | values, schema, checked)


def _cells(where: str, experiment: dict) -> dict[str, dict]:
    """The cells of an experiment, once it is clear that they are not too many."""
    count = math.prod(len(values) for values in experiment["grid"].values())
    shards = -(-experiment["seeds"] // experiment["shard_size"])
    allowed = f"at most {MOST_JOBS} in all; shorter lists in grid, fewer seeds or a larger shard_size make fewer"
    demand(count * shards <= MOST_JOBS, where, f"{count} cells of {shards} shards", allowed)
    cells = layout.cells(experiment["grid"])
    demand(len(cells) == count, f"{where}.grid", experiment["grid"], "two cells get the same id; other values have others")
    return cells


def _check_cell(where: str, given: dict, schema: dict, checked: set):
    """Check one cell's parameters and the relations between them. checked: parameters with values that have passed before.

    A schema's keyword `besideEll` names what a parameter may use beside ell, which the train script works out of them.
    """
    try:
        for name, value in given.items():
            names = names_in(value[1:].strip()) if is_expression(value) else frozenset()
            beside = schema["properties"][name].get("besideEll", [])
            allowed = f"beside ell it may use {', '.join(beside)} alone" if beside else "it may not use ell"
            demand(not names & LATER or (beside and names <= {*beside} | LATER), f"{where}.{name}", value, allowed)
        probe = resolve(given | dict.fromkeys(LATER, 1), frozenset())
        fresh = {name: value for name, value in probe.items() if name in given and (name, repr(value)) not in checked}
        check(sound(fresh, [where]), schema, where)
        checked |= {(name, repr(value)) for name, value in fresh.items()}
        for relation in schema.get("relations", []):
            if names_in(relation["rule"]) <= probe.keys():
                holds = evaluate(f"1 if {relation['rule']} else 0", probe)
                demand(holds, where, layout.describe(_mentioned(relation["rule"], probe)), f"needs {relation['rule']}: {relation['why']}")
    except ConfigurationError:
        raise
    except ValueError as error:
        raise ConfigurationError(f"config: {where}: {error}") from None


def _mentioned(rule: str, parameters: dict) -> dict:
    return {name: value for name, value in parameters.items() if name in names_in(rule)}
