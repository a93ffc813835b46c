"""The bits do not depend on how the work is divided."""

import shutil

import numpy as np
import pytest
from project import FACTORISATION, LINEAR_NET, MINIMISED, PATHS, SMALL_NET, SOURCE, STAIRCASE, THREE_LAYER

from scripts import dictionary, layout, run_files
from scripts.expected import compare, read

EVERY_WAY = STAIRCASE | {
    "seeds": 4,
    "grid": {"L": [2], "method": ["gd", "pgd", "gd_event_driven"]},
    "fixed": {"d": 4, "max_steps": 200, "record": 50},
}


def arrays(project, experiment):
    """All columns of every cell of an experiment, its shards joined."""
    shards = layout.shards(experiment["seeds"], experiment["shard_size"])
    for cell in layout.cells(experiment["grid"]):
        files = [layout.run_file(str(project.root / "results"), "staircase", cell, shard) for shard in shards]
        parts = [run_files.read(file) for file in files]
        assert parts[0].keys() - {"run"} <= dictionary.of_run_files(experiment["train"]).keys()
        yield cell, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


STUDIES = {
    "octopus": EVERY_WAY,
    "augmented nets": MINIMISED,
    "paths to infinity": PATHS,
    "linear nets": LINEAR_NET,
    "small nets": SMALL_NET,
    "factorisation": FACTORISATION,
    "figure 2's net": THREE_LAYER | {"seeds": 4, "fixed": THREE_LAYER["fixed"] | {"device": "cpu"}},
}


@pytest.mark.slow
@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES)
def test_runs_do_not_depend_on_the_size_of_their_shard(unbuilt, study):
    seen = []
    for size in (3, 8):  # shards of three runs and of the remaining one, then of all four
        study = study | {"shard_size": size}
        shutil.rmtree(unbuilt.root / "results", ignore_errors=True)
        unbuilt.change(experiments={"staircase": study}, figures={"escape": {}}, results="results")
        unbuilt.build("results/metrics/staircase.csv")
        seen.append((dict(arrays(unbuilt, study)), unbuilt.files("metrics/*.csv")))
    for cells, tables in seen[1:]:
        assert tables == seen[0][1]
        for cell, expected in seen[0][0].items():
            for name, values in expected.items():
                assert cells[cell][name].dtype == values.dtype
                assert cells[cell][name].tobytes() == values.tobytes(), f"{cell}: {name}"


def test_a_second_build_on_one_core_is_the_same_to_the_byte(unbuilt, built):
    unbuilt.build("--cores", "1")
    files = unbuilt.files()
    assert sorted(files) == sorted(built.files())
    assert {name.rsplit(".", 1)[1] for name in files} == {"csv", "json", "parquet", "pdf", "svg", "png", "rst"}
    assert [name for name, content in built.files().items() if files[name] != content] == []


def test_the_quick_suite_has_the_expected_tables(quick):
    expected = read(SOURCE / "expected/tables.csv", SOURCE / "expected/columns.csv")
    same, differing, others, by_torch = compare(*expected, str(SOURCE / "results/quick"))
    assert (differing, others) == ({}, [])
    assert len(same) + len(by_torch) > 50
