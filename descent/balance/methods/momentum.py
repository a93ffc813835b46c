"""The heavy ball, under the name that it has in paper 4's configurations."""

from descent.methods.heavy_ball import LABEL, MEMORY, Parameters, flow_time, rule

__all__ = ["LABEL", "MEMORY", "Parameters", "flow_time", "rule"]
