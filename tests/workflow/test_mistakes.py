"""Mistakes of users: each gives one clear line, and nothing is lost."""

import numpy as np
import pandas as pd
import pytest
import yaml
from project import CLAIM, CONFIGURATION, FACTORISATION, LINEAR_NET, MINIMISED, PATHS, SMALL_NET, STAIRCASE, THREE_LAYER, says

from scripts import run_files

PLOT = {"escape": {"heights": {"from": ["nowhere"]}}}
S = "experiments__staircase"


def nets(**fixed):
    """A configuration with an experiment on linear nets."""
    return {"experiments__nets": LINEAR_NET | {"fixed": LINEAR_NET["fixed"] | fixed}}


def altered(study, without=(), **fixed):
    """A configuration with a changed experiment. Parameters in `fixed` leave the grid. without: fixed parameters to remove."""
    grid = {name: values for name, values in study["grid"].items() if name not in fixed} or {"eps": [0.01]}
    kept = {name: value for name, value in study["fixed"].items() if name not in without}
    return {"experiments__nets": study | {"grid": grid, "fixed": kept | fixed}}


MISTAKES = {
    "unknown top-level key": ({"sed": 1}, ["unknown key sed", "allowed: seed, results, style, experiments, figures"]),
    "unknown key of an experiment": ({S: STAIRCASE | {"sedes": 3}}, ["experiments.staircase", "unknown key sedes", "seeds"]),
    "unknown parameter in fixed": ({f"{S}__fixed__gama": 1}, ["experiments.staircase.fixed.gama = 1", "unknown", "gamma"]),
    "unknown parameter in grid": ({f"{S}__grid__Ls": [1]}, ["experiments.staircase.grid.Ls = [1]", "unknown", "L"]),
    "seeds that are no number": ({f"{S}__seeds": "many"}, ["experiments.staircase.seeds = many", "whole number"]),
    "zero seeds": ({f"{S}__seeds": 0}, ["experiments.staircase.seeds = 0", "at least 1"]),
    "zero runs in a shard": ({f"{S}__shard_size": 0}, ["experiments.staircase.shard_size = 0", "at least 1"]),
    "negative tau": ({f"{S}__fixed__tau": -1}, ["experiments.staircase.tau = -1", "greater than 0"]),
    "tau in quotes": ({f"{S}__fixed__tau": "2.5"}, ["experiments.staircase.tau = 2.5", "must be a number, without quotes"]),
    "tau that is no number": ({f"{S}__fixed__tau": "long"}, ["experiments.staircase.tau = long", "number"]),
    "negative step size that comes of arithmetic": ({f"{S}__fixed__eta": "= 0 - L"}, ["experiments.staircase.eta = -1", "greater than 0"]),
    "L below gamma": ({f"{S}__fixed__gamma": 2}, ["experiments.staircase", "gamma=2", "L=1", "gamma <= L"]),
    "empty list in the grid": ({f"{S}__grid__L": []}, ["experiments.staircase.grid.L = []", "must not be empty"]),
    "value twice in the grid": ({f"{S}__grid__L": [1, 1]}, ["experiments.staircase.grid.L", "twice"]),
    "no list in the grid": ({f"{S}__grid__L": 1}, ["experiments.staircase.grid.L = 1", "a list"]),
    "method that does not exist": ({f"{S}__grid__method": ["gdd"]}, ["experiments.staircase.method = gdd", "allowed: adam, gd, "]),
    "bad start": ({f"{S}__fixed__start": "somewhere 1"}, ["experiments.staircase.start = somewhere 1", "uniform s"]),
    "unknown name in arithmetic": ({f"{S}__fixed__eta": "= 1/K"}, ["experiments.staircase", "1/K", "unknown name 'K'", "L"]),
    "arithmetic in a circle": (
        {f"{S}__fixed__r": "= eps", f"{S}__fixed__eps": "= r"},
        ["experiments.staircase", "'r'", "needs eps itself"],
    ),
    "parameter in grid and fixed": ({f"{S}__fixed__L": 1}, ["experiments.staircase.fixed.L = 1", "in grid too"]),
    "script that does not exist": ({f"{S}__train": "octupus"}, ["experiments.staircase.train = octupus", "scripts/train/octupus.py"]),
    "figure from nowhere": ({"figures": PLOT}, ["figures.escape.heights.from = nowhere", "allowed: staircase, long_way"]),
    "figure without a script": (
        {"figures__escape__figg": {"from": ["staircase"]}},
        ["figures.escape.figg", "scripts/plots/escape/figg.py"],
    ),
    "no layers": (nets(depth=0), ["experiments.nets.depth = 0", "at least 1"]),
    "filter wider than a signal": (nets(filter_width=9), ["experiments.nets", "filter_width=9", "D=8", "filter_width <= D"]),
    "network that does not exist": (
        {"experiments__nets": LINEAR_NET | {"grid": {"network": ["dense"]}}},
        ["experiments.nets.network = dense", "full"],
    ),
    "method that no linear net has": (nets(method="adam"), ["experiments.nets.method = adam", "gd", "safe_gd", "flow"]),
    "start of size zero": (nets(start_size=0), ["experiments.nets.start_size = 0", "greater than 0"]),
    "digits of another length": (nets(data="digits"), ["experiments.nets", "D=8", "data=digits", "digits have 64 pixels"]),
    "parameter of another paper": (nets(tau=1), ["experiments.nets.fixed.tau = 1", "unknown", "start_size"]),
    "hinge loss that is not in C^2": (altered(MINIMISED, p=2), ["experiments.nets.p = 2", "at least 3"]),
    "no regulariser where the theorem is claimed": (altered(MINIMISED, lam=0), ["experiments.nets.lam = 0", "greater than 0"]),
    "augmentation that does not exist": (
        altered(MINIMISED, augmentation="two_neurons"),
        ["experiments.nets.augmentation = two_neurons", "allowed:", "exponential", "penalised"],
    ),
    "data that does not exist": (altered(MINIMISED, data="mnist"), ["experiments.nets.data = mnist", "allowed:", "three_points", "iris"]),
    "loss that is not of the margin": (
        altered(MINIMISED, loss="squared"),
        ["experiments.nets", "loss=squared", "augmentation=exponential", "a loss of the margin"],
    ),
    "late flow of another augmentation": (
        altered(PATHS, augmentation="monomial"),
        ["experiments.nets", "path=late", "augmentation=monomial", "the paper's exponential neuron"],
    ),
    "handover after the end": (altered(PATHS, handover=8), ["experiments.nets", "handover=8", "log10_flow_time=7"]),
    "activation that does not exist": (
        altered(SMALL_NET, activation="swish"),
        ["experiments.nets.activation = swish", "allowed:", "relu", "gelu"],
    ),
    "method that no net of paper 4 has": (
        altered(SMALL_NET, method="lbfgs"),
        ["experiments.nets.method = lbfgs", "allowed: adam, flow, gd, heavy_ball, momentum, sgd"],
    ),
    "method that no factorisation has": (altered(FACTORISATION, method="adam"), ["experiments.nets.method = adam", "allowed: flow, gd"]),
    "rank above the dimension": (altered(FACTORISATION, rank=21), ["experiments.nets", "rank=21", "d=20", "rank <= d"]),
    "rank above the other dimension": (altered(FACTORISATION, d2=1), ["experiments.nets", "rank=2", "d2=1", "rank <= d2"]),
    "device that does not exist": (
        altered(THREE_LAYER, device="gpu"),
        ["experiments.nets.device = gpu", "allowed:", "auto", "cpu", "cuda"],
    ),
    "step longer than the time between two points": (
        altered(SMALL_NET, without=["tolerance"], method="gd", eta=0.2),
        ["experiments.nets", "eta=0.2", "points=4", "time=0.5", "points * eta <= time"],
    ),
    "channels that are not whole": (altered(SMALL_NET, width=6), ["experiments.nets", "width=6", "places=4", "whole channels"]),
    "no experiments": ({"experiments": {}}, ["experiments", "must not be empty"]),
    "experiments that are nothing": ({"experiments": None}, ["experiments = None", "a mapping"]),
    "missing seeds": ({S: {key: value for key, value in STAIRCASE.items() if key != "seeds"}}, ["experiments.staircase", "seeds"]),
}


