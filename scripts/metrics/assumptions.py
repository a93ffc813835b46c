"""Metrics of the cases without an assumption: those of other minimised nets."""

from scripts import measuring
from scripts.metrics.minimise import measure

if __name__ == "__main__":
    measuring.main(measure)
