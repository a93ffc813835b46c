"""Metrics of matrix factorisations: how each run ended, when it came within each distance, and the extremes over all iterations."""

from descent.balance.factor_training import linear_rate
from descent.balance.records.factorisation import FactorisationRuns


def measure(runs, parameters) -> FactorisationRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    reach = runs["reach"]
    imbalance_most, f_rise, f_most, u_most, v_most = runs["most"].T
    return FactorisationRuns(
        status=runs["status"],
        diverged_at=runs["diverged_at"],
        imbalance_most=imbalance_most,
        f_rise=f_rise,
        f_most=f_most,
        u_most=u_most,
        v_most=v_most,
        ratio_low=runs["ratio"][:, 0],
        ratio_high=runs["ratio"][:, 1],
        residual_end=runs["residual"][:, -1],
        imbalance_end=runs["imbalance"][:, -1],
        norms_start=runs["u"][:, 0] / runs["v"][:, 0],
        norms_end=runs["u"][:, -1] / runs["v"][:, -1],
        reach_eps=reach[:, 0],
        rate=linear_rate(reach),
        reach=reach[:, 1:],
    )
