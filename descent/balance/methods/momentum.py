"""The heavy ball, under its name in the configurations of paper 4."""

from descent.methods.heavy_ball import LABEL, MEMORY, Parameters, flow_time, rule

__all__ = ["LABEL", "MEMORY", "Parameters", "flow_time", "rule"]
