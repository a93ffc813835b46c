"""The table of expected metrics lets other processors pass and wrong builds not; two builds are compared to the byte."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scripts.expected import compare, tolerances

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("rates", "ends")


def build(folder: Path, scale=1.0, flips=0, settings="a1", device="cpu", runs=200) -> Path:
    """A build of two small tables: numbers near `scale`, a text with `flips` runs of another kind, one number missing."""
    random = np.random.default_rng(0)
    rates = pd.DataFrame({"cell": "x", "run": range(runs), "rate": scale * random.normal(3, 1, runs), "margin_0": 1.0, "margin_1": 2.0})
    rates.loc[0, "rate"] = np.nan
    ends = pd.DataFrame({"run": range(runs), "status": ["diverged"] * (5 + flips) + ["converged"] * (runs - 5 - flips), "device": device})
    (folder / "metrics").mkdir(parents=True)
    for name, table in zip(NAMES, (rates, ends), strict=True):
        table.to_csv(folder / "metrics" / f"{name}.csv", index=False)
    (folder / "provenance.json").write_text(json.dumps({"settings": dict.fromkeys(NAMES, settings)}))
    return folder


@pytest.fixture
def expected(tmp_path):
    """The table from two builds whose numbers differ by 1e-7."""
    builds = [build(tmp_path / "one"), build(tmp_path / "other", scale=1 + 1e-7)]
    output = tmp_path / "expected.csv"
    command = [sys.executable, "-m", "scripts.expected", "--results", *map(str, builds), "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True)
    return pd.read_csv(output)


def disagreeing(expected, folder) -> set:
    """What a build does not agree with."""
    rows, _ = compare(expected, str(folder))
    return {(row.experiment, row.column, row.statistic) for row in rows[~rows["agrees"]].itertuples()}


def test_the_build_itself_agrees_and_series_are_taken_together(expected, tmp_path):
    assert disagreeing(expected, tmp_path / "one") == set()
    assert set(expected.loc[expected["experiment"] == "rates", "column"]) == {"rate", "margin"}
    assert expected.set_index(["column", "statistic"]).loc[("rate", "runs"), "expected"] == 199
    assert ("margin", "runs") not in set(zip(expected["column"], expected["statistic"], strict=True))
    assert "device" not in set(expected["column"])


@pytest.mark.parametrize("scale", [1 + 5e-7, 1 - 5e-7])
def test_another_processor_agrees(expected, tmp_path, scale):
    assert disagreeing(expected, build(tmp_path / "new", scale=scale, flips=2)) == set()


def test_quantiles_of_a_column_share_their_range_over_processors():
    key = ("rates", "a1", "rate")
    expected = {(*key, "10 %"): 1.0, (*key, "median"): 200.0, (*key, "90 %"): 0.0, (*key, "runs with nan"): 3}
    seen = {"rates": ("a1", 200)}
    other = {(*key, "10 %"): 1.0, (*key, "median"): 200.0 + 1.5e-5}
    assert tolerances(expected, seen, [expected]) == dict(zip(expected, (1e-8, 2e-6, 1e-15, 2.0), strict=True))
    assert list(tolerances(expected, seen, [other]).values()) == [8e-7, 2e-4, 1e-15, 2.0]
    assert tolerances(expected, seen, [other, {(*key, "90 %"): 0.003}])[*key, "90 %"] == 0.03


def test_a_tolerance_of_the_table_before_is_kept_where_it_is_wider(expected, tmp_path):
    wide = expected["column"] == "rate"
    expected.assign(tolerance=7.0 * wide).to_csv(tmp_path / "before.csv", index=False)
    command = [sys.executable, "-m", "scripts.expected", "--results", str(tmp_path / "one"), "--before", str(tmp_path / "before.csv")]
    subprocess.run([*command, "--output", str(tmp_path / "after.csv")], cwd=ROOT, check=True)
    after = pd.read_csv(tmp_path / "after.csv")
    assert (after.loc[wide, "tolerance"] == 7).all()
    assert (after.loc[~wide, "tolerance"] > 0).all()


def test_a_wrong_build_does_not(expected, tmp_path):
    wrong = disagreeing(expected, build(tmp_path / "new", scale=1.001))
    assert wrong == {("rates", "rate", statistic) for statistic in ("10 %", "median", "90 %")}
    wrong = disagreeing(expected, build(tmp_path / "newer", flips=20))
    assert wrong == {("ends", "status", "runs with diverged"), ("ends", "status", "runs with converged")}


def test_a_build_without_a_column_does_not(expected, tmp_path):
    folder = build(tmp_path / "new")
    pd.read_csv(folder / "metrics/rates.csv").drop(columns="rate").to_csv(folder / "metrics/rates.csv", index=False)
    assert ("rates", "rate", "median") in disagreeing(expected, folder)


@pytest.mark.parametrize("change", [{"settings": "b2"}, {"device": "cuda"}])
def test_other_settings_and_devices_are_not_compared_but_told(expected, tmp_path, change):
    rows, others = compare(expected, str(build(tmp_path / "new", scale=2, **change)))
    assert "ends" in others
    assert (set(rows["experiment"]) == set()) == ("settings" in change)


def test_builds_with_different_settings_make_no_table(tmp_path):
    builds = [build(tmp_path / "one"), build(tmp_path / "other", settings="b2")]
    command = [sys.executable, "-m", "scripts.expected", "--results", *map(str, builds), "--output", str(tmp_path / "x.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "other settings" in done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_two_builds_are_the_same_only_if_every_byte_is(tmp_path):
    command = [sys.executable, "-m", "scripts.same", "--builds", str(tmp_path / "one"), str(tmp_path / "other")]
    for name in ("one", "other"):
        build(tmp_path / name / "results")
        (tmp_path / name / "results/logs").mkdir()
        (tmp_path / name / "results/logs/a.log").write_text(name)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "3 files of both builds are the same, byte for byte: 2 csv, 1 json\n")
    with open(tmp_path / "one/results/metrics/ends.csv", "a") as file:
        file.write("\n")
    (tmp_path / "other/results/more.csv").write_text("")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "results/metrics/ends.csv differs" in done.stderr
    assert "results/more.csv is in one build alone" in done.stderr
    assert len(done.stderr.splitlines()) == 2
