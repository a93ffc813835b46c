"""The late phase of one run as gradient flow in the limit of large margins, by implicit steps. This is not literal gradient descent.

A step is accepted if the least margin of unit parameters does not fall, else repeated with more rows, or shorter (`hard_margin`).
"""

import math

import torch

from descent.ends import End
from descent.instruments.hard_margin import Implicit, Step
from descent.instruments.homogeneous_runs import HomogeneousRuns
from descent.instruments.kkt import support
from descent.instruments.late_record import Pulls, Record, State
from descent.instruments.tails import inverse

LATE = 1.5
"""log10 of the margin from which on the flow may take over from descent, as in `descent.convbias.methods.flow`."""
SLOWEST = 4
"""The flow may take this many times the steps that its growth implies."""


def flow(runs: HomogeneousRuns, run: int, record: Record, u: torch.Tensor, lam: float, t: int, growth: float):
    """Go on from the parameters exp(lam) u, u a unit vector (width,), at step t, to the record's last margin.

    growth: relative growth of the margin per step. Returns u, lam, the `End`, and the least relative change in a step of the least margin
    of unit parameters, which is the flow's smoothed margin.
    """
    degree, change = float(record.degree[run]), math.inf
    implicit, before = Implicit(runs, run, degree, growth), None
    last = t + math.ceil(SLOWEST * math.log(10) * record.points[-1] / growth)
    while True:
        z = runs.margins(u, run)
        low = float(z.min())
        change = change if before is None else min(change, (low - before) / before)
        step = implicit.step(u, z)
        state = _state(runs, u, z, low, degree * lam, degree, step)
        if record.reached(state.log10) > record.seen[run] or t == last:
            record.keep(run, t, state, lambda step=step, state=state: _pulls(step, state))
        if record.full(run) or t == last or not math.isfinite(low):
            return u, lam, End.CONVERGED if record.full(run) else End.ITERATION_LIMIT if math.isfinite(low) else End.DIVERGED, change
        moved, before = u + step.eta * step.g, low
        norm = torch.linalg.vector_norm(moved)
        u, lam, t = moved / norm, lam + math.log(float(norm)), t + 1


def _state(runs, u, z, low: float, log_scale: float, degree: float, step: Step) -> State:
    """The state after a step. Its time follows from the gradient instead of a sum of steps.

    In gradient flow t loss = 1 / |gradient of log(loss)|^2, up to a share of 1 / margin: t loss forgets its past within a unit of margin.
    Descent sums its steps to t, so its t loss differs. For L = 1 and steps of a tenth of a unit of margin it is 5 % smaller.
    """
    log_loss = float(runs.over(z, log_scale)) - math.exp(log_scale) * low
    slope = (1 - 1 / degree) * log_scale + math.log(float(torch.linalg.vector_norm(step.g)))
    smoothed = float(inverse(torch.tensor(log_loss, dtype=torch.float64), runs.tail)) * math.exp(-log_scale)
    return State(u, low, log_scale, log_loss, -2 * slope - log_loss, -2 * slope, smoothed)


def _pulls(step: Step, state: State) -> Pulls:
    """The step's rows that may carry a multiplier: those with a positive pull, and those with a margin near the least."""
    near = (step.q > 0).index_fill(0, support(step.v, state.low, state.log_scale, len(state.u)), True)
    return Pulls(step.q, step.v, step.g, step.rows.J[near])
