"""The configuration, checked before anything runs. Every mistake is one line with the key, the value and what is allowed."""

import difflib
import hashlib
import json
import math
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from scripts import cells, choices, configuration_cache, layout, own_files, tracked
from scripts.config_model import Configuration, Style
from scripts.mistakes import ConfigurationError, check, demand, joined, short, sound
from scripts.own_files import OwnFile

MOST_JOBS = 100_000
"""The most train jobs that an experiment may have. Planning this many takes minutes."""
LATEX = "pdflatex"
"""The program that matplotlib asks for the width of a text in PGF."""
FUNCTIONS = {"train": "train", "metrics": "measure", "plots": "draw", "lecture": "show"}
"""The function that a stage calls in each of its scripts."""
OWN, DASHBOARD = "own", "dashboard"
"""The scripts of a study of a user's own, and the script of its figure."""


def complete(config: dict, folders: Iterable[Path] = ()) -> dict:
    """A copy of the configuration in which every experiment has its scripts, its cells with all their parameters, and defaults in `fixed`.

    folders: where users' own files are searched for.

    Raises ConfigurationError for anything that the classes of parameters refuse.

    A configuration that passed before is not checked again while the code stays the same, since that imports all train scripts, which takes
    a second.
    """
    config = sound(config, [])
    _demand_paper(config.get("experiments"))
    check(Configuration, config)
    results, style = _folder(config.pop("results")), complete_style(config.pop("style", {}))
    files = {name: _located(name, study, folders) for name, study in config["experiments"].items() if study.get("file") is not None}
    own = {name: [str(file.path), file.digest()] for name, file in files.items()}
    there = choices.is_there("torch")
    key = digest([json.dumps(config), own, there, tracked.everything()])  # in its order: that of a grid is that of a table's columns
    found = configuration_cache.recall(key)
    if found is None:
        found = _checked(config, files)
        configuration_cache.keep(key, found)
    return found | {"results": results, "style": style}


def _located(name: str, experiment: dict, folders: Iterable[Path]) -> OwnFile:
    """The file of an experiment. Raises ConfigurationError if it is in none of the folders, or if something is wrong with it."""
    where, file = f"experiments.{name}.file", experiment["file"]
    path = own_files.locate(file, folders)
    demand(path, where, file, f"there is no such file in {' or '.join(dict.fromkeys(map(str, folders)))}")
    try:
        found = OwnFile(path)
        demand(found.Parameters and found.digest(), where, file, "")
    except tracked.SourceError as error:
        raise ConfigurationError(f"config: {where} = {short(file)}: {error}") from None
    return found


def _checked(config: dict, files: dict[str, OwnFile]) -> dict:
    """The configuration, completed in place. files: users' own, by experiment."""
    config["left_out"], config["not_run"], figures = {}, {}, config["figures"]
    if files and not choices.is_there("torch"):
        from descent.devices import NO_TORCH

        config["not_run"] = dict.fromkeys(files, NO_TORCH)
        config["experiments"] = {name: study for name, study in config["experiments"].items() if name not in files}
    for name, experiment in config["experiments"].items():
        where = f"experiments.{name}"
        experiment.setdefault("fixed", {})
        experiment.setdefault("constants", {})
        experiment.setdefault("shard_size", 64)
        for stage in ("train", "metrics"):
            _demand_script(stage, experiment.setdefault(stage, OWN if name in files else name), f"{where}.{stage}")
        takes_file = "file" in tracked.functions(f"scripts/train/{experiment['train']}.py")["train"]
        demand(takes_file or name not in files, f"{where}.file", experiment.get("file"), f"{experiment['train']} takes no file")
        demand(not takes_file or name in files, f"{where}.file", None, "must be given")
        _complete_experiment(where, experiment, files.get(name))
        if name in files:
            experiment["located"] = str(files[name].path)
            experiment["looks"] = any(cell.get("laws") != "none" or cell.get("plateaus") for cell in experiment["cells"].values())
            if experiment["looks"] or any(cell.get("one_neuron") or cell.get("margins") for cell in experiment["cells"].values()):
                figures.setdefault(OWN, {}).setdefault(name, {"from": [name], "curves": True, "script": DASHBOARD})
    for paper, drawn_of in figures.items():
        for name, figure in list(drawn_of.items()):
            where = f"figures.{paper}.{name}"
            if missing := [study for study in figure["from"] if study in config["not_run"]]:
                config["left_out"][f"{paper}/{name}"] = f"{missing[0]} is not run"
                del drawn_of[name]
                continue
            script = f"{paper}/{figure.setdefault('script', name)}"
            _demand_drawn("plots", script, where, figure, config["experiments"])
            if why := _lacking(tracked.literal(f"scripts/plots/{script}.py", "NEEDS") or {}, config["experiments"]):
                config["left_out"][f"{paper}/{name}"] = why
                del drawn_of[name]
    for name, picture in config.setdefault("lecture", {}).items():
        _demand_drawn("lecture", name, f"lecture.{name}", picture, config["experiments"])
        why = _lacking(tracked.literal(f"scripts/lecture/{name}.py", "NEEDS") or {}, config["experiments"])
        demand(not why, f"lecture.{name}", picture["from"], why)
    return config


