"""What is known of runs of a network of one's own."""

from dataclasses import dataclass
from typing import Annotated

from descent.own import kinds
from descent.records import Endings, Iterations, Losses, Margins, Numbers, OneOf, Ratios, Runs, Series, Unit, Words


@dataclass(frozen=True, kw_only=True)
class OwnRuns(Runs):
    """Runs of a network, or of an objective, of one's own."""

    status: Endings
    """How the run ended."""
    iterations: Iterations
    """Iterations until then."""
    loss: Losses
    """f at the end."""
    slope: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm at the end."""
    parameters: Annotated[Numbers, Unit("numbers")]
    """How many numbers are trained."""
    laws: Annotated[Numbers, Unit("laws")]
    """How many conservation laws gradient flow has; empty, as the next three, where they were not looked for."""
    approximate: Annotated[Numbers, Unit("laws")]
    """How many more hold nearly."""
    trivial: Annotated[Numbers, Unit("laws")]
    """How many forms are zero whatever the parameters, one a matrix."""
    dead: Annotated[Numbers, Unit("rows")]
    """How many rows and columns have no gradient, such as a bias before batch normalisation."""
    drift: Ratios
    """How far the law that has moved most is at the end from its value at the start, divided by what its terms add up to there."""
    residual: Ratios
    """How far the law that holds least is from holding, at the points of the run and with its data, divided by what its terms add up to."""
    by_direction: Ratios
    """Of all that steps have added to the laws' values, the share that is due to their directions; 0 along the gradient."""
    identity: Ratios
    """The largest difference of a law from what gradient descent should have made of it, divided by what its terms add up to."""
    plateaus: Annotated[Numbers, Unit("plateaus")]
    """How many plateaus the run has left; empty where none is looked for."""
    spent: Iterations
    """Iterations on those that were examined, and since then."""
    strict: Ratios
    """The share of strict saddles among its plateaus that were examined; empty without any."""
    slower: Ratios
    """Iterations that were left at its plateaus divided by those that linear theory says, the median of the run."""
    end_curvature: Annotated[Numbers, Unit("loss per length squared")]
    """The lowest eigenvalue of the Hessian at the lowest gradient norm since its last plateau."""
    reached: Iterations
    """Iteration at which the last saddle that the file knows has been passed, half way to the minimum in f."""
    escape: Annotated[Iterations, Series("escape", 1)]
    """Iteration at which each saddle that the file knows has been passed, empty for one that the run did not leave: (runs, saddles)."""
    predicted: Annotated[Iterations, Series("predicted", 1)]
    """The same by linear theory about the saddles, of plain GD: (runs, saddles)."""
    minimum: Annotated[Words, OneOf(kinds.words(kinds.MINIMA))]
    """What its end is, polished to a gradient of 1e-8."""
    minimum_loss: Losses
    """f there; empty, as the next eight, where it was not examined."""
    minimum_gradient: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm there."""
    minimum_curvature: Annotated[Numbers, Unit("loss per length squared")]
    """The lowest eigenvalue of the Hessian there."""
    minimum_errors: Annotated[Numbers, Unit("points")]
    """How many points are classified wrong there."""
    neuron: Annotated[Words, OneOf(kinds.words(kinds.NEURONS))]
    """What an exponential neuron that is added there does."""
    neuron_certificate: Losses
    """The largest g^2/(2 lambda) that was found: what a neuron gains there if the loss is linear in the outputs."""
    neuron_gain: Losses
    """f there less the least loss with the neuron."""
    neuron_output: Annotated[Numbers, Unit("outputs")]
    """The neuron's largest output at any point at the end of its descent."""
    neuron_base_loss: Losses
    """The net's own loss at the end of that descent."""
    margins: Annotated[Words, OneOf(kinds.words(kinds.LATE))]
    """How training on the logarithm of the loss ended."""
    degree: Ratios
    """Degree of homogeneity, as measured; empty, as all that follows, without such training."""
    margins_change: Ratios
    """The least relative change of the smoothed margin at any step of it."""
    late_margin: Margins
    """The least margin at its end."""
    late_normalised: Annotated[Numbers, Unit("margin per weights to the power of the degree")]
    """The normalised margin there."""
    late_misalignment: Ratios
    """1 less the cosine of the parameters and minus the gradient there."""
    late_epsilon: Ratios
    """KKT residual of stationarity there, with Lyu and Li's multipliers."""
    late_delta: Ratios
    """That of complementary slackness."""
    late_residual: Ratios
    """The least KKT residual of stationarity of all multipliers that are not negative."""
    late_turn: Annotated[Numbers, Unit("radians")]
    """Angle between the parameters there and those a decade of the margin before, for each decade."""
    loss_power: Ratios
    """Power of log t with which the product of flow time t and the loss falls, over the last two decades of the margin."""
    misalignment_power: Ratios
    """Power of the margin with which the misalignment grows, over the last two decades; negative where it falls, as in the next three."""
    epsilon_power: Ratios
    """The same of the KKT residual with Lyu and Li's multipliers."""
    delta_power: Ratios
    """The same of that of complementary slackness."""
    residual_power: Ratios
    """The same of the least KKT residual."""
    kept_margin: Annotated[Margins, Series("kept_margin", 1)]
    """The least margin at the times that were kept: (runs, record)."""
    kept_normalised: Annotated[Numbers, Series("kept_normalised", 1), Unit("margin per weights to the power of the degree")]
    """The normalised margin at these: (runs, record)."""
