# What the stages share: the checked configuration, the files of an experiment, and the digest of the code that a job runs.
import json
from copy import deepcopy
from functools import cache

import jinja2
from snakemake.utils import update_config

from scripts import (
    checkable,
    config_reading,
    configuration,
    costs,
    hosted,
    invocation,
    layout,
    line_numbers,
    long_arguments,
    own_files,
    predictions,
    tracked,
)

if IS_MAIN:
    invocation.prepare()

try:
    given = config_reading.on_command_line(GIVEN)
    if not IS_MAIN:
        config = deepcopy(config)
        given = hosted.given(config, workflow.config_settings.config, given)
    update_config(config, given)
    config = configuration.complete(config, FOLDERS)
except configuration.ConfigurationError as error:
    raise WorkflowError(line_numbers.placed(str(error), CONFIGURATION_FILES, GIVEN))
except tracked.SourceError as error:
    raise WorkflowError(str(error))

EXPERIMENTS = config["experiments"]
SUITE = [name for name, experiment in EXPERIMENTS.items() if experiment["paper"] != "lecture"]
"""The experiments that belong to all, to what is verified and to the provenance: those of the page for a lecture are asked for by it alone."""
RESULTS = config["results"]
"""The folder of results. Jobs use the paths of their files, since a storage provider or a host's prefix puts them elsewhere."""
FORMATS = config["style"]["formats"]
CELLS = {name: layout.cells(experiment["grid"]) for name, experiment in EXPERIMENTS.items()}
"""The cells of every experiment with their values of the grid. `experiments.<name>.cells` has all their parameters."""

REMOTE = workflow.storage_settings.default_storage_provider is not None
SHARDS = {
    name: layout.shards(study["seeds"], study["shard_size"], () if REMOTE else layout.finished(RESULTS, name, CELLS[name]))
    for name, study in EXPERIMENTS.items()
}
"""The shards of every experiment. They are determined only here. In remote storage no folder can be listed."""

PREDICTIONS = sorted(os.path.relpath(path) for path in (ROOT / "predictions").glob("*.yaml"))

try:
    CLAIMS = checkable.planned(predictions.read_all(PREDICTIONS), EXPERIMENTS)
except configuration.ConfigurationError as error:
    raise WorkflowError(str(error))


wildcard_constraints:
    experiment="|".join(EXPERIMENTS),
    cell="[0-9a-f]{8}",
    shard=layout.SHARD.pattern,
    paper="[a-z]+",
    goal="[a-z]+",
    figure="|".join(sorted({figure for drawn in config["figures"].values() for figure in drawn})) or "-",


def own_file(experiment):
    """The argument that names an experiment's user file: relative to the project, whose folder differs between machines, or absolute. Empty if
    there is none.
    """
    located = EXPERIMENTS[experiment].get("located")
    return f"--file {shlex.quote(located.removeprefix(f'{ROOT}/'))}" if located else ""


@cache
def own_code(experiment):
    """The digest of an experiment's user file. Empty if there is none."""
    located = EXPERIMENTS[experiment].get("located")
    return own_files.OwnFile(located).digest() if located else ""


def code(*scripts, values=None):
    """The digest of the code that a job runs: a stage's module and the script that it loads (see scripts/tracked.py)."""
    try:
        return tracked.code(tuple(f"scripts/{script}.py" for script in scripts), values)
    except tracked.SourceError as error:
        raise WorkflowError(str(error))


if workflow.is_main_process:  # code that cannot be tracked is refused here, since an error within a rule would not be one line
    for script in {f"{stage}/{study[stage]}" for study in EXPERIMENTS.values() for stage in ("train", "metrics")}:
        code(script)
    for paper, drawn in config["figures"].items():
        for figure in drawn.values():
            code(f"plots/{paper}/{figure['script']}")


def values_in(studies):
    """The values of each parameter in the cells of some experiments. A script that reads all of them may choose modules by these values."""
    found = {}
    for cell in (cell for study in studies for cell in EXPERIMENTS[study]["cells"].values()):
        for key, value in cell.items():
            if isinstance(value, str):
                found.setdefault(key, set()).add(value)
    return {key: sorted(values) for key, values in found.items()}


def runs_of(experiment):
    """All run files of an experiment."""
    return [layout.run_file(RESULTS, experiment, cell, shard) for cell in CELLS[experiment] for shard in SHARDS[experiment]]


def records_of(experiment):
    """The records of the first shard of every cell, which hold its parameters."""
    return [layout.record_file(RESULTS, experiment, cell, SHARDS[experiment][0]) for cell in CELLS[experiment]]


def metrics_of(experiments):
    """The metrics tables of some experiments."""
    return [layout.metrics_file(RESULTS, experiment) for experiment in experiments]


def settings_of(experiment):
    """The settings of an experiment that the metrics stage needs, as text."""
    study = EXPERIMENTS[experiment]
    constants = {"constants": study["constants_of"]} if study["constants"] else {}
    shards = layout.sizes(SHARDS[experiment])
    known = {"seeds": study["seeds"], "grid": study["grid"], "fixed": dict(sorted(study["fixed"].items())), "shards": shards}
    return json.dumps(known | constants)


def tables(paper=None):
    """All run files and metrics of a paper, or of the whole suite. Goals ask for them, so that a deleted file is made again."""
    studies = [name for name in EXPERIMENTS if EXPERIMENTS[name]["paper"] == paper] if paper else SUITE
    return [file for study in studies for file in runs_of(study)] + metrics_of(studies)