def _demand_drawn(stage: str, script: str, where: str, picture: dict, experiments: dict):
    """Raise ConfigurationError where a picture is made from other experiments than there are, or than its script takes."""
    drawn = _demand_script(stage, script, where)
    for study in picture["from"]:
        demand(study in experiments, f"{where}.from", study, f"allowed: {', '.join(experiments)}")
    named = set(drawn) == set(picture["from"]) or picture.get("script") == DASHBOARD
    demand(named, f"{where}.from", picture["from"], f"scripts/{stage}/{script}.py draws {drawn}")


def _demand_paper(experiments):
    """Raise ConfigurationError if an entry has no paper. Most often it is meant to change another entry, and its name is misspelt."""
    for name, experiment in experiments.items() if isinstance(experiments, dict) else ():
        if isinstance(experiment, dict) and "paper" not in experiment and len(experiments) > 1:
            near = difflib.get_close_matches(name, [other for other in experiments if other != name], 1, 0.0)
            allowed = f"must be given, or another experiment is meant: the nearest is {near[0]}"
            demand(False, joined("experiments", name, "paper"), None, allowed)


def _lacking(needs: dict[str, dict[str, list]], experiments: dict) -> str | None:
    """What a figure needs and the configuration lacks, or None. needs: study -> parameter -> the values that the figure draws."""
    for study, parameters in needs.items():
        known = {name: [value] for name, value in experiments[study]["fixed"].items()} | experiments[study]["grid"]
        for name, values in parameters.items():
            missing = [value for value in values if value not in known.get(name, [])]
            if missing:
                found = known.get(name) and f", which has {', '.join(map(str, known[name]))}"
                return f"it needs {study} with {name} = {' and '.join(map(str, missing))}{found or ''}"
    return None


def _demand_script(stage: str, name: str, where: str) -> list[str]:
    """The parameters of the function that a stage calls in a script. Raises ConfigurationError if the script or the function is missing."""
    script, function = f"scripts/{stage}/{name}.py", FUNCTIONS[stage]
    demand((tracked.ROOT / script).is_file(), where, name, f"there is no {script}")
    found = tracked.functions(script)
    demand(function in found, where, name, f"{script} has no function {function}")
    return found[function]


def digest(content) -> str:
    """A short name of settings, which does not depend on the order of their keys."""
    return hashlib.blake2s(json.dumps(content, sort_keys=True).encode(), digest_size=8).hexdigest()


BY_TORCH = "torch-"
"""The prefix of settings whose numbers also depend on the machine. Torch, which trains users' own networks, rounds differently on different
processors.
"""


def settings(seed: int, experiment: dict) -> str:
    """A short name of everything except the code that determines an experiment's numbers: its seeds, its scripts and its cells; 1 and 1.0
    are the same.

    seed: the root of random numbers; experiment: complete.
    """
    cells = {cell: {name: layout.plain(value) for name, value in values.items()} for cell, values in experiment["cells"].items()}
    return (BY_TORCH if "located" in experiment else "") + digest(
        [seed, experiment["seeds"], experiment["train"], experiment["metrics"], cells]
    )


def _folder(results: str) -> str:
    """The shortest form of the path of the results folder. Raises ConfigurationError if files cannot be written there."""
    folder = Path(results)
    demand(folder.name not in ("", ".."), "results", results, "must end in the name of a folder")
    try:
        existing = next(path for path in [folder.absolute(), *folder.absolute().parents] if path.exists())
    except OSError as error:
        raise ConfigurationError(f"config: results = {short(results)}: {error.strerror}") from None
    demand(existing.is_dir(), "results", results, f"{existing} is not a folder")
    demand(os.access(existing, os.W_OK), "results", results, f"{existing} cannot be written to")
    return str(folder)


