"""The environment that the README makes: the packages of requirements.txt and their dependencies, and no others that are installed here."""

import configparser
import os
import re
import shutil
import subprocess
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import SOURCE, Project

PROGRAM = "#!{python}\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n"
"""The file that pip writes for a program of a package."""


def stated(file: str) -> list[Requirement]:
    """The requirements in a file."""
    lines = (line.partition("#")[0].strip() for line in (SOURCE / file).read_text().splitlines())
    return [Requirement(line) for line in lines if line]


def needed(requirements: list[Requirement]) -> dict[str, Distribution]:
    """The distributions that pip would install, as they are installed here."""
    found, open_ones = {}, [(requirement, ("",)) for requirement in requirements]
    while open_ones:
        requirement, extras = open_ones.pop()
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name, asked = canonicalize_name(requirement.name), ("", *requirement.extras)
        if name in found and not requirement.extras:
            continue
        found[name] = distribution(requirement.name)
        open_ones += [(Requirement(text), asked) for text in found[name].requires or ()]
    return found


def make(folder: Path, distributions: dict[str, Distribution]):
    """Make an environment of these distributions only. They are symbolic links to the environment that runs the tests."""
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    (packages,) = folder.glob("lib/python*/site-packages")
    for found in distributions.values():
        for top in {Path(file).parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (packages / top).exists():
                (packages / top).symlink_to(found.locate_file(top))
        entries = configparser.ConfigParser(delimiters=("=",), interpolation=None)
        entries.optionxform = str
        entries.read_string(found.read_text("entry_points.txt") or "")
        for name, place in entries["console_scripts"].items() if entries.has_section("console_scripts") else ():
            module, function = re.match(r"([\w.]+)\s*:\s*(\w+)", place).groups()
            (folder / "bin" / name).write_text(PROGRAM.format(python=python, module=module, function=function))
            (folder / "bin" / name).chmod(0o755)


def settle(project: Project, environment: Path):
    """Give a project this environment, as if make had set it up, and the files that make needs."""
    for path in (SOURCE / "Makefile", SOURCE / "constraints.txt", *SOURCE.glob("requirements*.txt")):
        shutil.copy(path, project.root)
    (project.root / ".venv").symlink_to(environment)
    (environment / "ready").touch()


def call(project: Project, command: str) -> str:
    """Run a command line in the project's environment, as a reader of the README does. It must succeed. Returns its output."""
    line = command if command.startswith("make") else f". .venv/bin/activate; {command}"
    done = subprocess.run(["sh", "-c", line], cwd=project.root, env=os.environ | {"PATH": os.defpath}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
