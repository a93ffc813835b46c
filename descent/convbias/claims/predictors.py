"""What claims measure of trained linear nets whose predictors are kept: the same as of others."""

from descent.convbias.claims.linear_net import largest_distance, most_frequencies

__all__ = ["largest_distance", "most_frequencies"]
