"""Tables of text with a wrapped first column."""

import textwrap

WIDEST = 96
"""Most letters per line of the first column."""


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows of cells as lines of text. First cells are wrapped and keep their indent; the other cells stand in a row's first line."""
    parts = [_wrapped(first) for first, *_ in rows]
    columns = list(zip(*(rest for _, *rest in rows), strict=True))
    widths = [max(len(line) for part in parts for line in part), *(max(map(len, column)) for column in columns)]
    lines = []
    for part, (_, *rest) in zip(parts, rows, strict=True):
        lines.append("  ".join(f"{cell:{width}}" for cell, width in zip((part[0], *rest), widths, strict=True)).rstrip())
        lines += part[1:]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    blanks = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(text, WIDEST, subsequent_indent=blanks + "  ", break_long_words=False, break_on_hyphens=False) or [text]
