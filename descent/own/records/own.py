"""The metrics of runs of a user's own network."""

from dataclasses import dataclass
from typing import Annotated

from descent.own import kinds
from descent.records import Endings, Iterations, Losses, Margins, Numbers, OneOf, Ratios, Runs, Series, Unit, Words


@dataclass(frozen=True, kw_only=True)
class OwnRuns(Runs):
    """Runs of a user's own network or objective."""

    status: Endings
    """How the run ended."""
    iterations: Iterations
    """Iterations until the run ended."""
    loss: Losses
    """f at the end."""
    slope: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm at the end."""
    parameters: Annotated[Numbers, Unit("numbers")]
    """Number of trained parameters."""
    laws: Annotated[Numbers, Unit("laws")]
    """Number of conservation laws of gradient flow; empty, as are the next three columns, where laws were not searched for."""
    approximate: Annotated[Numbers, Unit("laws")]
    """Number of further laws that hold nearly."""
    trivial: Annotated[Numbers, Unit("laws")]
    """Number of forms that are zero for all parameters, one per matrix."""
    dead: Annotated[Numbers, Unit("rows")]
    """Number of rows and columns without a gradient, such as a bias before batch normalisation."""
    drift: Ratios
    """Drift at the end of the law that has moved most: the distance from its value at the start, divided by its size at the start, the sum
    of its terms' |coefficient| |row i| |row j|.
    """
    residual: Ratios
    """Largest residual of any law at the recorded iterations, with the run's own data, divided by the size of the law's form."""
    by_direction: Ratios
    """Share of the laws' movement that is due to the steps' directions, not to their lengths; 0 for steps along the gradient."""
    identity: Ratios
    """The largest difference between a law and its value predicted for gradient descent, divided by the law's size."""
    plateaus: Annotated[Numbers, Unit("plateaus")]
    """Number of plateaus that the run has left; empty where none is searched for."""
    spent: Iterations
    """Iterations on the recorded plateaus, including the one at the end."""
    strict: Ratios
    """Share of strict saddles among the run's examined plateaus; empty without any."""
    slower: Ratios
    """Iterations from the lowest gradient norm of a plateau until leaving, divided by those of linear theory: the median over plateaus."""
    end_curvature: Annotated[Numbers, Unit("loss per length squared")]
    """The lowest eigenvalue of the Hessian at the lowest gradient norm since the run's last plateau."""
    reached: Iterations
    """Iteration at which the last saddle that the file knows has been passed, half way to the minimum in f."""
    escape: Annotated[Iterations, Series("escape", 1)]
    """Iteration at which each saddle that the file knows has been passed, empty for one that the run did not leave: (runs, saddles)."""
    predicted: Annotated[Iterations, Series("predicted", 1)]
    """The value of `escape` by linear theory of plain GD about the saddles: (runs, saddles)."""
    minimum: Annotated[Words, OneOf(kinds.words(kinds.MINIMA))]
    """What the run's end is, polished to a gradient of 1e-8."""
    minimum_loss: Losses
    """f at the polished end; empty, as are the next eight columns, where the end was not examined."""
    minimum_gradient: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm at the polished end."""
    minimum_curvature: Annotated[Numbers, Unit("loss per length squared")]
    """The lowest eigenvalue of the Hessian at the polished end."""
    minimum_errors: Annotated[Numbers, Unit("points")]
    """Number of points misclassified at the polished end."""
    neuron: Annotated[Words, OneOf(kinds.words(kinds.NEURONS))]
    """What an exponential neuron does that is added at the polished end."""
    neuron_certificate: Losses
    """The largest g^2/(2 lambda) that was found: what a neuron gains if the loss is linear in the outputs."""
    neuron_gain: Losses
    """f at the polished end less the loss F with the neuron at the end of the descent."""
    neuron_output: Annotated[Numbers, Unit("outputs")]
    """The neuron's largest output at any point at the end of the descent."""
    neuron_base_loss: Losses
    """The loss of the net without the neuron at the end of the descent."""
    margins: Annotated[Words, OneOf(kinds.words(kinds.LATE))]
    """How training on the logarithm of the loss ended."""
    degree: Ratios
    """Degree of homogeneity, as measured; empty, as are all columns after it, without such training."""
    margins_change: Ratios
    """The least relative change of the smoothed margin in any step of training on the logarithm of the loss."""
    late_margin: Margins
    """The least margin at the end of that training."""
    late_normalised: Annotated[Numbers, Unit("margin per weights to the power of the degree")]
    """The normalised margin at that end."""
    late_misalignment: Ratios
    """1 less the cosine of the angle between the parameters and minus the gradient, at that end."""
    late_epsilon: Ratios
    """KKT residual of stationarity at that end, with Lyu and Li's multipliers."""
    late_delta: Ratios
    """KKT residual of complementary slackness at that end, with Lyu and Li's multipliers."""
    late_residual: Ratios
    """The least KKT residual of stationarity at that end, over all multipliers that are not negative."""
    late_turn: Annotated[Numbers, Unit("radians")]
    """Angle between the parameters at that end and those a decade of the margin earlier, per decade."""
    loss_power: Ratios
    """Power of log t with which the product of flow time t and the loss falls, over the last two decades of the margin."""
    misalignment_power: Ratios
    """Power of the margin with which the misalignment grows, over the last two decades; negative where the misalignment falls."""
    epsilon_power: Ratios
    """Power of the margin with which the KKT residual of stationarity with Lyu and Li's multipliers grows, likewise."""
    delta_power: Ratios
    """Power of the margin with which the KKT residual of complementary slackness grows, likewise."""
    residual_power: Ratios
    """Power of the margin with which the least KKT residual of stationarity grows, likewise."""
    kept_margin: Annotated[Margins, Series("kept_margin", 1)]
    """The least margin at each record: (runs, record)."""
    kept_normalised: Annotated[Numbers, Series("kept_normalised", 1), Unit("margin per weights to the power of the degree")]
    """The normalised margin at each record: (runs, record)."""
