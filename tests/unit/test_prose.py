"""The prose pages: the numbers in findings are computed, and words that take two readings are not used."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOUND = sorted((ROOT / "docs/found").glob("*.md"))
PROSE = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*/*.md")),
    *(ROOT / f"docs/{name}.md" for name in ("own", "saddles", "notebooks")),
]
NAMES = re.compile(
    r"(theorem|figure|corollary|lemma|section|paper)s? \d+(\.\d+)?[ab]?('s)?(?! \d)"  # parts of papers
    r"|\b(19|20)\d\d\b"  # years of papers
    r"|\b(float32|float64|l1|l2)\b",
    re.IGNORECASE,
)
COMPUTED = re.compile(r"\{\{.*?\}\}|`[^`]*`|^    .*$|^```.*?^```", re.DOTALL | re.MULTILINE)
LOST = {
    "anew": "again",
    "told": "said by name",
    "what lacked": "a job that",
    "the last came last": "say which",
    r"(seconds|steps|iterations|runs|columns|numbers) a (run|job|cell|coordinate|shard|layer)": "per",
}
"""Words that the pages avoid, and their replacements."""


def typed(text: str) -> list[str]:
    """The typed numbers in a template, except names of theorems and figures, years and formulas."""
    return re.findall(r"\S*\d\S*", NAMES.sub("", COMPUTED.sub("", text)))


@pytest.mark.parametrize("page", FOUND, ids=lambda page: page.stem)
def test_findings_have_no_typed_number(page):
    assert typed(page.read_text()) == []


def test_a_typed_number_is_found():
    assert typed('Theorem 4.1 of Lee et al. 2016: {{ measured("x") }} of 1,024 runs, `2 L`, in 3.7 %.') == ["1,024", "3.7"]


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_words_that_take_two_readings_are_not_used(page):
    prose = COMPUTED.sub("", page.read_text())
    assert {word: better for word, better in LOST.items() if re.search(rf"\b{word}\b", prose, re.IGNORECASE)} == {}
