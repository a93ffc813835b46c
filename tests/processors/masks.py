"""Masks of the processor: settings that restrict every library to the instructions of an older x86-64. To run a command under a mask:

python tests/processors/masks.py plain snakemake --directory build/plain
"""

import os
import sys


def mask(c_library: str, numba: str, numpy: str, openblas: str, torch: str, arrow: str) -> dict[str, str]:
    """The environment that hides instructions from each library that selects code by instruction set at run time.

    c_library: instructions that it must not use. numba: the processor to compile for. numpy: the groups of instructions that are switched
    off. openblas, torch, arrow: their names of the instructions that they may use.
    """
    return {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=" + ",".join(f"-{name}" for name in c_library.split()),
        "NUMBA_CPU_NAME": numba,
        "NUMBA_CPU_FEATURES": "",
        "NPY_DISABLE_CPU_FEATURES": numpy,
        "OPENBLAS_CORETYPE": openblas,
        "ATEN_CPU_CAPABILITY": torch,
        "ARROW_USER_SIMD_LEVEL": arrow,
    }


AVX512 = "AVX512F AVX512VL AVX512BW AVX512DQ"
NUMPY_512 = "X86_V4 AVX512_ICL AVX512_SPR"
MASKS = {
    "plain": mask(f"AVX AVX2 FMA FMA4 {AVX512}", "generic", f"X86_V3 {NUMPY_512}", "Prescott", "default", "SSE4_2"),
    "sandybridge": mask(f"AVX2 FMA FMA4 {AVX512}", "sandybridge", f"X86_V3 {NUMPY_512}", "Sandybridge", "default", "AVX"),
    "haswell": mask(AVX512, "haswell", NUMPY_512, "Haswell", "avx2", "AVX2"),
}
"""In order: no AVX and no FMA; AVX but no AVX2 and no FMA; AVX2 and FMA but no AVX-512."""


def main():
    """Replace this process by a command under a mask."""
    name, *command = sys.argv[1:]
    os.execvpe(command[0], command, os.environ | MASKS[name])


if __name__ == "__main__":
    main()
