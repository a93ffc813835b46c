"""One build that the tests share. Each test works on a copy of it."""

import os
import shutil
import subprocess
import sys

import pytest
from environment import make, needed, stated
from playwright.sync_api import Error, sync_playwright
from project import SOURCE, Project, build_quick
from warm_process import snakemake

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session", autouse=True)
def kernels():
    """All copies of the project share its compiled kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_CACHE_DIR", os.environ.get("NUMBA_CACHE_DIR", str(SOURCE / "descent/__pycache__")))
        yield


@pytest.fixture(scope="session", autouse=True)
def ready(tmp_path_factory):
    """Calls are forks of one process. A fork does not remove its temporary files, so they get a separate folder."""
    if sys.platform != "linux":
        yield
        return
    with pytest.MonkeyPatch.context() as patch, snakemake() as python:
        patch.setattr(Project, "ready", python)
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """The small project with no results. Tests must not change it: use `unbuilt`."""
    return Project.fresh(tmp_path_factory.mktemp("pristine") / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory, pristine):
    """The small project, built. Tests must not change it: use `project`."""
    project = pristine.copy(tmp_path_factory.mktemp("built") / "project")
    project.build()
    return project


@pytest.fixture(scope="session")
def quick():
    """The whole suite at its small size, in the project's own folder."""
    build_quick()


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project."""
    return built.copy(tmp_path / "project")


@pytest.fixture
def unbuilt(pristine, tmp_path):
    """A copy of the project with no results."""
    return pristine.copy(tmp_path / "project")


@pytest.fixture
def disk(tmp_path):
    """Mounts a file system in memory on a folder, or changes its options: `disk("size=1m")`, `disk("remount,ro")`. Returns the folder."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no separate disk can be mounted here: {done.stderr.strip()}")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The environment that the README makes, from requirements.txt only."""
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    make(folder, needed(stated("requirements.txt")))
    return folder


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium: the system's, otherwise the one that playwright has installed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium here: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def offline(browser):
    """A browser page with no network. The test fails if anything fails to load or to run in it."""
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    yield page
    context.close()
    assert wrong == []
