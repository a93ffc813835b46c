"""A target that does not exist is answered with the nearest ones."""

import pytest

from scripts.targets import TargetError, check

RULES = ["all", "escape", "escape_fig3", "escape_fig4", "balance_fig1", "escape-growth", "train"]
FILES = ["results/figures/escape/fig4.png", "results/figures/escape/fig4.pdf", "results/metrics/staircase.csv", "results/claims.csv"]
MISSPELT = {
    "fig4": "nearest: escape_fig4;",
    "escape_fg4": "nearest: escape_fig4,",
    "escape-groth": "nearest: escape-growth",
    "results/figures/escape/fig5.png": "nearest: results/figures/escape/fig4.png",
    "results/metrics/stair.csv": "nearest: results/metrics/staircase.csv",
    "zzz": "there is no target zzz: snakemake --list shows all",
}


@pytest.mark.parametrize("target", MISSPELT)
def test_a_target_that_does_not_exist_is_answered_with_the_nearest(target):
    with pytest.raises(TargetError) as stopped:
        check([target], RULES, FILES, "results")
    assert MISSPELT[target] in str(stopped.value)
    assert str(stopped.value).isprintable()


def test_rules_and_files_of_the_configuration_are_targets():
    check([*RULES, *FILES, "./results/claims.csv"], RULES, FILES, "results")
