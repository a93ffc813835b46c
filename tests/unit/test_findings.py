"""Results on the pages: numbers in the text, tables of claims, figures with their captions, and nothing made up."""

import json

import pandas as pd
import pytest

from docs.findings import Findings, number, plain, results_of, span

ROW = {
    "claim": "a-b",
    "paper": "escape",
    "kind": "paper",
    "statement": "|x| is 1.",
    "quantity": "size",
    "relation": "at_most",
    "tolerance": 0.1,
}
CARD = '<section class="figure" id="figure-escape-one"><h2>escape/one</h2><div class="caption"><p>All 3 runs.</p></div></section>'


@pytest.fixture
def found(tmp_path):
    """A build of one claim with two checks, and one figure."""
    rows = [
        ROW | {"predicted": 1.0, "measured": value, "runs": 600, "used": used, "verdict": "holds"}
        for value, used in ((0.5, 600), (0.75, 500))
    ]
    folder = tmp_path / "results"
    (folder / "figures/escape").mkdir(parents=True)
    (folder / "logs/train").mkdir(parents=True)
    (folder / "figures/escape/one.png").write_bytes(b"")
    (folder / "logs/train/x.log").write_text("finished in 9.00 s\nfinished in 2.50 s\n")
    (folder / "claims.html").write_text(CARD)
    (folder / "provenance.json").write_text(json.dumps({"commit": "0123456789ab", "processor": "one"}))
    pd.DataFrame(rows).to_csv(folder / "claims.csv", index=False)
    return Findings(folder, tmp_path / "docs")


def test_numbers_are_said_in_three_digits():
    values = (0.0, 1 / 3, 1234.5, 1.1e34, 2e-16, float("nan"))
    assert [number(value) for value in values] == ["0", "0.333", "1,234", "1.1e34", "2e-16", "-"]
    assert span(pd.Series([2.0, 3.0])) == "2 to 3"
    assert span(pd.Series([2.0, 2.0001])) == "2"


def test_a_claim_is_said_as_measured(found):
    assert found.measured("a-b") == "0.5 to 0.75"
    assert found.predicted("a-b") == "1"
    assert found.total("used", "a-b") == "1,100"
    (line,) = found.evidence("a-b").splitlines()[2:]
    assert line == r"| \|x\| is 1. (`a-b`: size) | **holds** | 0.5 to 0.75 | at most 1 | 0.1 | 1,100 of 1,200 |"


def test_a_name_that_no_claim_has_is_refused(found):
    with pytest.raises(KeyError, match="no claim a-c"):
        found.measured("a-c")


def test_a_figure_has_the_caption_of_the_build(found):
    shown = found.figure("escape/one")
    assert "/../results/figures/escape/one.png" in shown
    assert "All 3 runs." in shown
    assert "`snakemake escape_two` draws it" in found.figure("escape/two")


def test_a_stage_costs_what_its_jobs_last_took(found):
    assert "| train | 1 | 2 | 2.5 |" in found.stages()


def test_the_full_build_goes_before_the_quick_one(tmp_path):
    assert results_of("", tmp_path) is None
    for name in ("results/quick", "results"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "claims.csv").write_text("")
        assert results_of("", tmp_path) == tmp_path / name
    assert results_of("elsewhere", tmp_path) is None


def test_markdown_is_shown_as_it_is():
    assert plain("a_b | *c*\n`d`") == r"a\_b \| \*c\* \`d\`"
