"""Predictions: every result and figure of the papers has a claim, and every name in a claim exists."""

import re
from pathlib import Path

import pytest
import yaml

from scripts import configuration
from scripts.checkable import EACH, planned
from scripts.mistakes import ConfigurationError
from scripts.predictions import read_all

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = configuration.complete(yaml.safe_load((ROOT / "config.yaml").read_text()), [ROOT])
EXPERIMENTS = CONFIGURATION["experiments"]
PREDICTIONS = sorted(map(str, (ROOT / "predictions").glob("*.yaml")))
PAPERS = {Path(path).stem: list(read_all([path]).values()) for path in PREDICTIONS}
CLAIMS = [pytest.param(paper, claim, id=claim["claim"]) for paper, claims in PAPERS.items() for claim in claims]
RESULTS = {
    "escape": (
        *("section 3.1", "section 3.2", "section 4", "theorem 4.1 (1)", "theorem 4.1 (2)", "corollary 4.3", "corollary 4.4"),
        *("Lee et al. 2016", "Ge et al. 2015", "Jin et al. 2017"),
    ),
    "oneneuron": (
        *("main theorem", "main theorem (proof", "variant with one neuron a layer", "variant with monomial neurons"),
        *("Kawaguchi and Kaelbling 2020", "Sohl-Dickstein and Kawaguchi 2019"),
        *("Yun et al. 2019, theorems 1 and 2", "Safran and Shamir 2018"),
    ),
    "convbias": ("section 2", "section 3", "theorem 1", "theorem 2", "theorem 2a", "theorem on homogeneous models"),
    "balance": (
        *("theorem 2.1", "corollary 2.1", "theorem 2.2", "theorem 2.3", "theorem 3.1", "theorem 3.2"),
        *(f"theorem 3.1, lemma ({number})" for number in (1, 2, 3, 4)),
    ),
}


def raw(paper: str) -> list[dict]:
    """The claims of a paper as written in its file."""
    return yaml.safe_load((ROOT / f"predictions/{paper}.yaml").read_text())


FIGURES = {"escape": 4, "convbias": 1, "balance": 2}
"""The number of figures of each paper. Paper 2 has none."""


@pytest.mark.parametrize(("paper", "result"), [(paper, result) for paper, results in RESULTS.items() for result in results])
def test_every_result_has_a_claim(paper, result):
    assert any(claim["source"].startswith(result) for claim in PAPERS[paper])


@pytest.mark.parametrize(("paper", "number"), [(paper, n + 1) for paper, count in FIGURES.items() for n in range(count)])
def test_every_figure_of_a_paper_has_a_claim(paper, number):
    assert any(claim["figure"] == f"fig{number}" for claim in PAPERS[paper])


@pytest.mark.parametrize(("paper", "claim"), CLAIMS)
def test_a_claim_names_what_there_is(paper, claim):
    if claim.get("experiment") != EACH:
        assert claim["figure"] in CONFIGURATION["figures"][paper]
        assert "open" in claim or EXPERIMENTS[claim["experiment"]]["paper"] == paper
    if claim["expected"] == "fails":
        assert claim["why"]


def test_the_configuration_has_runs_for_every_claim():
    found = planned(read_all(PREDICTIONS), EXPERIMENTS)
    assert [name for name, claim in found.items() if not claim.keys() & {"open", "metrics"}] == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"experiment": "nowhere"}, "the configuration has no experiment nowhere"),
        ({"per": ["gamma"]}, "the grid of saddle_times has no gamma"),
        ({"where": {"L": [17, 18]}}, "no cell of saddle_times has L=[17, 18]"),
        ({"where": {"L": [17, 2]}}, None),
    ],
)
def test_a_claim_without_runs_says_why(change, why):
    claim = read_all(PREDICTIONS)["escape-exponential"] | change
    assert planned({"c": claim}, EXPERIMENTS)["c"].get("not_run") == why


def test_a_measure_of_other_records_than_the_experiment_gives_is_refused():
    claims = read_all(PREDICTIONS)
    with pytest.raises(
        ConfigurationError, match=r"claim x\.measure = plateau_height: .*metrics/outcome\.py allowed: success_share, waits, most_waits$"
    ):
        planned({"x": claims["escape-plateau-heights"] | {"claim": "x", "experiment": "minima", "where": {}, "per": []}}, EXPERIMENTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"relation": "about"}, ".relation = about: allowed: equals, at_least, at_most"),
        ({"kind": "guess"}, ".kind = guess: allowed: paper, ours, observed, check"),
        ({"relation": "none", "predicted": "0.1"}, ".predicted = 0.1: must be 0 for none"),
        ({"relation": "every"}, ".predicted = 0: must be 1 for every"),
        ({"least_used": 0.0}, ".least_used = 0.0: must be greater than 0"),
        ({"measured": "x"}, ": unknown key measured = x"),
        ({"tolerance": 3}, ".tolerance = 3: must be a string"),
        ({"tolerance": None}, ".tolerance = None: must be a string"),
        ({"open": "nobody knows", "expected": "open"}, ": unknown key experiment = borders; allowed: claim, "),
        ({"where": {"L": [[1]]}}, ".where.L = "),
    ],
)
def test_a_mistake_in_a_prediction_names_file_claim_and_key(tmp_path, change, said):
    path = tmp_path / "escape.yaml"
    path.write_text(yaml.safe_dump([raw("escape")[0], raw("escape")[1] | change]))
    with pytest.raises(ConfigurationError) as error:
        read_all([str(path)])
    assert str(error.value).startswith(f"{path}: claim {raw('escape')[1]['claim']}{said}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claim: x\n", "must be a list of claims"),
        ("[]\n", "must be a list of claims"),
        ("- 3\n", "claim 1 = 3: must be a mapping"),
        ("- {claim: x}\n", "claim x.kind = None: must be given"),
        ("- {claim: ../x}\n", "a name must be letters"),
        ("- a: [\n", "line 2, column 1"),
    ],
)
def test_what_is_no_list_of_claims_is_named(tmp_path, text, said):
    path = tmp_path / "escape.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        read_all([str(path)])


def test_two_claims_of_one_name_are_refused(tmp_path):
    paths = [tmp_path / "escape.yaml", tmp_path / "balance.yaml"]
    for path in paths:
        path.write_text(yaml.safe_dump(raw("escape")[:1]))
    with pytest.raises(ConfigurationError, match="there is another of this name"):
        read_all(list(map(str, paths)))
