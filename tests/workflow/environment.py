"""The environment that the README makes: the packages of requirements.txt, with what these need, and no other that happens to be installed."""

import configparser
import os
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import SOURCE

PROGRAM = "#!{python}\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n"
"""What pip writes for a program that a package brings."""


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
    """An environment of these distributions alone, borrowed by symbolic links from the one that runs the tests."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages, programs = folder / "lib" / version / "site-packages", folder / "bin"
    packages.mkdir(parents=True)
    programs.mkdir()
    python = programs / "python"
    python.symlink_to(os.path.realpath(sys.executable))
    (folder / "pyvenv.cfg").write_text(f"home = {Path(os.path.realpath(sys.executable)).parent}\ninclude-system-site-packages = false\n")
    for found in distributions.values():
        for top in {Path(file).parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (packages / top).exists():
                (packages / top).symlink_to(found.locate_file(top))
        entries = configparser.ConfigParser(delimiters=("=",))
        entries.optionxform = str
        entries.read_string(found.read_text("entry_points.txt") or "")
        for name, place in entries["console_scripts"].items() if entries.has_section("console_scripts") else ():
            module, function = re.match(r"([\w.]+)\s*:\s*(\w+)", place).groups()
            (programs / name).write_text(PROGRAM.format(python=python, module=module, function=function))
            (programs / name).chmod(0o755)
