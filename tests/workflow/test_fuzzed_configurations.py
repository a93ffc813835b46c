"""Random configurations: valid ones can be planned, and all others stop with a message of one line."""

import contextlib
import copy
import datetime
import io
import itertools
import logging
import math
import os
import re
import sys

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from project import SOURCE
from snakemake.api import SnakemakeApi
from snakemake.settings.types import OutputSettings, Quietness, ResourceSettings, SchedulingSettings

from scripts import cells, choices, layout

pytestmark = pytest.mark.slow
FIXTURES = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("repeatable", max_examples=100, derandomize=True, **FIXTURES)
settings.register_profile("random", max_examples=3000, **FIXTURES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SCRIPTS = {name: choices.load(choices.SCRIPTS, "train", name) for name in choices.names(choices.SCRIPTS, "train") if name != "own"}
"""All train scripts except `own`, which takes a user's file."""
PAPERS = ("escape", "oneneuron", "convbias", "balance")
METRICS = sorted(path.stem for path in (SOURCE / "scripts/metrics").glob("*.py"))

STARTS = {"paper": "escape", "train": "octopus", "metrics": "octopus", "seeds": 3, "grid": {"L": [1, 2]}, "fixed": {"method": "gd", "d": 5}}
DRAWN = {"escape": {"fig3": {"from": ["staircase"], "curves": True}, "starts": {"from": ["starts"]}}}
"""Two figures of the project and an experiment that suits both."""

NAMES = st.text("abcXYZ019_", min_size=1, max_size=64).filter(lambda name: not re.search(r"(.+)\1{19}", name))
FOLDERS = st.text("abc 019._-'\"$&é☃*?[]()|;#!%@+,=\\", min_size=1, max_size=12).filter(
    lambda name: name.strip(" .") and name == name.strip() and name[0] not in "-~"
)


@pytest.fixture(scope="module")
def plan(pristine, tmp_path_factory):
    """Plans in this process, which is far faster than a call: (text of config.yaml) -> (whether it worked, the messages)."""
    project = pristine.copy(tmp_path_factory.mktemp("fuzzed") / "project")
    project.check_out()  # with the project's own figures
    quiet = OutputSettings(dryrun=True, quiet={Quietness.ALL}, enable_file_logging=False, log_level_override=logging.WARNING)
    environment, path = dict(os.environ), list(sys.path)

    def planned(text: str) -> tuple[bool, str]:
        project.write("config.yaml", text)
        said = io.StringIO()
        with contextlib.redirect_stderr(said), SnakemakeApi(quiet) as api:
            try:
                workflow = api.workflow(ResourceSettings(cores=1), snakefile=project.root / "Snakefile", workdir=project.root)
                workflow.dag().execute_workflow(pseudo_executor="dryrun", scheduling_settings=SchedulingSettings(scheduler="greedy"))
                worked = True
            except Exception as error:
                api.print_exception(error)
                worked = False
        sys.path[:] = path
        return worked, said.getvalue()

    yield planned
    os.environ.clear()
    os.environ.update(environment)


def written(config) -> str:
    """The configuration as YAML, without aliases."""
    dumper = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
    return yaml.dump(config, Dumper=dumper, sort_keys=False, allow_unicode=True)


def told(said: str) -> str:
    """The line that says what is wrong. There must be exactly one, and no traceback."""
    lines = [line for line in said.splitlines() if line.startswith("config: ")]
    assert len(lines) == 1, said
    assert "Traceback" not in said, said
    assert re.match(r"config: \S+.*: \S+", lines[0]), said
    assert lines[0].isprintable()
    return lines[0]


def values_of(known: dict) -> st.SearchStrategy:
    """Values that a parameter's JSON schema allows, some of them written as arithmetic."""
    if "enum" in known or "const" in known:
        return st.sampled_from(known.get("enum", [known.get("const")]))
    if known["type"] == "boolean":
        return st.booleans()
    if known["type"] == "string":
        return st.sampled_from(["uniform 1", "uniform .5", "gaussian 0.25"])
    least, most = known.get("minimum", known.get("exclusiveMinimum", -10)), known.get("maximum", known.get("exclusiveMaximum", 10**9))
    if known["type"] == "integer":
        whole = st.integers(least, most) | st.integers(least, min(most, least + 9))
        return whole | whole.map(lambda value: f"= {value + 3} - 3")
    ends = {"exclude_min": "exclusiveMinimum" in known, "exclude_max": "exclusiveMaximum" in known}
    number = st.floats(least, most, **ends, allow_subnormal=False) | st.floats(least, min(most, least + 1), **ends, allow_subnormal=False)
    return number | number.map(lambda value: f"= {value!r}")


def refusal(script, values: dict) -> str:
    """Why a cell is refused, or an empty string if it is valid."""
    try:
        cells.complete(script, values, "drawn")
    except ValueError as error:
        return str(error)
    return ""


@st.composite
def experiments(draw):
    """A valid experiment: a train script and its choices, values that the classes allow, and cells in which all relations hold."""
    name, script = draw(st.sampled_from(sorted(SCRIPTS.items())))
    declared = getattr(script, "CHOICES", {})
    made = {key: draw(st.sampled_from(cells.allowed(script, key))) for key in declared}
    modules = cells.chosen(script, made)
    cell, defaults = cells.model(script, *modules.values()), cells.defaults(script, modules)
    known = {parameter: schema for parameter, schema in cell.model_json_schema()["properties"].items() if parameter not in made}
    needed = [parameter for parameter in known if parameter not in defaults]
    given = draw(st.lists(st.sampled_from(list(known)), unique=True, max_size=4))
    listed = draw(st.lists(st.sampled_from(list(known)), unique=True, max_size=2))
    fixed = {key: draw(values_of(known[key])) for key in {**dict.fromkeys(needed), **dict.fromkeys(given)} if key not in listed} | made
    grid = {key: draw(st.lists(values_of(known[key]), min_size=1, max_size=3, unique_by=layout.plain)) for key in listed}
    for values in itertools.product(*grid.values()):
        drawn = fixed | dict(zip(grid, values, strict=True))
        said = refusal(script, drawn)  # a relation fails, or a default's arithmetic leaves its range; drawn values are allowed
        assert not any(said.startswith(f"config: drawn.{key} = ") for key in drawn), said
        assume(not said)
    study = {"paper": draw(st.sampled_from(PAPERS)), "train": name, "metrics": draw(st.sampled_from(METRICS)), "grid": grid}
    study["seeds"] = draw(st.integers(1, 20))
    optional = {"shard_size": st.integers(1, 2**63 - 1), "fixed": st.just(fixed)}
    return study | {key: draw(values) for key, values in optional.items() if (fixed and key == "fixed") or draw(st.booleans())}


@st.composite
def configurations(draw):
    """A valid configuration with one to three experiments, and two more if it has figures."""
    studies = draw(st.dictionaries(NAMES, experiments(), min_size=1, max_size=3))
    figures = draw(st.sampled_from([{}, {"escape": {}}, DRAWN]))
    if figures == DRAWN:
        studies |= {"staircase": STARTS, "starts": STARTS}
    folder = "/".join(draw(st.lists(FOLDERS, min_size=1, max_size=3)))
    return {"seed": draw(st.integers(0, 2**63 - 1)), "results": folder, "experiments": studies, "figures": figures}


EXPRESSIONS = st.sampled_from(
    (
        *("=", "= ", "= 1/(4*L)", "= 1/0", "= 1 +", "= eta", "= x = 1", "= 1; 2", "= 10**1000", "= 9**9**9", "= (-8)**0.5", "= exp(1e9)"),
        *("= -1", "= ell", "= 1/ell", "= eps/ell", "= log(0)", "= log", "= max()", "= max(1, key=log)", "= L.real", "= (1).__class__"),
        *("= 'a'*10**9", "= 1 if 2 else 3", "= '%999999999d' % 1", "= f'{1:999999999}'", "= __import__('os').system('false')"),
        *("= [1][0]", "= lambda: 1", "= nan", "= 1e999", "= 7 // 2", "= é", "= \u2028", "= true", "= 1 < 2"),
        *("= " + "-" * 900 + "1", "= " + "(" * 400 + "1" + ")" * 400, "= 1" + "+1" * 5000, "= " + "1" * 900),
    )
)
ODD_TEXT = st.sampled_from(
    (
        *("", " ", ".", "..", "/", "//", "../..", "~", "a/../b", "a/b", "a b", " a", "a ", "-a", "{a}", "{", "<a>", "a:b", "s3://a/b"),
        *(
            "a\nb",
            "a\0b",
            "a" * 300,
            "x" * 5000,
            "\ud7ff",
            "\u200b",
            "é",
            "naïve 名前 🙂",
            "$(false)",
            "`a`",
            "'",
            '"',
            "\\",
            "%s",
            "{{ x }}",
        ),
        *("1e-3", "1e18", "nan", "yes", "null", "config.yaml", "__init__", "../train/octopus", "octopus.py", "staircase", "octopus"),
        *("uniform", "uniform 1\n", "gaussian -1", "no_such_thing"),
    )
)
HUGE = st.sampled_from([list(range(60_000)), [[[[[[[[[[1]]]]]]]]]], {"a": {"b": {"c": {"d": {"e": {}}}}}}, "a" * 10**5])
NUMBERS = st.sampled_from(
    [0, -1, 1, 2**63, 10**30, 10**4000, 1e18, 1e300, -0.0, 0.5, 8.0, math.nan, math.inf, -math.inf, 5e-324, 2**53 + 1]
)
SCALARS = (
    NUMBERS | EXPRESSIONS | ODD_TEXT | st.none() | st.booleans() | st.text(max_size=20) | st.just(datetime.date(2020, 1, 1)) | st.just(b"a")
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD_TEXT | NAMES | st.integers() | st.booleans(), inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    """The paths to all parts of a configuration."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, part in inner for found in places(part, (*path, name)))]


@st.composite
def mistaken(draw):
    """A valid configuration with one to three changes that may be mistakes."""
    config = yaml.safe_load(written(draw(configurations())))
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from(places(config)[1:] or [("seed",)]))
        place = config
        for name in outer:
            place = place[name]
        kinds = ["replace", "delete", "huge", *(["add", "rename"] if isinstance(place, dict) else ["twice"])]
        kind = draw(st.sampled_from(kinds))
        if kind == "delete":
            del place[last]
        elif kind == "add":
            place[draw(ODD_TEXT | NAMES | st.integers() | st.none())] = draw(JUNK)
        elif kind == "rename":
            place[draw(ODD_TEXT | st.just(f"{last}s"))] = place.pop(last)
        elif kind == "twice":
            place.append(place[last])
        elif kind == "huge":
            place[last] = copy.deepcopy(draw(HUGE))
        else:
            place[last] = draw(JUNK)
    return config


@given(config=configurations())
def test_every_valid_configuration_can_be_planned(plan, config):
    worked, said = plan(written(config))
    assert worked, said
    assert "config:" not in said


@given(config=mistaken())
def test_a_changed_configuration_is_planned_or_stops_in_one_line(plan, config):
    worked, said = plan(written(config))
    assert "Traceback" not in said, said
    if not worked and "Config file" not in said:
        told(said)