@pytest.fixture(scope="module")
def plain(pristine, tmp_path_factory):
    """A project for mistakes that stop before anything is built."""
    return pristine.copy(tmp_path_factory.mktemp("mistakes") / "project")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_configuration_stops_before_the_first_job(plain, mistake):
    values, parts = MISTAKES[mistake]
    plain.configure(CONFIGURATION)
    plain.change(**values)
    says(plain.run(), "config: ", *parts)
    assert not (plain.root / "results").exists()


@pytest.mark.parametrize("text", ["seed: [1\nresults: results\n", "seed: 1\n\tresults: x\n", "just words\n", "", "seed: 1\nseed: 2\n"])
def test_a_configuration_that_is_no_mapping_stops_without_a_traceback(plain, text):
    plain.write("config.yaml", text)
    says(plain.run(), "onfig")


def test_runs_on_data_that_nothing_separates_are_rows_that_say_so(unbuilt):
    unbuilt.change(**nets(D=2, N=30))
    unbuilt.build("results/metrics/nets.csv")
    table = pd.read_csv(unbuilt.root / "results/metrics/nets.csv")
    assert set(table["status"]) == {"not separable"}
    assert len(table) == 2 * LINEAR_NET["seeds"]
    assert table[["distance", "residual", "rate", "reach_2"]].isna().all(axis=None)


