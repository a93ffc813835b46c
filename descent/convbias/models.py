"""The compiled nets under common names: which code runs is chosen by the type of the net when a kernel is compiled."""

from numba.extending import overload

from descent.convbias import conv, full
from descent.convbias.conv import Conv

MODELS = {"conv": conv, "full": full}


def predictor(w, net, beta):
    """Set beta (C, lanes) from the weights w (P, lanes)."""


def push(w, net, g, d):
    """Set d (P, lanes): the derivative of <g, beta> by the weights. g: (C, lanes)."""


def gram(w, net, x, diagonal, K):
    """Set K (N, N, lanes): inner products of the derivatives of <x_n, beta>. x: (C, N, lanes); diagonal: whether it is enough."""


def _is_conv(net) -> bool:
    return net.instance_class is Conv


@overload(predictor)
def _predictor(w, net, beta):
    if _is_conv(net):
        return lambda w, net, beta: conv.predictor(w, net, beta)
    return lambda w, net, beta: full.predictor(w, net, beta)


@overload(push)
def _push(w, net, g, d):
    if _is_conv(net):
        return lambda w, net, g, d: conv.push(w, net, g, d)
    return lambda w, net, g, d: full.push(w, net, g, d)


@overload(gram)
def _gram(w, net, x, diagonal, K):
    if _is_conv(net):
        return lambda w, net, x, diagonal, K: conv.gram(w, net, x, diagonal, K)
    return lambda w, net, x, diagonal, K: full.gram(w, net, x, diagonal, K)
