"""Adam. Source: Kingma and Ba 2015, algorithm 1."""

from array_api_compat import array_namespace

from descent.balance.trained import step_by_step

PARAMETERS = ("eta", "beta1", "beta2", "adam_epsilon")


class Adam:
    """theta -= eta m / (sqrt(v) + epsilon), m and v the running means of the gradient and its square. Its time is eta a step. Ours."""

    def __init__(self, eta: float, beta1: float, beta2: float, epsilon: float):
        self.eta, self.beta1, self.beta2, self.epsilon, self.time = eta, beta1, beta2, epsilon, eta
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, gradient):
        """Advance theta (runs, P)."""
        self.t += 1
        self.m = self.beta1 * self.m + (1.0 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1.0 - self.beta2) * gradient * gradient
        m, v = self.m / (1.0 - self.beta1**self.t), self.v / (1.0 - self.beta2**self.t)
        theta -= self.eta * m / (array_namespace(v).sqrt(v) + self.epsilon)


def run(net, loss, theta, data, times, generators, *, eta, beta1, beta2, adam_epsilon):
    """Train every run from theta (runs, P). Returns `trained.Trained`."""
    return step_by_step(net, loss, theta, data, times, Adam(eta, beta1, beta2, adam_epsilon))
