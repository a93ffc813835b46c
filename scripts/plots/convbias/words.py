"""What the figures of paper 3 say below: by which method, and how the runs ended."""

FLOW = "Safe gradient descent for 10,000 steps, then its late-phase flow (not literal descent)"


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    others = ", ".join(f"{status.count(word)} {word}" for word in sorted(set(status) - {"margin"}))
    return f"{status.count('margin'):,} of {len(status):,} runs came to their last margin" + (f" ({others})" if others else "")
