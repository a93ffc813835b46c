"""Names of cells and shards do not change when the configuration grows. Expressions are only arithmetic."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_records import EXPERIMENTS

from scripts import layout, run_files, tracked
from scripts.expression import evaluate, resolve
from scripts.job import JobError
from scripts.seeds import seed_words


def test_a_new_grid_value_leaves_the_names_of_the_other_cells():
    before = layout.cells({"L": [1, 2], "d": [5]})
    after = layout.cells({"L": [0.5, 1.0, 1.5, 2], "d": [5]})
    assert before.items() <= after.items()


def test_more_seeds_add_shards():
    assert layout.shards(8, 4) == layout.shards(12, 4)[:2]
    assert [run for shard in layout.shards(10, 4) for run in layout.runs(shard)] == list(range(10))


def test_more_seeds_train_new_runs_alone():
    before = layout.shards(200, 128)
    assert before == ["000000-000127", "000128-000199"]
    more = layout.shards(300, 128, before)
    assert more == [*before, "000200-000255", "000256-000299"]
    assert layout.shards(200, 128, more) == before
    assert layout.shards(300, 128, more) == more
    assert layout.shards(300, 64, before)[:3] == [*before, "000200-000255"]
    assert layout.shards(300, 1000, before) == [*before, "000200-000299"]


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_whatever_was_configured_before_the_shards_hold_every_run_once(history, random):
    there = set()
    for seeds, shard_size in history:
        shards = layout.shards(seeds, shard_size, there)
        assert [run for shard in shards for run in layout.runs(shard)] == list(range(seeds))
        assert layout.of_sizes(layout.sizes(shards)) == shards
        killed = random.sample(shards, random.randint(0, len(shards)))
        assert layout.shards(seeds, shard_size, there.union(killed)) == shards
        there.update(shards)
        assert layout.shards(seeds, shard_size, there) == shards


def test_a_shard_is_finished_where_a_cell_of_the_configuration_has_its_run_file(tmp_path):
    for cell, name in [("a", "000000-000003.parquet"), ("b", "000004-000007.parquet"), ("c", "000008-000011.parquet")]:
        path = Path(layout.run_file(str(tmp_path), "x", cell, "0-1")).with_name(name)
        path.parent.mkdir(parents=True)
        path.touch()
        for other in (".000012-000015.parquet.7.part", "0-1.parquet", "000003-000001.parquet", "000016-000019.json", "notes.parquet"):
            path.with_name(other).touch()
    assert layout.finished(str(tmp_path), "x", ["a", "b", "d"]) == ["000000-000003", "000004-000007"]


def test_a_runs_seed_depends_on_root_experiment_and_run_alone():
    words = {tuple(seed_words(*run)) for run in [(1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1)]}
    assert len(words) == 4
    assert tuple(seed_words(1, "a", 0)) in words


@pytest.mark.parametrize(("text", "value"), [("1/(4*L)", 0.125), ("1 - log(1 - 2*eta)", 1 - math.log(0.5)), ("2**d", 8), (7, 7)])
def test_expressions_are_arithmetic(text, value):
    assert evaluate(text, {"L": 2, "eta": 0.25, "d": 3}) == pytest.approx(value)


def test_powers_of_whole_numbers_are_exact():
    assert evaluate("10**-3", {}) == 0.001
    assert evaluate("d**-3", {"d": 7}) == 1 / 343
    assert evaluate("3**39", {}) == 3**39


@pytest.mark.parametrize(
    "text", ["M + 1", "1/0", "__import__('os')", "1 +", "log(0)", "1/log(0)", "exp(710)", "(-8)**0.5", "log('8')", "'a'"]
)
def test_what_is_no_arithmetic_is_refused_with_the_text(text):
    with pytest.raises(ValueError, match=r".+"):
        evaluate(text, {"L": 2})


def test_parameters_may_refer_to_each_other_but_not_in_circles():
    assert resolve({"eps": "= e/100", "r": "= 2*eps"})["r"] == pytest.approx(math.e / 50)
    assert resolve({"L": 2, "eta": "= 1/ell"}, {"ell": lambda L: 2 * L})["eta"] == pytest.approx(0.25)
    with pytest.raises(ValueError, match="itself"):
        resolve({"a": "= b", "b": "= a"})


def test_run_files_keep_arrays_bit_for_bit(tmp_path):
    arrays = {"run": np.arange(3), "x": np.random.default_rng(0).normal(size=(3, 2, 4)), "t": np.array([1.0, np.nan, 3e74])}
    arrays["word"] = np.array(["gave up", "déjà vu", "gave up"])
    run_files.write(str(tmp_path / "a.parquet"), arrays)
    back = run_files.read(str(tmp_path / "a.parquet"))
    assert all(np.array_equal(back[name], arrays[name], equal_nan=name in "xt") for name in arrays)


def test_a_damaged_run_file_is_named(tmp_path):
    path = tmp_path / "a.parquet"
    run_files.write(str(path), {"run": np.arange(1000)})
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with pytest.raises(JobError, match=r"a\.parquet is damaged"):
        run_files.read(str(path))


def test_a_cell_depends_on_the_code_of_its_own_method():
    script = ("scripts/train/octopus.py",)
    assert tracked.code(script, {"method": "gd"}) != tracked.code(script, {"method": "pgd"})
    assert tracked.code(script, {"method": "gd"}) == tracked.code(script, {"method": "gd", "L": 3})


def test_every_cell_names_all_that_its_script_chooses_so_that_an_unused_module_belongs_to_none():
    for name, experiment in EXPERIMENTS.items():
        keys = set(tracked.keys((f"scripts/train/{experiment['train']}.py",)))
        assert [cell for cell, values in experiment["cells"].items() if keys - set(values)] == [], name


def test_what_is_deployed_is_the_projects_own_configuration():
    """snakedeploy copies config/. A separate copy kept there would become outdated."""
    assert (tracked.ROOT / "config/config.yaml").resolve() == tracked.ROOT / "config.yaml"
