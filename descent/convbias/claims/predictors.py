"""Measures of claims about trained linear nets whose predictors are in the metrics: those of `linear_net`."""

from descent.convbias.claims.linear_net import largest_distance, most_frequencies

__all__ = ["largest_distance", "most_frequencies"]
