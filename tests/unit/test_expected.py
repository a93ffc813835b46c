"""Tables are compared byte for byte with the expected ones, and the size of a difference is reported. So are two builds."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scripts import expected_claims
from scripts.expected import compare, difference, fingerprint, read, summary
from scripts.predictions import read_all

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("rates", "ends")
CLAIM = {
    "claim": "growth",
    "paper": "escape",
    "source": "theorem 4.1",
    "relation": "equals",
    "quantity": "factor",
    "cell": "L=1",
    "kind": "paper",
    "low": 3.0,
    "high": 3.1,
    "runs": 200,
    "used": 199,
}
CLAIM |= {"predicted": 3.0, "measured": 3.00001, "verdict": "holds", "expected": "holds", "experiment": "rates", "why": None}


def build(folder: Path, scale=1.0, flips=0, settings="a1", device="cpu", runs=200) -> Path:
    """A build of one claim and two small tables: numbers proportional to `scale`, one number missing, `flips` more diverged runs."""
    random = np.random.default_rng(0)
    rates = pd.DataFrame({"cell": "x", "run": range(runs), "rate": scale * random.normal(3, 1, runs), "margin_0": 1.0, "margin_1": 2.0})
    rates.loc[0, "rate"] = np.nan
    ends = pd.DataFrame({"run": range(runs), "status": ["diverged"] * (5 + flips) + ["converged"] * (runs - 5 - flips), "device": device})
    (folder / "metrics").mkdir(parents=True)
    for name, table in zip(NAMES, (rates, ends), strict=True):
        table.to_csv(folder / "metrics" / f"{name}.csv", index=False)
    (folder / "provenance.json").write_text(json.dumps({"settings": dict.fromkeys(NAMES, settings)}))
    pd.DataFrame([CLAIM]).to_csv(folder / "claims.csv", index=False)
    return folder


def run(module: str, **given) -> subprocess.CompletedProcess:
    """Run a script of the project."""
    options = [f"--{name}={value}" for name, value in given.items()]
    return subprocess.run([sys.executable, "-m", f"scripts.{module}", *options], cwd=ROOT, capture_output=True, text=True)


def verify(expected: Path, folder: Path) -> subprocess.CompletedProcess:
    """Verify a build."""
    tables = {"tables": expected / "tables.csv", "columns": expected / "columns.csv", "expected": expected / "claims.csv"}
    return run("verify", claims=folder / "claims.csv", results=folder, **tables)


def read_back(folder: Path):
    """The expected tables and columns, in the form that `compare` takes."""
    return read(folder / "tables.csv", folder / "columns.csv")


@pytest.fixture
def expected(tmp_path):
    """The folder of expected results, made from a full build and a quick one."""
    done = run(
        "expected", full=build(tmp_path / "full"), quick=build(tmp_path / "quick", settings="q1", runs=20), output=tmp_path / "expected"
    )
    assert done.returncode == 0, done.stderr
    return tmp_path / "expected"


def test_both_builds_have_the_expected_tables(expected, tmp_path):
    for size in ("full", "quick"):
        assert compare(*read_back(expected), str(tmp_path / size)) == (list(NAMES), {}, [], [])
    tables = pd.read_csv(expected / "tables.csv")
    assert list(tables["size"]) == ["full", "full", "quick", "quick"]
    assert tables["sha256"][0] == fingerprint(tmp_path / "full/metrics/rates.csv")


def test_what_is_kept_is_read_back_to_the_last_digit(expected, tmp_path):
    _, kept = read_back(expected)
    assert kept["rates", "a1"] == summary(tmp_path / "full/metrics/rates.csv")
    assert set(kept["rates", "a1"]) == {"rate", "margin"}
    assert kept["rates", "a1"]["rate"]["runs"] == 199
    assert kept["ends", "a1"]["status"]["words"] == "converged 195, diverged 5"


def test_verify_counts_what_it_compared(expected, tmp_path):
    done = verify(expected, tmp_path / "full")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("2 of 2 metrics tables are the expected ones to the byte\n")


def test_a_last_digit_is_one_line_that_says_where_and_how_much(expected, tmp_path):
    done = verify(expected, build(tmp_path / "new", scale=1 + 4e-16))
    assert done.returncode == 1
    assert "1 of 2 metrics tables are the expected ones to the byte" in done.stdout
    first, line = done.stderr.splitlines()
    assert first == "verify: 1 are not as expected:"
    assert line.startswith("  metrics/rates.csv: 1 of 2 columns differ (rate); ")
    assert re.search(r"\d of their 4 quantiles and counts do, by up to \d.\de-16 of the number \(rate, ", line)


def test_a_value_between_the_quantiles_is_found_too(expected, tmp_path):
    folder = build(tmp_path / "new")
    table = pd.read_csv(folder / "metrics/rates.csv")
    table.loc[table["rate"].idxmax(), "rate"] *= 2
    table.to_csv(folder / "metrics/rates.csv", index=False)
    (said,) = compare(*read_back(expected), str(folder))[1].values()
    assert said == "1 of 2 columns differ (rate); none of their 4 quantiles and counts does"


def test_other_ends_are_said_in_words(expected, tmp_path):
    (said,) = compare(*read_back(expected), str(build(tmp_path / "new", flips=20)))[1].values()
    assert said.endswith("status: converged 175, diverged 25, expected: converged 195, diverged 5")


def test_columns_that_are_missing_or_new_are_named():
    number = {"crc32": "1", "runs": 2, "median": 0.0}
    assert difference({"rate": number}, {"speed": number}) == "lacks rate; has speed besides"
    assert "by up to inf of the number" in difference({"a": number}, {"a": number | {"crc32": "2", "median": np.inf}})
    assert "the order of rows" in difference({"a": number}, {"a": number})


@pytest.mark.parametrize("change", [{"settings": "b2"}, {"device": "cuda"}])
def test_other_settings_and_gpus_are_not_compared_but_said(expected, tmp_path, change):
    done = verify(expected, build(tmp_path / "new", **change))
    assert done.returncode == 0, done.stderr
    if "settings" in change:
        assert "0 of 0 metrics tables" in done.stdout
        assert "2 experiments have other settings than the expected ones: rates, ends" in done.stdout
    else:
        assert "1 of 1 metrics tables" in done.stdout
        assert "1 were trained by torch, which rounds in a way of the machine's, and are not compared: ends" in done.stdout


def test_a_wrong_verdict_is_a_line_beside_the_tables(expected, tmp_path):
    folder = build(tmp_path / "new", scale=2)
    pd.DataFrame([CLAIM | {"verdict": "fails"}]).to_csv(folder / "claims.csv", index=False)
    said = verify(expected, folder).stderr.splitlines()
    assert said[:2] == ["verify: 2 are not as expected:", "  growth (L=1): verdict fails, expected: holds"]
    assert said[2].startswith("  metrics/rates.csv: ")


def test_nothing_is_expected_of_a_gpu(tmp_path):
    done = run("expected", full=build(tmp_path / "full", device="cuda"), quick=tmp_path, output=tmp_path / "expected")
    assert done.returncode == 1
    assert "was trained on a GPU" in done.stderr
    assert not (tmp_path / "expected").exists()


@pytest.mark.parametrize(("name", "value"), [("measured", 3.000010000000001), ("low", 2.9), ("high", 3.2), ("used", 198), ("runs", 201)])
def test_a_number_of_a_claim_that_differs_in_its_last_digit_is_named(expected, tmp_path, name, value):
    folder = build(tmp_path / "new")
    pd.DataFrame([CLAIM | {name: value}]).to_csv(folder / "claims.csv", index=False)
    said = verify(expected, folder).stderr.splitlines()
    assert said == ["verify: 1 are not as expected:", f"  growth (L=1): {name} {value}, expected: {CLAIM[name]}"]


def test_what_torch_has_made_has_its_verdict_compared_alone(tmp_path):
    for name in ("full", "new"):
        build(tmp_path / name, settings="torch-a1")
    quick = build(tmp_path / "quick", settings="torch-q1")
    assert run("expected", full=tmp_path / "full", quick=quick, output=tmp_path / "expected").returncode == 0
    pd.DataFrame([CLAIM | {"measured": 3.1}]).to_csv(tmp_path / "new/claims.csv", index=False)
    assert verify(tmp_path / "expected", tmp_path / "new").returncode == 0
    pd.DataFrame([CLAIM | {"verdict": "fails"}]).to_csv(tmp_path / "new/claims.csv", index=False)
    assert "verdict fails, expected: holds" in verify(tmp_path / "expected", tmp_path / "new").stderr


def test_the_expected_verdicts_of_the_full_build_are_those_that_the_claims_name():
    claims = {claim["claim"]: claim for claim in read_all(sorted(map(str, (ROOT / "predictions").glob("*.yaml")))).values()}
    rows = expected_claims.read(ROOT / "expected/claims.csv")
    rows = rows[(rows["size"] == "full") & rows["claim"].isin(claims)]
    assert len(rows) > 500
    assert [row.claim for row in rows.itertuples() if row.verdict != claims[row.claim]["expected"]] == []


def test_what_the_project_expects_can_be_read_and_is_of_both_sizes():
    hashes, kept = read(ROOT / "expected/tables.csv", ROOT / "expected/columns.csv")
    assert hashes.keys() == kept.keys()
    assert len(hashes) > 100


def test_two_builds_are_the_same_only_if_every_byte_is(tmp_path):
    command = [sys.executable, "-m", "scripts.compare_builds", "--builds", str(tmp_path / "one"), str(tmp_path / "other")]
    for name in ("one", "other"):
        build(tmp_path / name)
        (tmp_path / name / "logs").mkdir()
        (tmp_path / name / "logs/a.log").write_text(name)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "4 files of both builds are the same, byte for byte: 3 csv, 1 json\n")
    table = pd.read_csv(tmp_path / "one/metrics/ends.csv")
    table.assign(status=["diverged", *table["status"][1:]], run=table["run"] * 2).to_csv(tmp_path / "one/metrics/ends.csv", index=False)
    (tmp_path / "other/more.csv").write_text("")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "metrics/ends.csv differs: 199 of 600 values, by up to 5.0e-01 of the number (run)" in done.stderr
    assert "more.csv is in one build alone" in done.stderr
    assert len(done.stderr.splitlines()) == 2
