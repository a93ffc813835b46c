"""Predictions: every result and figure of the papers has a claim, and every claim names what there is."""

import importlib
from pathlib import Path

import pytest
import yaml

from scripts.claims import claims_of
from scripts.job import JobError

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = yaml.safe_load((ROOT / "config.yaml").read_text())
PAPERS = {path.stem: claims_of(str(path)) for path in sorted((ROOT / "predictions").glob("*.yaml"))}
CLAIMS = [pytest.param(paper, claim, id=claim["claim"]) for paper, claims in PAPERS.items() for claim in claims]
RESULTS = {
    "escape": (
        *("section 3.1", "section 3.2", "section 4", "theorem 4.1 (1)", "theorem 4.1 (2)", "corollary 4.3", "corollary 4.4"),
        *("Lee et al. 2016", "Ge et al. 2015", "Jin et al. 2017"),
    ),
    "oneneuron": (
        *("main theorem", "main theorem (proof", "variant with one neuron a layer", "variant with monomial neurons"),
        *("Kawaguchi and Kaelbling 2020", "Sohl-Dickstein and Kawaguchi 2019", "Liang, Sun and Srikant 2022"),
        *("Yun et al. 2019, theorems 1 and 2", "Safran and Shamir 2018"),
    ),
    "convbias": ("section 2", "section 3", "theorem 1", "theorem 2", "theorem 2a", "theorem on homogeneous models"),
    "balance": (
        *("theorem 2.1", "corollary 2.1", "theorem 2.2", "theorem 2.3", "theorem 3.1", "theorem 3.2"),
        *(f"theorem 3.1, lemma ({number})" for number in (1, 2, 3, 4)),
    ),
}
FIGURES = {"escape": 4, "convbias": 1, "balance": 2}
"""How many figures a paper has; paper 2 has none."""


@pytest.mark.parametrize(("paper", "result"), [(paper, result) for paper, results in RESULTS.items() for result in results])
def test_every_result_has_a_claim(paper, result):
    assert any(claim["source"].startswith(result) for claim in PAPERS[paper])


@pytest.mark.parametrize(("paper", "number"), [(paper, n + 1) for paper, count in FIGURES.items() for n in range(count)])
def test_every_figure_of_a_paper_has_a_claim(paper, number):
    assert any(claim["figure"] == f"fig{number}" for claim in PAPERS[paper])


@pytest.mark.parametrize(("paper", "claim"), CLAIMS)
def test_a_claim_names_what_there_is(paper, claim):
    assert claim["figure"] in CONFIGURATION["figures"][paper]
    if "open" not in claim:
        assert CONFIGURATION["experiments"][claim["experiment"]]["paper"] == paper
        assert hasattr(importlib.import_module(f"descent.{paper}.claims"), claim["measure"])
    if claim["expected"] == "fails":
        assert claim["why"]


def test_no_claim_has_the_name_of_another():
    names = [claim["claim"] for claims in PAPERS.values() for claim in claims]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"relation": "about"}, "'about' is not one of"),
        ({"measured": "x"}, "'measured' was unexpected"),
        ({"tolerance": 3}, "3 is not of type 'string'"),
        ({"open": "nobody knows"}, "'open' was expected"),
    ],
)
def test_a_mistake_in_a_prediction_names_the_claim(tmp_path, change, said):
    path = tmp_path / "escape.yaml"
    path.write_text(yaml.safe_dump([PAPERS["escape"][0], PAPERS["escape"][1] | change]))
    with pytest.raises(JobError, match=f"claim {PAPERS['escape'][1]['claim']}: .*{said}"):
        claims_of(str(path))


def test_predictions_that_are_no_list_are_named(tmp_path):
    path = tmp_path / "escape.yaml"
    path.write_text("claim: x\n")
    with pytest.raises(JobError, match="is not of type 'array'"):
        claims_of(str(path))
