"""The configuration, checked before anything runs: every mistake is one line with the key, the value and what is allowed."""

import difflib
import hashlib
import json
import math
import os
from pathlib import Path

from scripts import cells, choices, layout, remembered, tracked
from scripts.config_model import Configuration
from scripts.mistakes import ConfigurationError, check, demand, joined, short, sound

MOST_JOBS = 100_000
"""Train jobs of an experiment at most: planning as many takes minutes."""
SCRIPTS = {"train": ("scripts.train",)}


def complete(config: dict) -> dict:
    """A copy of the configuration with every experiment's scripts named, its cells with all their parameters, and defaults in `fixed`.

    Raises ConfigurationError for anything that the classes of parameters refuse. A configuration that was found sound before is not checked
    again while the code stays the same: that would import all train scripts, which takes a second.
    """
    config = sound(config, [])
    _demand_paper(config.get("experiments"))
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
        experiment.setdefault("constants", {})
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


def _demand_paper(experiments):
    """Raise ConfigurationError where an entry has no paper: most often it is to change another one, whose name is misspelt."""
    for name, experiment in experiments.items() if isinstance(experiments, dict) else ():
        if isinstance(experiment, dict) and "paper" not in experiment and len(experiments) > 1:
            near = difflib.get_close_matches(name, [other for other in experiments if other != name], 1, 0.0)
            allowed = f"must be given, or another experiment is meant: the nearest is {near[0]}"
            demand(False, joined("experiments", name, "paper"), None, allowed)


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
    grid, fixed, constants = experiment["grid"], experiment["fixed"], experiment["constants"]
    for name in fixed:
        demand(name not in grid, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    given = {cell: fixed | values for cell, values in _cells(where, experiment).items()}
    taken = {}
    for values in given.values():
        cells.check_choices(script, values, where)
        for key, module in cells.chosen(script, values).items():
            _check_functions(where, key, module, values)
        _demand_torch(where, values, cells.chosen(script, values).get("problem"))
        taken |= dict.fromkeys(cells.model(script, *cells.chosen(script, values).values()).model_fields)
    for part in ("grid", "fixed"):
        for name, value in experiment[part].items():
            demand(name in taken, joined(where, part, name), value, f"unknown; allowed: {', '.join(taken)}")
    for name, value in constants.items():
        demand(name not in taken, joined(where, "constants", name), value, "cells take it as a parameter: it goes to fixed, or to grid")
    experiment["cells"], experiment["constants_of"] = {}, {}
    for cell, values in given.items():
        try:
            written, experiment["cells"][cell], experiment["constants_of"][cell] = cells.complete(script, values, where, constants)
        except ConfigurationError:
            raise
        except ValueError as error:
            raise ConfigurationError(f"config: {where}: {error}") from None
        for name, value in written.items():
            if name not in grid:
                fixed.setdefault(name, value)
    used = set().union(*experiment["constants_of"].values())
    for name, value in constants.items():
        demand(name in used, joined(where, "constants", name), value, "no cell's arithmetic mentions it")


def _check_functions(where: str, key: str, module, values: dict):
    """Refuse a method or a problem whose functions the loop cannot call, and a data set of paper 2 with labels that its loss has not."""
    from descent import loop  # numba's import takes longer than all checks, and a configuration known to be sound needs none
    from descent.oneneuron import data

    checks = {"descent.methods": loop.check, "descent.problems": loop.check_problem}
    checks["descent.oneneuron.data"] = lambda module: data.check(module, values.get("loss") != "squared")
    try:
        checks.get(module.__name__.rpartition(".")[0], lambda module: None)(module)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"config: {where}.{key} = {module.__name__.rpartition('.')[2]}: {error}") from None


def _demand_torch(where: str, values: dict, problem):
    """Raise ConfigurationError where a cell needs torch, and it is not installed. problem: the module that the cell chooses, if it does."""
    in_torch = problem is not None and not hasattr(problem, "gradient")
    if (in_torch or values.get("device") == "cuda") and not choices.is_there("torch"):
        from descent.devices import NO_TORCH  # it imports numpy, which a configuration known to be sound does not need

        key = "problem" if in_torch else "device"
        demand(False, f"{where}.{key}", values[key], NO_TORCH)


def _cells(where: str, experiment: dict) -> dict[str, dict]:
    """The cells of an experiment, once it is clear that they are not too many."""
    count = math.prod(len(values) for values in experiment["grid"].values())
    shards = -(-experiment["seeds"] // experiment["shard_size"])
    allowed = f"at most {MOST_JOBS} in all; shorter lists in grid, fewer seeds or a larger shard_size make fewer"
    demand(count * shards <= MOST_JOBS, where, f"{count} cells of {shards} shards", allowed)
    found = layout.cells(experiment["grid"])
    demand(len(found) == count, f"{where}.grid", experiment["grid"], "two cells get the same id; other values have others")
    return found