def test_a_gpu_is_used_where_there_is_one_and_missed_in_one_line_where_there_is_none(unbuilt):
    import torch

    unbuilt.change(**altered(THREE_LAYER, device="cuda"))
    done = unbuilt.run("results/metrics/nets.csv")
    if torch.cuda.is_available():
        assert done.returncode == 0, done.stdout
        assert set(pd.read_csv(unbuilt.root / "results/metrics/nets.csv")["device"]) == {"cuda"}
    else:
        says(done, "device = cuda", "no GPU", "allowed: auto, cpu")
        assert unbuilt.files("runs/**/*.parquet", "metrics/*") == {}


def test_a_step_that_is_too_long_is_a_row_that_names_the_first_iteration_without_a_loss(unbuilt):
    """Every iteration is recorded, so the recorded parameters end at the same iteration."""
    steps = {"time": 200, "points": 20, "eta": 10}
    unbuilt.change(**altered(SMALL_NET, without=["tolerance"], method="gd", activation="linear", **steps))
    unbuilt.build("results/metrics/nets.csv")
    table = pd.read_csv(unbuilt.root / "results/metrics/nets.csv")
    assert set(table["status"]) == {"diverged"}
    assert len(table) == 2 * SMALL_NET["seeds"]
    assert table[["unit_drift", "layer_drift", "unexplained", "norm_end"]].isna().all(axis=None)
    for cell, rows in table.groupby("cell"):
        theta = run_files.read(next((unbuilt.root / "results/runs/nets" / cell).glob("*.parquet")))["theta"]
        for at, path in zip(rows["diverged_at"].astype(int), theta, strict=True):
            assert 0 < at < 20
            assert np.isfinite(path[:at]).all()
            assert np.isnan(path[at:]).all()


def test_an_exponential_that_overflows_is_a_row_that_says_so(unbuilt):
    unbuilt.change(**altered(MINIMISED, method="gd", eta=100))
    unbuilt.build("results/metrics/nets.csv")
    table = pd.read_csv(unbuilt.root / "results/metrics/nets.csv")
    assert len(table) == 2 * MINIMISED["seeds"]
    blown_up = table[table["augmentation"] == "exponential"]
    assert set(blown_up["class"]) == {"overflow"}
    assert set(blown_up["status"]) == {"diverged"}
    assert blown_up["iterations"].between(1, 100).all()


