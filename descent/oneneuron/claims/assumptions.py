"""Measures of claims about nets that violate one of the theorem's assumptions: those of `minimise`."""

from descent.oneneuron.claims.minimise import counterexamples, finite_minima, neuron_on, right_at_minima

__all__ = ["counterexamples", "finite_minima", "neuron_on", "right_at_minima"]
