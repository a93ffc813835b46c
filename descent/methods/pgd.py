"""Perturbed gradient descent: noise only where the gradient is small (Jin et al. 2017; Du et al. 2017, algorithm 1)."""

from descent import parameters
from descent.noise import add_ball, norm_within
from descent.parameters import NotNegative, Positive, given

LABEL = "PGD"
MEMORY = 2


class Parameters(parameters.Parameters):
    """Parameters of perturbed gradient descent."""

    eta: Positive = given(description="Step size of gradient steps.")
    g_thres: NotNegative = given(description="Noise is added where the gradient is at most this.")
    r: NotNegative = given(description="Radius of the noise.")
    t_thres: int = given(1, "Least number of iterations between two noises.", ge=0)


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, g_thres, r, t_thres):
    """x += xi if ||grad f|| <= g_thres and the last noise is more than t_thres steps ago; then a GD step.

    The noise xi is uniform in the ball of radius r. memory[0, 0] is the iteration of the last noise, plus t_thres + 1, so that 0 means no
    noise yet; memory[1] is xi / r.
    """
    if t - (memory[0, 0] - t_thres - 1.0) > t_thres and norm_within(stage, slope, g_thres):
        memory[0, 0] = t + t_thres + 1.0
        add_ball(x, r, memory[1], stream)
        if gradient(x, problem, slope) < 0:
            return False
    for j in range(x.size):
        x[j] -= eta * slope[j]
    return True
