"""Words of tables, with their meanings.

They say what the end of a run is, what an added neuron does there, and how training on the logarithm of the loss ended.
"""

NOT_EXAMINED = "not examined"
"""The word for runs that the instrument did not examine."""
MINIMA = {
    "good": "the loss within 1e-8 of its least value, at a finite distance",
    "bad": "a local minimum above that, smooth or at a kink",
    "saddle": "negative curvature, or a lower loss beside it",
    "at infinity": "a loss that goes to its least value without a finite minimum",
    "not converged": "no gradient of 1e-8, nor a kink",
}
NEURONS = {
    "not needed": "no neuron lowers the loss",
    "taken over": "the net alone ends lower, with the neuron off",
    "to infinity": "the neuron grows and the net stays wrong",
    "stuck": "the loss does not fall",
    "not converged": "neither of these within its iterations",
}
LATE = {
    "reached": "at the margin that was asked for",
    "iteration limit": "at the last step",
    "not homogeneous": "outputs that are no power of the parameters' size",
    "not separated": "a point that is wrong at the last step",
    "no classes": "targets that are no classes",
    "diverged": "a number that is not finite",
}


def words(kinds: dict[str, str]) -> tuple[str, ...]:
    """The words that may appear in a table's column. kinds: the words with their meanings."""
    return (*kinds, NOT_EXAMINED)
