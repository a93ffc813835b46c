"""Metrics of small nets, with their parameters at the end."""

from dataclasses import dataclass
from typing import Annotated

from descent.balance.records.net import NetRuns
from descent.records import Series, Weights


@dataclass(frozen=True, kw_only=True)
class NetEndsRuns(NetRuns):
    """Small nets with their ends."""

    theta: Annotated[Weights, Series("theta", 0)]
    """The parameters at the end: (runs, P)."""
