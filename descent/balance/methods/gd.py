"""Gradient descent with a fixed step, and weight decay if there is any."""

from descent.balance.trained import step_by_step

PARAMETERS = ("eta", "weight_decay")


class Descent:
    """theta -= eta (gradient + weight_decay theta). Its flow time is eta a step."""

    def __init__(self, eta: float, weight_decay: float = 0.0):
        self.eta, self.weight_decay, self.time = eta, weight_decay, eta

    def step(self, theta, gradient):
        """Advance theta (runs, P)."""
        if self.weight_decay:
            theta *= 1.0 - self.eta * self.weight_decay
        theta -= self.eta * gradient


def run(net, loss, theta, data, times, generators, *, eta, weight_decay):
    """Train every run from theta (runs, P). Returns `trained.Trained`."""
    return step_by_step(net, loss, theta, data, times, Descent(eta, weight_decay))
