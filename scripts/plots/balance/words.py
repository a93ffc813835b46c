"""What the figures of paper 4 say below of how their runs ended."""


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    others = ", ".join(f"{status.count(word)} {word}" for word in sorted(set(status) - {"completed"}))
    return f"{status.count('completed'):,} of {len(status):,} runs came to their end" + (f" ({others})" if others else "")
