"""What claims measure of nets without one of the theorem's assumptions: the same as of other minimised nets."""

from descent.oneneuron.claims.minimise import counterexamples, finite_minima, neuron_on, right_at_minima

__all__ = ["counterexamples", "finite_minima", "neuron_on", "right_at_minima"]
