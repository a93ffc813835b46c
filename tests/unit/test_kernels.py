"""Cached kernels are never older than the code that they call, and are not compiled again for a comment."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from descent import kernel_cache

ROOT = Path(__file__).resolve().parents[2]
LOOP = """
    from descent.compiled import compiled

    def make(step):
        @compiled
        def loop(x):
            for _ in range(3):
                x = step(x)
            return x
        return loop
"""
CALLED = """
    from descent.compiled import inlined

    @inlined
    def twice(x):
        return 2.0 * x
"""
PROGRAM = """
    import sys
    from descent.compiled import compiled
    from mine import steps
    from mine.loop import make

    loops = [make(steps.double), make(steps.add)]
    print(*[loop(1.0) for loop in loops])
    print(*[sum(loop.stats.cache_misses.values()) for loop in loops])
"""
STEPS = """
    from numba.extending import register_jitable
    from . import called

    @register_jitable
    def double(x):
        return called.twice(x)

    @register_jitable
    def add(x):
        return x + 1.0
"""


class Package:
    """A user's package with kernels, and the folder where compiled kernels are kept."""

    def __init__(self, folder: Path):
        self.folder, self.kept = folder, folder / "kept"
        (folder / "mine").mkdir()
        for name, text in {"__init__": "", "loop": LOOP, "called": CALLED, "steps": STEPS}.items():
            (folder / f"mine/{name}.py").write_text(textwrap.dedent(text))
        self.kept.mkdir()

    def edit(self, module: str, old: str, new: str):
        """Replace the first `old` in a module by `new`."""
        path = self.folder / f"mine/{module}.py"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def run(self, program: str = PROGRAM) -> list[list[float]]:
        """The numbers that a new process prints, line by line: by default the results, then the number of compilations of each loop."""
        environment = os.environ | {"PYTHONPATH": f"{self.folder}:{ROOT}", "NUMBA_CACHE_DIR": str(self.kept)}
        command = [sys.executable, "-c", textwrap.dedent(program)]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [[float(word) for word in line.split()] for line in done.stdout.splitlines()]


@pytest.fixture
def package(tmp_path):
    """A package whose kernels have been compiled once."""
    made = Package(tmp_path)
    assert made.run() == [[8, 4], [1, 1]]
    return made


def test_kernels_are_kept_for_the_next_process(package):
    assert package.run() == [[8, 4], [0, 0]]


def test_comments_and_docstrings_compile_nothing(package):
    for module in ("loop", "called", "steps"):
        package.edit(module, "\n", '\n"""What this is."""\n\n# A comment.\n\n')
    package.edit("loop", "def loop(x):\n", 'def loop(x):\n        """Three steps."""\n        # of any kind\n')
    assert package.run() == [[8, 4], [0, 0]]


def test_an_edit_in_a_called_module_compiles_what_calls_it(package):
    package.edit("called", "2.0 * x", "3.0 * x")
    assert package.run()[0] == [27, 4]


def test_an_edit_behind_the_back_of_a_process_leaves_no_older_kernel(package):
    program = """
        import time
        from pathlib import Path
        from mine import called, steps
        from mine.loop import make

        time.sleep(0.1)  # a file system's clock may be some milliseconds behind
        path = Path(called.__file__)
        path.write_text(path.read_text().replace("2.0 * x", "5.0 * x"))
        print(make(steps.double)(1.0))
    """
    assert package.run(program) == [[8]]
    assert package.run() == [[125, 4], [1, 1]]


def test_an_edit_leaves_the_kernels_of_what_it_does_not_touch(package):
    package.edit("steps", "x + 1.0", "x + 2.0")
    assert package.run("from mine.called import twice\nprint(twice(1.0))\nprint(sum(twice.stats.cache_misses.values()))") == [[2], [0]]
    assert package.run()[0] == [8, 7]


def test_a_module_that_is_named_besides_counts(package):
    program = """
        from descent.compiled import compiled
        from mine import called, other

        kernel = compiled(other.kernel, also=(called,))
        print(kernel(1.0))
        print(sum(kernel.stats.cache_misses.values()))
    """
    (package.folder / "mine/other.py").write_text("def kernel(x):\n    return x\n")
    assert [package.run(program), package.run(program)] == [[[1], [1]], [[1], [0]]]
    package.edit("called", "2.0 * x", "3.0 * x")
    assert package.run(program) == [[1], [1]]


def test_folders_of_long_ago_are_removed(package):
    values = [str(value) for value in range(3, 9)]
    for old, new in zip(["2.0", *values], values, strict=False):
        package.edit("called", f"{old} * x", f"{new} * x")
        assert package.run()[0][0] == float(new) ** 3
    folders = [folder.name.rpartition("-")[0] for folder in (package.kept / "descent-kernels").iterdir() if folder.is_dir()]
    assert max(folders.count(name) for name in folders) == kernel_cache.KEPT_FOLDERS
    package.edit("called", "8 * x", "7 * x")
    assert package.run() == [[343, 4], [0, 0]]


def test_kernels_of_a_module_that_imports_what_it_does_not_name_are_compiled_again(package):
    package.edit("steps", "from . import called", "import importlib\ncalled = importlib.import_module('mine.called')")
    assert package.run() == package.run() == [[8, 4], [1, 1]]


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_refused(tmp_path, mode):
    folder = tmp_path / "kernels"
    assert kernel_cache.private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(mode)
    assert not kernel_cache.private(folder)


def test_a_folder_of_another_owner_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "kernels"
    assert kernel_cache.private(folder)
    monkeypatch.setattr(kernel_cache, "USER", kernel_cache.USER + 1)
    assert not kernel_cache.private(folder)


def test_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert not kernel_cache.private(tmp_path / "link")


def test_kernels_go_to_the_first_folder_that_is_ours(package):
    (package.kept / "descent-kernels").chmod(0o777)
    where = "from descent import kernel_cache\nkernel_cache.PACKAGE = kernel_cache.Path('/proc')\nprint(kernel_cache.base())"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "NUMBA_CACHE_DIR": str(package.kept),
        "XDG_CACHE_HOME": str(package.folder / "xdg"),
    }
    done = subprocess.run([sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(package.folder / "xdg/descent-kernels")


def test_importing_the_package_changes_nothing_of_numba():
    program = """
        import sys, numba
        before, names = dict(vars(numba.config)), {name: id(module) for name, module in sys.modules.items()}
        import descent.compiled, descent.random
        from descent.compiled import copy
        import numpy as np
        copy(np.ones(2), np.zeros(2))
        print(int(before == vars(numba.config)), int(all(id(sys.modules[name]) == at for name, at in names.items())))
        print(int(None in sys.modules.values()))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "0"]
