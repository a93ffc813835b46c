# What the stages share: the checked configuration, the files of an experiment, and the digest of the code that a job runs.
import gc
import inspect
import json
import os
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import jinja2
import snakemake.common
import snakemake.dag
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config

sys.path.insert(0, str(workflow.basedir))
from scripts import cluster, configuration, costs, layout, machine, ready, tracked

machine.prepare()
gc.set_threshold(100_000)  # a plan is a hundred thousand objects that stay: looking through them for cycles takes a tenth of its time
# Snakemake looks twenty times a job for what the functions in rules take: a third of a plan.
snakemake.common.inspect = SimpleNamespace(**vars(inspect) | {"signature": cache(inspect.signature)})
# No output here is a folder, and no job has an environment of conda's: looking for both in every job is a third of finding nothing to do.
snakemake.dag.DAG.check_directory_outputs = snakemake.dag.DAG.update_conda_envs = lambda dag: None

try:
    for file in [Path(workflow.basedir, "config.yaml"), *workflow.overwrite_configfiles]:
        configuration.refuse_repeated_keys(file)
    update_config(config, configuration.on_command_line(workflow.config_settings.config_args or []))
    config = configuration.complete(config)
except configuration.ConfigurationError as error:
    raise WorkflowError(str(error))

EXPERIMENTS = config["experiments"]
RESULTS = config["results"]
CELLS = {name: layout.cells(experiment["grid"]) for name, experiment in EXPERIMENTS.items()}
"""Of every experiment its cells with the values of the grid; `experiments.<name>.cells` has all their parameters."""


if workflow.is_main_process:
    ALIVE = machine.forget_the_killed()


def refuse_absent_cluster():
    """Stop before any job where Slurm or a partition that jobs are to go to is not there."""
    partitions = {job.resources.get("slurm_partition") for job in workflow.dag.needrun_jobs()} - {None}
    try:
        cluster.check(partitions)
    except cluster.ClusterError as error:
        raise WorkflowError(str(error))


wildcard_constraints:
    experiment="[A-Za-z0-9_]+",
    cell="[0-9a-f]{8}",
    shard=r"\d+-\d+",
    paper="[a-z]+",
    figure="[A-Za-z0-9_]+",


def code(script, values=None):
    """Digest of the code that a script runs (see scripts/tracked.py)."""
    return tracked.code(f"scripts/{script}.py", values)


def runs_of(experiment):
    """All run files of an experiment."""
    study = EXPERIMENTS[experiment]
    shards = layout.shards(study["seeds"], study["shard_size"])
    return [layout.run_file(RESULTS, experiment, cell, shard) for cell in CELLS[experiment] for shard in shards]


def metrics_of(experiments):
    """The metrics tables of some experiments."""
    return [layout.metrics_file(RESULTS, experiment) for experiment in experiments]


def settings_of(experiment):
    """What the metrics stage must know of an experiment, as text."""
    return json.dumps({key: EXPERIMENTS[experiment][key] for key in ("seeds", "shard_size", "grid", "fixed")})


def digest_of(experiment):
    """A short name of all that an experiment's numbers follow from, but for the code: its seeds and the parameters of its cells."""
    return configuration.digest([config["seed"], {key: EXPERIMENTS[experiment][key] for key in ("seeds", "train", "metrics", "cells")}])


def tables(paper=None):
    """All run files and metrics of a paper, or of all papers: asked for, so that a deleted file is made again."""
    studies = [name for name, experiment in EXPERIMENTS.items() if paper in (None, experiment["paper"])]
    return [file for study in studies for file in runs_of(study)] + metrics_of(studies)


def figures(paper=None):
    """All figure files of a paper, or of all papers."""
    return [
        f"{RESULTS}/figures/{key}/{figure}.{suffix}"
        for key, drawn in config["figures"].items()
        for figure in drawn
        for suffix in ("pdf", "svg", "png")
        if paper in (None, key)
    ]


def parameters_of(wildcards):
    """The parameters of a cell: those that it takes."""
    return EXPERIMENTS[wildcards.experiment]["cells"][wildcards.cell]


def runs_in(shard):
    """How many runs a shard has."""
    return len(layout.runs(shard))


def figure_of(wildcards):
    """What the configuration says of a figure."""
    return config["figures"][wildcards.paper][wildcards.figure]


def data_of(wildcards):
    """The files that a figure is drawn from."""
    studies = figure_of(wildcards)["from"]
    curves = [file for study in studies for file in runs_of(study)] if figure_of(wildcards).get("curves") else []
    return metrics_of(studies) + [layout.study_file(RESULTS, study) for study in studies] + curves


def caption_of(paper, figure):
    """The caption of a figure: report/<paper>/<figure>.rst, with the numbers of the configuration put in."""
    try:
        text = Path(workflow.basedir, "report", paper, f"{figure}.rst").read_text()
        return jinja2.Template(text, undefined=jinja2.StrictUndefined).render(EXPERIMENTS)
    except Exception as error:  # whatever a template can do with a configuration that lacks what it shows
        raise WorkflowError(f"config: figures.{paper}.{figure}: no caption can be made of report/{paper}/{figure}.rst: {error}")


def command_of(figure):
    """The command that draws a figure anew."""
    given = " ".join(os.path.relpath(path) for path in workflow.overwrite_configfiles)
    return f"snakemake {f'--configfile {given} ' if given else ''}--force {RESULTS}/figures/{figure}.png"


def cards():
    """What the page of claims says of every figure, as text."""
    return json.dumps(
        {
            f"{paper}/{name}": {
                "paper": paper,
                "studies": figure["from"],
                "caption": config["captions"][paper][name],
                "command": command_of(f"{paper}/{name}"),
            }
            for paper, drawn in config["figures"].items()
            for name, figure in drawn.items()
        }
    )


if workflow.is_main_process:  # for the report and the page of claims, which no job on another machine makes
    config["captions"] = {paper: {figure: caption_of(paper, figure) for figure in drawn} for paper, drawn in config["figures"].items()}
