"""What the figures of paper 3 say below: by which method, and how the runs ended."""


def flow(study) -> str:
    """By which method a study was trained."""
    return f"Safe gradient descent for at least {study.fixed['steps_before_flow']:,} steps, then its late-phase flow (not literal descent)"


def ended(*tables) -> str:
    """How the runs of some metrics ended, counted."""
    status = [word for table in tables for word in table["status"]]
    others = ", ".join(f"{status.count(word)} {word}" for word in sorted(set(status) - {"margin"}))
    return f"{status.count('margin'):,} of {len(status):,} runs came to their last margin" + (f" ({others})" if others else "")
