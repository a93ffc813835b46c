"""The kernels of all nets under common names. The type of the net selects the code when a kernel is compiled."""

import numpy as np
from numba.extending import overload

from descent.compiled import compiled
from descent.convbias import conv, conv_step, diagonal, full
from descent.convbias.lanes import advance
from descent.convbias.margins import margins, mixture

MODELS = {"conv": conv, "full": full, "diagonal": diagonal}
"""The module of each kind of net."""
KERNELS = {conv.Conv: conv, full.Full: full, diagonal.Diagonal: diagonal}
"""The module for each type of a kernel's description of a net."""


def predictor(w, net, beta):
    """Set beta (C, lanes) from the weights w (P, lanes)."""


def push(w, net, g, d):
    """Set d (P, lanes): the derivative of <g, beta> with respect to the weights. g: (C, lanes)."""


def gram(w, net, x, diagonal, K):
    """Set K (N, N, lanes): inner products of the derivatives of <x_n, beta>. x: (C, N, lanes); diagonal: compute the diagonal alone."""


def step(w, net, x, q, eta, alive, beta, m):
    """w += eta times the derivative of sum_n q_n m_n in the lanes that are alive; sets beta and the margins m to those of the new w.

    q, m: (N, lanes); the other arguments as in `gram` and `predictor`.
    """


@overload(predictor)
def _predictor(w, net, beta):
    kernel = KERNELS[net.instance_class].predictor
    return lambda w, net, beta: kernel(w, net, beta)


@overload(push)
def _push(w, net, g, d):
    kernel = KERNELS[net.instance_class].push
    return lambda w, net, g, d: kernel(w, net, g, d)


@overload(gram)
def _gram(w, net, x, diagonal, K):
    kernel = KERNELS[net.instance_class].gram
    return lambda w, net, x, diagonal, K: kernel(w, net, x, diagonal, K)


@compiled
def _step_in_parts(w, net, x, q, eta, alive, beta, m):
    d = np.empty_like(w)
    mixture(x, q, beta)
    push(w, net, beta, d)
    advance(w, np.full(w.shape[1], eta), d, alive)
    predictor(w, net, beta)
    margins(x, beta, m)


@compiled
def _conv_step(w, net, x, q, eta, alive, beta, m):
    if net.taps.shape[0]:
        _step_in_parts(w, net, x, q, eta, alive, beta, m)
    else:
        conv_step.step(w, net, x, q, eta, alive, beta, m)


STEPS = {conv.Conv: _conv_step, full.Full: _step_in_parts, diagonal.Diagonal: _step_in_parts}


@overload(step)
def _step(w, net, x, q, eta, alive, beta, m):
    kernel = STEPS[net.instance_class]
    return lambda w, net, x, q, eta, alive, beta, m: kernel(w, net, x, q, eta, alive, beta, m)
