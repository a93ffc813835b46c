"""Train: any method of descent/escape/methods on the octopus."""

from descent.escape.descent import Limits
from descent.escape.octopus import hessian_lipschitz
from descent.escape.starts import starts
from descent.random import streams
from scripts import choices, training
from scripts.octopus_cell import landscape, start_law

CHOICES = {"method": ("descent.escape.methods",)}


def train(
    seeds,
    *,
    method,
    d,
    L,
    gamma,
    tau,
    eta,
    start,
    eps,
    max_steps,
    record,
    path,
    second_order,
    g_thres,
    r,
    t_thres,
    sigma,
    momentum,
    stride,
    beta1,
    beta2,
    adam_epsilon,
    nce_gamma,
    nce_s,
):
    """Descend from the start of every run. seeds: (runs, 3). Returns what `descent.escape.descent.Descent` holds, less empty parts."""
    p, eta = landscape(L=L, gamma=gamma, tau=tau, eta=eta)
    chosen = choices.load(CHOICES, "method", method)
    offered = {
        "g_thres": g_thres,
        "r": r,
        "t_thres": t_thres,
        "sigma": sigma,
        "momentum": momentum,
        "stride": stride,
        "beta1": beta1,
        "beta2": beta2,
        "adam_epsilon": adam_epsilon,
        "nce_gamma": nce_gamma,
        "nce_s": nce_s,
    }
    random = streams(seeds)
    gaussian, scale = start_law(start)
    x = starts(random, d, gaussian, scale)
    limits = Limits(eps, max_steps, record, path, hessian_lipschitz(p) if second_order else 0.0)
    result = chosen.descend(x, random, p, eta, limits, **{name: offered[name] for name in chosen.PARAMETERS})
    return {name: values for name, values in result._asdict().items() if values.size and name != "end"}


if __name__ == "__main__":
    training.main(train, block=1024)
