"""Metrics of the cases without an assumption: those of other minimised nets."""

from scripts.metrics.minimise import measure

__all__ = ["measure"]