def complete_style(given: dict) -> dict:
    """The look of figures with all defaults. Raises ConfigurationError if this machine cannot draw it."""
    style = Style(**given).model_dump()
    found = "pgf" not in style["formats"] or shutil.which(LATEX)
    demand(found, "style.formats", style["formats"], f"pgf needs LaTeX, and there is no {LATEX} on the path")
    return style | {"formats": [*(suffix for suffix in style["formats"] if suffix != "png"), "png"]}


def _complete_experiment(where: str, experiment: dict, file: OwnFile | None):
    """Give the experiment its cells: id -> the parameters that its script and its choices take. Refuse parameters that no cell takes.

    Defaults go into `fixed`, as in the first cell that takes them, for captions and figures. file: a user's own, if there is one.
    """
    script = choices.load(choices.SCRIPTS, "train", experiment["train"])
    demand(hasattr(script, "Parameters"), f"{where}.train", experiment["train"], "the script has no class Parameters")
    grid, fixed, constants = experiment["grid"], experiment["fixed"], experiment["constants"]
    _put_into_words(where, script, grid, fixed)
    for name in fixed:
        demand(name not in grid, f"{where}.fixed.{name}", fixed[name], "it is in grid too")
    given = {cell: fixed | values for cell, values in _cells(where, experiment).items()}
    taken = {}
    for values in given.values():
        cells.check_choices(script, values, where)
        modules = cells.chosen(script, values, file)
        for key, module in modules.items():
            _check_functions(where, key, module, values)
        _demand_torch(where, values, modules.get("problem"))
        taken |= dict.fromkeys(cells.model(script, *modules.values()).model_fields)
    for part in ("grid", "fixed"):
        for name, value in experiment[part].items():
            demand(name in taken, joined(where, part, name), value, f"unknown; allowed: {', '.join(taken)}")
    for name, value in constants.items():
        demand(name not in taken, joined(where, "constants", name), value, "cells take it as a parameter: it goes to fixed, or to grid")
    experiment["cells"], experiment["constants_of"] = {}, {}
    for cell, values in given.items():
        try:
            written, experiment["cells"][cell], experiment["constants_of"][cell] = cells.complete(script, values, where, constants, file)
            if hasattr(script, "check_cell"):
                script.check_cell(cells.cell_of(script, experiment["cells"][cell], file)[0], file)
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


def _put_into_words(where: str, script, grid: dict, fixed: dict):
    """Replace values that are written as mappings by words, in place, as the script's WORDS say."""
    for key, words in getattr(script, "WORDS", {}).items():
        for part, values in (("grid", grid.get(key)), ("fixed", fixed.get(key))):
            try:
                if part == "grid" and values is not None:
                    grid[key] = [words(value) for value in values]
                elif values is not None:
                    fixed[key] = words(values)
            except ValueError as error:
                demand(False, joined(where, part, key), values, str(error))


def _check_functions(where: str, key: str, module, values: dict):
    """Refuse a method or a problem whose functions the loop cannot call, and a data set of paper 2 whose labels do not suit its loss."""
    from descent import loop  # numba's import takes longer than all checks, and a configuration known to be sound needs none
    from descent.oneneuron import data

    checks = {"descent.methods": loop.check, "descent.problems": loop.check_problem}
    checks["descent.oneneuron.data"] = lambda module: data.check(module, values.get("loss") != "squared")
    try:
        checks.get(module.__name__.rpartition(".")[0], lambda module: None)(module)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"config: {where}.{key} = {module.__name__.rpartition('.')[2]}: {error}") from None


def _demand_torch(where: str, values: dict, problem):
    """Raise ConfigurationError if a cell needs torch and torch is not installed. problem: the module that the cell chooses, if any."""
    in_torch = problem is not None and not hasattr(problem, "gradient")
    if (in_torch or values.get("device") == "cuda") and not choices.is_there("torch"):
        from descent.devices import NO_TORCH  # it imports numpy, which a configuration known to be sound does not need

        key = "problem" if in_torch else "device"
        demand(False, f"{where}.{key}", values[key], NO_TORCH)


def _cells(where: str, experiment: dict) -> dict[str, dict]:
    """The cells of an experiment. Raises ConfigurationError if there are too many."""
    count = math.prod(len(values) for values in experiment["grid"].values())
    shards = -(-experiment["seeds"] // experiment["shard_size"])
    allowed = f"at most {MOST_JOBS} in all; shorter lists in grid, fewer seeds or a larger shard_size make fewer"
    demand(count * shards <= MOST_JOBS, where, f"{count} cells of {shards} shards", allowed)
    found = layout.cells(experiment["grid"])
    demand(len(found) == count, f"{where}.grid", experiment["grid"], "two cells get the same id; other values have others")
    return found
