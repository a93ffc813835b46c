"""Ends with many digits: F and its gradient agree with the kernels, and only true critical points are found."""

import numpy as np
import pytest
from mpmath import mpf
from one_neuron_draws import augmented, drawn, landscape, of_case

from descent.oneneuron.extended import gradient, polish
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients


@pytest.mark.parametrize("augmentation", ["exponential", "penalised"])
def test_f_and_its_gradient_are_those_of_the_kernels(augmentation):
    net = of_case(augmentation, "relu")
    for row, F, g in zip(xi := drawn(net), *gradients(net, xi), strict=True):
        value, slope = gradient(net, [mpf(float(number)) for number in row])
        np.testing.assert_allclose([float(value), *map(float, slope)], [F, *g], rtol=1e-11, atol=1e-12)


def test_a_known_minimum_that_was_moved_is_found_again():
    """With the penalty the neuron at rest, a = b = w = 0, opens no way out of the minimum's plane. Every coordinate is moved by 1e-6."""
    net = augmented("penalised", landscape("three_points").problem)
    start = lbfgs.run(net, drawn(net, 1, 0.5, 3), max_iterations=5000).xi[0]
    found = polish(net, start + 1e-6)
    assert found.critical
    assert found.log10_gradient < -40
    assert found.moved < 1e-4
    assert found.steps < 15


def test_no_critical_point_is_found_where_the_neuron_masks_a_net_that_errs():
    """Two dead ReLUs and an output of -2. A neuron with a small a corrects the output, as in the mask of test_one_neuron_ends."""
    net = augmented("exponential", landscape("dead").problem)
    theta, a = [1.0, 1.0, -20.0, -20.0, 1.0, 1.0, -2.0], 1e-8
    found = polish(net, np.array([*theta, a, np.log(1.5 / a), np.log(9.0)]))
    assert not found.critical
    assert found.a > 0


def test_other_nets_are_refused():
    for net in (of_case("monomial", "relu"), of_case("exponential", "tanh"), of_case("exponential", "relu", depth=2)):
        with pytest.raises(ValueError, match="hidden layer of ReLUs"):
            gradient(net, [mpf(1)] * 40)
