"""The configuration, checked before anything runs: every mistake is one line with the key, the value and what is allowed."""

import hashlib
import json
import math
import os
import re
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from scripts import cells, choices, layout, remembered, tracked
from scripts.mistakes import LOADER, ConfigurationError, check, demand, joined, short, sound

MOST_JOBS = 100_000
"""Train jobs of an experiment at most: planning as many takes minutes."""
SCRIPTS = {"train": ("scripts.train",)}


def _matching(pattern: str, allowed: str):
    """A check of text by a pattern."""

    def matching(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(allowed)
        return text

    return AfterValidator(matching)


def _different(values):
    """A list as it is, if no value is in it twice; 1 and 1.0 are one value, 1 and true are not."""
    if isinstance(values, list) and len({repr(layout.plain(value)) for value in values}) < len(values):
        raise ValueError("has a value twice")
    return values


Name = Annotated[
    str,
    _matching(
        r"(?!.*(.+)\1{19})[A-Za-z0-9_]{1,64}", "a name must be at most 64 letters, digits and _, and repeat no part of itself twenty times"
    ),
]
Paper = Annotated[str, _matching(r"[a-z]{1,64}", "a paper's name must be at most 64 small letters")]
Values = Annotated[list, BeforeValidator(_different), Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Experiment(_Part):
    """A study: a grid of parameters, every combination of which is a cell."""

    paper: Literal["escape", "oneneuron", "convbias", "balance"] = Field(description="The paper that the study belongs to.")
    seeds: int = Field(ge=1, le=1_000_000, description="Runs in every cell. More seeds add runs and leave the finished ones alone.")
    shard_size: int = Field(64, ge=1, description="Runs that one job trains together. It has no influence on a run's bits.")
    train: Name | None = Field(None, description="The script in scripts/train that runs it; the experiment's own name if not given.")
    metrics: Name | None = Field(None, description="The script in scripts/metrics that measures it; likewise.")
    grid: dict[str, Values] = Field(description="Parameters with their lists of values; every combination is a cell.")
    fixed: dict = Field({}, description="Parameters with one value in all cells that take them; the rest have their defaults.")


class Figure(_Part):
    """A figure, drawn by scripts/plots/<paper>/<name>.py."""

    experiments: Annotated[list[str], BeforeValidator(_different), Field(min_length=1)] = Field(
        alias="from", description="The experiments whose metrics it draws."
    )
    curves: bool = Field(False, description="Whether it reads the runs themselves too, for curves and paths.")


class Configuration(_Part):
    """What config.yaml may hold."""

    seed: int = Field(ge=0, description="The root of every random number. Another seed is another sample of everything.")
    results: Annotated[
        str,
        Field(min_length=1, description="The folder that everything is written to."),
        _matching(
            r"[^-~\s{}<>:]([^{}<>:]*[^\s{}<>:])?",
            "must be a path without { } < > : that does not begin with - or ~ and has no space at its ends",
        ),
    ]
    experiments: dict[Name, Experiment] = Field(min_length=1, description="The studies, by name.")
    figures: dict[Paper, dict[Name, Figure]] = Field(description="The figures, by paper and name.")


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


def on_command_line(arguments: list[str]) -> dict:
    """What `--config key=value ...` gives, values read as in a file: Snakemake leaves numbers within braces and brackets as text."""
    return {key: _read(key, value) for key, _, value in (argument.partition("=") for argument in arguments)}


def _read(key: str, text: str):
    """A value on the command line. Raises ConfigurationError where it is no YAML."""
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        allowed = f"is no YAML, {getattr(error, 'problem', error)}; an example: experiments={{staircase: {{seeds: 4}}}}"
        raise ConfigurationError(f"config: {key} = {short(text)}: {allowed}") from None


def complete(config: dict) -> dict:
    """A copy of the configuration with every experiment's scripts named, its cells with all their parameters, and defaults in `fixed`.

    Raises ConfigurationError for anything that the classes of parameters refuse. A configuration that was found sound before is not checked
    again while the code stays the same: that would import all train scripts, which takes a second.
    """
    config = sound(config, [])
    check(Configuration, config)
    results, key = _folder(config.pop("results")), digest([config, tracked.everything()])
    found = remembered.recall(key)
    if found is None:
        found = _checked(config)
        remembered.keep(key, found)
    return found | {"results": results}


def _checked(config: dict) -> dict:
    """The configuration, changed in place: complete."""
    for name, experiment in config["experiments"].items():
        where = f"experiments.{name}"
        experiment.setdefault("fixed", {})
        experiment.setdefault("shard_size", 64)
        for stage in ("train", "metrics"):
            script = f"scripts/{stage}/{experiment.setdefault(stage, name)}.py"
            _demand_script(script, f"{where}.{stage}", experiment[stage])
        _complete_experiment(where, experiment)
    for paper, figures in config["figures"].items():
        for name, figure in figures.items():
            where, script = f"figures.{paper}.{name}", f"scripts/plots/{paper}/{name}.py"
            _demand_script(script, where, name)
            for study in figure["from"]:
                demand(study in config["experiments"], f"{where}.from", study, f"allowed: {', '.join(config['experiments'])}")
            drawn = tracked.drawn(script)
            demand(set(drawn) == set(figure["from"]), f"{where}.from", figure["from"], f"{script} draws {drawn}")
    return config


def _demand_script(script: str, where: str, name: str):
    """Raise ConfigurationError where a script is not there, or would do nothing."""
    demand((tracked.ROOT / script).is_file(), where, name, f"there is no {script}")
    demand(tracked.has_main(script), where, name, f"{script} does nothing when it is run: it must end as the others beside it")


def digest(content) -> str:
    """A short name of settings, the same whatever the order of their keys."""
    return hashlib.blake2s(json.dumps(content, sort_keys=True).encode(), digest_size=8).hexdigest()


def settings(seed: int, experiment: dict) -> str:
    """A short name of all that an experiment's numbers follow from, but for the code: its seeds, its scripts, its cells; 1 and 1.0 are one.

    seed: the root of random numbers; experiment: complete.
    """
    cells = {cell: {name: layout.plain(value) for name, value in values.items()} for cell, values in experiment["cells"].items()}
    return digest([seed, experiment["seeds"], experiment["train"], experiment["metrics"], cells])


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
    """Give the experiment its cells: id -> parameters that its own script and choices take. Refuse what no cell takes.

    Defaults go into `fixed` too, as the first cell that takes them has them, for captions and figures.
    """
    script = choices.load(SCRIPTS, "train", experiment["train"])
    demand(hasattr(script, "Parameters"), f"{where}.train", experiment["train"], "the script has no class Parameters")
    grid, fixed = experiment["grid"], experiment["fixed"]
    for name in fixed:
        demand(name not in grid, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    given = {cell: fixed | values for cell, values in _cells(where, experiment).items()}
    taken = {}
    for values in given.values():
        cells.check_choices(script, values, where)
        for key, module in cells.chosen(script, values).items():
            _check_functions(where, key, module)
        taken |= dict.fromkeys(cells.model(script, *cells.chosen(script, values).values()).model_fields)
    for part in ("grid", "fixed"):
        for name, value in experiment[part].items():
            demand(name in taken, joined(where, part, name), value, f"unknown; allowed: {', '.join(taken)}")
    experiment["cells"] = {}
    for cell, values in given.items():
        try:
            written, experiment["cells"][cell] = cells.complete(script, values, where)
        except ConfigurationError:
            raise
        except ValueError as error:
            raise ConfigurationError(f"config: {where}: {error}") from None
        for name, value in written.items():
            if name not in grid:
                fixed.setdefault(name, value)


def _check_functions(where: str, key: str, module):
    """Refuse a method or a problem whose functions the loop cannot call."""
    from descent import loop  # numba's import takes longer than all checks, and a configuration known to be sound needs none

    checks = {"descent.methods": loop.check, "descent.problems": loop.check_problem}
    try:
        checks.get(module.__name__.rpartition(".")[0], lambda module: None)(module)
    except TypeError as error:
        raise ConfigurationError(f"config: {where}.{key} = {module.__name__.rpartition('.')[2]}: {error}") from None


def _cells(where: str, experiment: dict) -> dict[str, dict]:
    """The cells of an experiment, once it is clear that they are not too many."""
    count = math.prod(len(values) for values in experiment["grid"].values())
    shards = -(-experiment["seeds"] // experiment["shard_size"])
    allowed = f"at most {MOST_JOBS} in all; shorter lists in grid, fewer seeds or a larger shard_size make fewer"
    demand(count * shards <= MOST_JOBS, where, f"{count} cells of {shards} shards", allowed)
    found = layout.cells(experiment["grid"])
    demand(len(found) == count, f"{where}.grid", experiment["grid"], "two cells get the same id; other values have others")
    return found
