"""Names of cells and shards stay as the configuration grows; expressions are arithmetic and nothing else."""

import math

import numpy as np
import pytest

from scripts import columns, layout, tracked
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


def test_a_runs_seed_depends_on_root_experiment_and_run_alone():
    words = {tuple(seed_words(*of)) for of in [(1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1)]}
    assert len(words) == 4
    assert tuple(seed_words(1, "a", 0)) in words


@pytest.mark.parametrize(("text", "value"), [("1/(4*L)", 0.125), ("1 - log(1 - 2*eta)", 1 - math.log(0.5)), ("2**d", 8), (7, 7)])
def test_expressions_are_arithmetic(text, value):
    assert evaluate(text, {"L": 2, "eta": 0.25, "d": 3}) == pytest.approx(value)


@pytest.mark.parametrize("text", ["M + 1", "1/0", "__import__('os')", "1 +", "log(0)", "'a'"])
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
    columns.write(str(tmp_path / "a.parquet"), arrays)
    back = columns.read(str(tmp_path / "a.parquet"))
    assert all(np.array_equal(back[name], arrays[name], equal_nan=name != "run") for name in arrays)


def test_a_damaged_run_file_is_named(tmp_path):
    path = tmp_path / "a.parquet"
    columns.write(str(path), {"run": np.arange(1000)})
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with pytest.raises(JobError, match=r"a\.parquet is damaged"):
        columns.read(str(path))


def test_a_cell_depends_on_the_code_of_its_own_method():
    script = ("scripts/train/octopus.py",)
    assert tracked.code(script, {"method": "gd"}) != tracked.code(script, {"method": "pgd"})
    assert tracked.code(script, {"method": "gd"}) == tracked.code(script, {"method": "gd", "L": 3})
