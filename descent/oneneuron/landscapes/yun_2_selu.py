"""Theorem 2 of Yun et al. 2019 with two neurons of the activation selu: loss 1/3."""

from descent.oneneuron.landscapes import Bare, Landscape, yun_2

Parameters = Bare


def landscape() -> Landscape:
    """See `yun_2`."""
    return yun_2("selu")