def figures(paper=None):
    """All figure files of a paper, or of all papers, and their captions."""
    return [
        f"{RESULTS}/figures/{key}/{figure}.{suffix}"
        for key, drawn in config["figures"].items()
        for figure in drawn
        for suffix in [*FORMATS, "rst"]
        if paper in (None, key)
    ]


def figure_file(suffix):
    """The file of a figure in one format."""
    return f"{RESULTS}/figures/{{paper}}/{{figure}}.{suffix}"


def in_report(suffix, **place):
    """The file of a figure in one format, shown in the report."""
    return report(figure_file(suffix), caption="../report/figure.rst", labels={"figure": "{figure}"}, **place)


def claim_file(claim):
    """The file of a claim."""
    return f"{RESULTS}/claims/{claim}.csv"


def all_files():
    """All files of the configuration, except logs."""
    yield from tables()
    yield from tables("lecture")
    yield from figures()
    yield from map(claim_file, CLAIMS)
    yield from (f"{RESULTS}/{name}" for name in ("claims.csv", "claims.html", "provenance.json", "lecture.html"))
    for name in EXPERIMENTS:
        yield layout.study_file(RESULTS, name)
        for shard in SHARDS[name]:
            yield f"{RESULTS}/seeds/{name}/{shard}.csv"
            yield from (layout.record_file(RESULTS, name, cell, shard) for cell in CELLS[name])


def wanted(goal):
    """The files of a goal: those of a paper, or all."""
    paper = None if goal == "all" else goal
    pages = {"all": ["claims.html", "provenance.json"], "lecture": ["lecture.html"]}.get(goal, [])
    return tables(paper) + figures(paper) + [f"{RESULTS}/{page}" for page in pages]


def goal(name):
    """The files that a goal asks for. For batches (--batch all=1/4) Snakemake sorts these files and cuts the list. They are then the runs, and
    after all of them one file that stands for everything that needs runs.
    """
    if workflow.dag_settings.batch is None:
        return wanted(name)
    return [file for file in wanted(name) if file.endswith(".parquet")] + [f"{RESULTS}/together/{name}"]


def parameters_of(wildcards):
    """The parameters of a cell."""
    return EXPERIMENTS[wildcards.experiment]["cells"][wildcards.cell]


def runs_in(shard):
    """The number of runs in a shard."""
    return len(layout.runs(shard))


def figure_of(wildcards):
    """The configuration of a figure."""
    return config["figures"][wildcards.paper][wildcards.figure]


def script_of(wildcards):
    """The script that draws a figure, below scripts/plots."""
    return f"{wildcards.paper}/{figure_of(wildcards)['script']}"


def style_of(wildcards):
    """The style of a figure: the common one, with the figure's own settings."""
    own = {key: value for key, value in figure_of(wildcards).items() if key in config["style"]}
    return config["style"] | own


def read_of(studies, curves):
    """The files that a picture of some experiments reads. curves: whether it reads their runs too."""
    runs = [file for study in studies for file in runs_of(study)] if curves else []
    return metrics_of(studies) + [layout.study_file(RESULTS, study) for study in studies] + runs


def data_of(wildcards):
    """The files that a figure is drawn from."""
    return read_of(figure_of(wildcards)["from"], figure_of(wildcards).get("curves"))


def data_of_claim(wildcards):
    """The files that decide a claim; none if no run can decide it."""
    claim = CLAIMS[wildcards.claim]
    return [file(RESULTS, claim["experiment"]) for file in (layout.metrics_file, layout.study_file)] if "metrics" in claim else []


def shown_in_captions():
    """The experiments as captions refer to them: the grid also has the fixed parameters, as single values."""
    return {
        name: study | {"grid": {key: [value] for key, value in study["fixed"].items()} | study["grid"]}
        for name, study in EXPERIMENTS.items()
    }


@cache
def caption_of(paper, figure):
    """The caption of a figure: the template report/<paper>/<its script>.rst, filled with the configuration. `studies` are the figure's own."""
    drawn = config["figures"][paper][figure]
    file = f"report/{paper}/{drawn['script']}.rst"
    try:
        known = shown_in_captions()
        own = {"studies": [{"name": name} | known[name] for name in drawn["from"]]}
        return jinja2.Template((ROOT / file).read_text(), undefined=jinja2.StrictUndefined).render(known | own)
    except Exception as error:  # a template may fail in any way if the configuration lacks what it shows
        raise WorkflowError(f"config: figures.{paper}.{figure}: no caption can be made of {file}: {error}")


def command_of(figure):
    """The command that redraws a figure."""
    given = " ".join(os.path.relpath(path) for path in workflow.overwrite_configfiles)
    return f"snakemake {f'--configfile {given} ' if given else ''}--force {RESULTS}/figures/{figure}.png"


def cards():
    """The facts about every figure that the page of claims shows."""
    return {
        f"{paper}/{name}": {
            "paper": paper,
            "studies": figure["from"],
            "command": command_of(f"{paper}/{name}"),
            "formats": FORMATS,
        }
        for paper, drawn in config["figures"].items()
        for name, figure in drawn.items()
    }


if workflow.is_main_process:  # a caption that cannot be made stops before the first job
    for paper, drawn in config["figures"].items():
        for figure in drawn:
            caption_of(paper, figure)
