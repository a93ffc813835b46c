"""Metrics of the moved octopus: where runs start, when they pass their last saddle, and whether literal GD agrees."""

from descent.escape.records.moved import MovedRuns


def measure(runs, parameters) -> MovedRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    escape, literal = runs["escape"], runs["literal"]
    same = (escape[:, : literal.shape[1]] == literal).all(axis=1)
    return MovedRuns(status=runs["status"], in_box=runs["in_box"], last_escape=escape[:, -1], same_escapes=same.astype(float))
