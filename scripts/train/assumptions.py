"""Train: the exponential neuron where one of the theorem's assumptions does not hold."""

from scripts import training
from scripts.assumption_cell import settings
from scripts.train import minimise


def train(seeds, *, without, method, depth, activation, p, lam, mu, m, start_size, neuron_size, eta, max_iterations):
    """Minimise F from one random start a run. seeds: (runs, 3). Returns the ends, and what `describe` says of them."""
    return minimise.train(
        seeds,
        **settings(without),
        method=method,
        depth=depth,
        activation=activation,
        p=p,
        lam=lam,
        mu=mu,
        m=m,
        start_size=start_size,
        neuron_size=neuron_size,
        eta=eta,
        max_iterations=max_iterations,
    )


if __name__ == "__main__":
    training.main(train)
