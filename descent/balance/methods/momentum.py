"""Heavy ball. Source: Polyak 1964."""

from descent.balance.trained import step_by_step

PARAMETERS = ("eta", "beta")


class HeavyBall:
    """m = beta m + gradient, theta -= eta m. Its flow time is eta/(1 - beta) a step."""

    def __init__(self, eta: float, beta: float):
        self.eta, self.beta, self.time, self.m = eta, beta, eta / (1.0 - beta), 0.0

    def step(self, theta, gradient):
        """Advance theta (runs, P)."""
        self.m = self.beta * self.m + gradient
        theta -= self.eta * self.m


def run(net, loss, theta, data, times, generators, *, eta, beta):
    """Train every run from theta (runs, P). Returns `trained.Trained`."""
    return step_by_step(net, loss, theta, data, times, HeavyBall(eta, beta))
