"""Metrics of the warm-ups: iterations to leave the saddle, by both methods, and how the literal run ended."""

from descent import ends
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    return {"event_driven": runs["event_driven"], "literal": runs["literal"], "status": ends.words(runs["status"])}


if __name__ == "__main__":
    measuring.main(measure)
