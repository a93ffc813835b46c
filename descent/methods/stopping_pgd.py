"""Perturbed gradient descent with a stopping rule (Jin et al. 2017, algorithm 2): stop where a noise gives no decrease in t_thres steps."""

from descent import parameters
from descent.compiled import copy
from descent.noise import add_ball, norm_within
from descent.parameters import NotNegative, Positive, given
from descent.watching import STOPPED

LABEL = "PGD, stopping"
MEMORY = 4
STOPS = True


class Parameters(parameters.Parameters):
    """Parameters of perturbed gradient descent with a stopping rule."""

    eta: Positive = given(description="Step size of gradient steps.")
    g_thres: NotNegative = given(description="Noise is added where the gradient is at most this.")
    r: NotNegative = given(description="Radius of the noise.")
    t_thres: int = given(1, "Least number of iterations between two noises.", ge=1)
    f_thres: NotNegative = given(description="The method stops if f has not decreased by this t_thres iterations after a noise.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, g_thres, r, t_thres, f_thres):
    """A step of PGD. Where f is not lower by f_thres t_thres steps after a noise, x returns to its value before that noise, and stops.

    memory[0, 0] is the iteration of the last noise as in PGD, memory[1, 0] is f before it, memory[2] is xi, memory[3] is x before it.
    Returns 1, 0 where the problem has no gradient, or STOPPED.
    """
    since = t - (memory[0, 0] - t_thres - 1.0)
    if since > t_thres and norm_within(stage, slope, g_thres):
        memory[0, 0], memory[1, 0] = t + t_thres + 1.0, value(x, problem)
        copy(x, memory[3])
        add_ball(x, r, memory[2], stream)
        if gradient(x, problem, slope) < 0:
            return 0
    elif since == t_thres and value(x, problem) - memory[1, 0] > -f_thres:
        copy(memory[3], x)
        return STOPPED
    for j in range(x.size):
        x[j] -= eta * slope[j]
    return 1
