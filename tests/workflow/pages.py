"""The parts of the pages that a reader can run: commands, and files whose caption is their path."""

import re
from pathlib import Path

from project import SOURCE

MADE = ("parameters.md", "columns.md", "mutants.md")
"""Pages that a command writes."""
PAGES = [
    SOURCE / "README.md",
    *(page for page in sorted((SOURCE / "docs").rglob("*.md")) if page.name not in MADE),
]
COMMAND = re.compile(r"(make|snakemake|pip|python|\.)( |$)")
FENCED = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CAPTIONED = re.compile(r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN_FILES = re.compile(r"--configfile (\w+\.yaml)")


def commands(text: str) -> set[str]:
    """The commands of a text in Markdown, without their comments: fenced as `sh`, indented, or code within a line."""
    fenced = [line for language, block in FENCED.findall(text) if language == "sh" for line in block.splitlines()]
    rest = FENCED.sub("", text)
    indented = [line for line in rest.splitlines() if line.startswith("    ")]
    prose = "\n".join(line for line in rest.splitlines() if not line.startswith("    "))
    found = (" ".join(re.sub(r"\s+# .*", "", part).split()) for part in [*fenced, *indented, *re.findall(r"`([^`]+)`", prose)])
    return {command for command in found if COMMAND.match(command)}


def files(page: Path) -> dict[str, str]:
    """The files that a page asks its reader to write: path -> text."""
    return dict(CAPTIONED.findall(page.read_text()))


def python(page: Path) -> list[str]:
    """The programs of a page: one per block of Python without a caption."""
    return [block for language, block in FENCED.findall(page.read_text()) if language == "python"]


TEXT = "\n".join(page.read_text() for page in PAGES)
