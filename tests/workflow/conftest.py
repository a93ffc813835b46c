"""One build that the tests share; each works on a copy of it."""

import os
import shutil
import subprocess

import pytest
from project import Project


@pytest.fixture(scope="session", autouse=True)
def kernels(tmp_path_factory):
    """Compile every kernel once for all tests."""
    before = os.environ.get("NUMBA_CACHE_DIR")
    os.environ["NUMBA_CACHE_DIR"] = before or str(tmp_path_factory.mktemp("kernels"))
    yield
    if before is None:
        del os.environ["NUMBA_CACHE_DIR"]


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """Where every test works: kernels on disk are found again only for files of the same path and time."""
    return tmp_path_factory.mktemp("work") / "project"


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """The small project with no results. Not to be changed: take `unbuilt`."""
    return Project.fresh(tmp_path_factory.mktemp("pristine") / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory, pristine, place):
    """The small project, built. Not to be changed: take `project`."""
    project = pristine.copy(place)
    project.build()
    return project.move(tmp_path_factory.mktemp("built") / "project")


@pytest.fixture
def project(built, place):
    """A copy of the built project."""
    yield built.copy(place)
    shutil.rmtree(place)


@pytest.fixture
def unbuilt(pristine, place):
    """A copy of the project with no results."""
    yield pristine.copy(place)
    shutil.rmtree(place)


@pytest.fixture
def disk(tmp_path):
    """Mounts a file system in memory on a folder, or changes its options: `disk("size=1m")`, `disk("remount,ro")`. Returns the folder."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no disk of one's own can be mounted here: {done.stderr.strip()}")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