@pytest.mark.parametrize(("method", "without"), [("gd", ["steps_before_flow", "flow_time"]), ("flow", ["steps"])])
def test_a_factorisation_that_diverges_is_a_row_that_names_its_first_bad_iteration(unbuilt, method, without):
    unbuilt.change(**altered(FACTORISATION, without=without, method=method, step_scale=80))
    unbuilt.build("results/metrics/nets.csv")
    table = pd.read_csv(unbuilt.root / "results/metrics/nets.csv")
    assert set(table["status"]) == {"diverged"}
    assert table["diverged_at"].between(1, 200).all()
    assert table[["residual_end", "reach_eps", "reach_1"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"measure": "success_share"}, ["growth.measure = success_share", "scripts/metrics/octopus.py", "growth_per_saddle"]),
        ({"relation": "about"}, ["growth.relation = about", "at_least"]),
        ({"tolerance": 1}, ["growth.tolerance = 1", "a string"]),
    ],
)
def test_a_mistake_in_a_prediction_stops_before_the_first_job(plain, change, parts):
    plain.configure(CONFIGURATION)
    plain.write("predictions/escape.yaml", yaml.safe_dump([CLAIM | change]))
    says(plain.run(), "predictions/escape.yaml: claim ", *parts)
    assert not (plain.root / "results").exists()
    plain.write("predictions/escape.yaml", yaml.safe_dump([CLAIM]))


@pytest.mark.parametrize(
    ("target", "nearest"),
    [
        ("results/claims/groth.csv", "results/claims/growth.csv"),
        ("results/figures/escape/heigths.png", "results/figures/escape/heights.png"),
        ("heights", "escape_heights"),
        ("--forcerun=plott", "plot"),
    ],
)
def test_a_target_that_does_not_exist_is_answered_with_the_nearest(plain, target, nearest):
    plain.configure(CONFIGURATION)
    says(plain.run(target), f"there is no target {target.removeprefix('--forcerun=')}: nearest: {nearest}")


def test_a_configuration_on_the_command_line_that_is_no_yaml_is_named(plain):
    plain.configure(CONFIGURATION)
    says(plain.run("--config", "experiments={staircase:{seeds: 3}}"), "config: experiments = {staircase:{seeds: 3}}: is no YAML", "example")


def test_nested_values_on_the_command_line_count_most_and_are_read_as_in_a_file(plain):
    plain.configure(CONFIGURATION)
    plain.write("over.yaml", "experiments: {staircase: {seeds: 2, grid: {L: [2], method: [gd]}}}\n")
    given = ['experiments={"staircase": {"grid": {"L": [4]}}}', "results=results/other", "seed=3"]
    planned = plain.planned("results/other/metrics/staircase.csv", "--configfile", "over.yaml", "--config", *given)
    assert planned == {
        "seeds staircase, runs 000000-000001",
        "train staircase, L=4 method=gd, runs 000000-000001",
        "metrics staircase",
    }


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (
            "experiments={staircas: {seeds: 8}}",
            ["experiments.staircas.paper = None", "the nearest is staircase", "(--config experiments=...)"],
        ),
        ("experiments={staircase: {fixed: {gamma: half}}}", ["experiments.staircase.gamma = half: must be a number", "(--config"]),
    ],
)
def test_a_mistake_on_the_command_line_is_named_with_its_place(plain, given, parts):
    plain.configure(CONFIGURATION)
    says(plain.run("--dry-run", "--config", given), *parts)


def test_a_mistake_in_a_file_is_named_with_its_line(plain):
    plain.configure(CONFIGURATION)
    plain.edit("config.yaml", "    seeds: 8", "    seeds: [8")
    says(plain.run("--dry-run"), "config: config.yaml, line 9, column 15: ", "did not find expected")
    plain.configure(CONFIGURATION)
    plain.edit("config.yaml", "    seeds: 8", "    seeds: eight")
    says(plain.run("--dry-run"), "config: experiments.staircase.seeds = eight: must be a whole number (config.yaml, line 8)")
