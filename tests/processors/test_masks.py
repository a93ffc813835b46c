"""The papers' quick suite has the same bytes under masks of the processor: metrics tables, run files, claims, figures in three formats.

The build without a mask is that of `make quick`, with AVX-512 if the chip has it. Everything is built once more under each mask.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from masks import MASKS
from papers import of_papers, targets

from scripts.compare_builds import by_how_much, results_of

SOURCE = Path(__file__).resolve().parents[2]
FLAGS = set(Path("/proc/cpuinfo").read_text().split()) if Path("/proc/cpuinfo").exists() else set()
HIDDEN = {"plain": {"fma", "avx2"}, "sandybridge": {"fma", "avx2"}, "haswell": {"avx512f"}}
"""Per mask, the instructions that the chip must have. Otherwise the mask hides nothing."""
PROBE = """
import json, math, zlib
import numpy as np
import numba, pyarrow, scipy.linalg, torch
from numba.core.registry import cpu_target
from threadpoolctl import threadpool_info

@numba.njit
def scaled(x, y):
    for i in range(x.size):
        y[i] += 3 * x[i]

points = np.linspace(-30, 30, 20001)
scaled(points, points.copy())
(assembly,) = scaled.inspect_asm().values()
print(json.dumps({
    "C library": zlib.crc32(np.array([math.exp(x) for x in points]).tobytes()),
    "numpy": zlib.crc32(np.exp(points).tobytes()),
    "numba": cpu_target.target_context.codegen().magic_tuple()[1],
    "registers": [name for name in ("%ymm", "%zmm") if name in assembly],
    "BLAS": [library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"],
    "arrow": pyarrow.runtime_info().simd_level,
    "torch": torch.backends.cpu.get_cpu_capability(),
}))
"""
"""A program that prints the instructions that the libraries use, and checksums of the exponential of two of them."""


def hides(mask: str) -> bool:
    """Whether a mask hides anything of this chip."""
    return HIDDEN[mask] <= FLAGS


pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc" or not hides("plain"),
    reason="masks hide AVX2 and FMA of an x86-64 from libraries on Linux; there is none here",
)


def call(mask: str | None, *command: str) -> str:
    """The output of a Python command, under a mask or none."""
    settings = {name: value for name, value in os.environ.items() if name not in MASKS["plain"]}
    under = [sys.executable, "tests/processors/masks.py", mask] if mask else []
    done = subprocess.run([*under, sys.executable, *command], cwd=SOURCE, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def seen():
    """The output of PROBE under each mask, and under none."""
    return {mask: json.loads(call(mask, "-c", PROBE)) for mask in (*MASKS, None)}


def test_each_library_is_kept_to_the_instructions_of_a_mask(seen):
    assert [seen[mask]["numba"] for mask in MASKS] == ["generic", "sandybridge", "haswell"]
    assert [seen[mask]["registers"] for mask in MASKS] == [[], ["%ymm"], ["%ymm"]]
    assert [seen[mask]["arrow"] for mask in MASKS] == ["sse4_2", "avx", "avx2"]
    assert [seen[mask]["torch"] for mask in MASKS] == ["DEFAULT", "DEFAULT", "AVX2"]
    assert len({tuple(seen[mask]["BLAS"]) for mask in MASKS}) == len(MASKS)


def test_functions_that_are_not_ours_have_other_bits_under_masks(seen):
    """This shows that masks work: values of the C library and numpy change, as they do from one processor to another."""
    for mask in ("plain", "sandybridge"):
        assert seen[mask]["C library"] != seen[None]["C library"]
        assert seen[mask]["numpy"] != seen[None]["numpy"]
    if hides("haswell"):
        assert seen["haswell"]["numpy"] != seen[None]["numpy"]


@pytest.fixture(scope="module")
def unmasked():
    """The files of `make quick` that belong to the papers."""
    return of_papers(results_of(str(SOURCE / "results/quick")))


@pytest.mark.parametrize("mask", ["plain", *(pytest.param(mask, marks=pytest.mark.whole) for mask in ("sandybridge", "haswell"))])
def test_the_quick_suite_has_the_same_bytes(mask, unmasked):
    if not hides(mask):
        pytest.skip(f"{mask} is what this chip is: it hides nothing")
    folder = SOURCE / "build/processors" / mask
    shutil.rmtree(folder, ignore_errors=True)  # with the lock of a killed run
    call(mask, "-m", "snakemake", "--workflow-profile", "profiles/quick", "--directory", str(folder), "--", *targets(unmasked))
    found = of_papers(results_of(str(folder / "results/quick")))
    assert found.keys() == unmasked.keys()
    assert [
        f"{name}{by_how_much(unmasked[name], path)}" for name, path in found.items() if unmasked[name].read_bytes() != path.read_bytes()
    ] == []
