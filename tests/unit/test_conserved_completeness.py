"""The number of independent laws by the rank of a Lie algebra, and by the closed forms of Marcotte, Gribonval and Peyre 2023."""

import pytest
import torch
from conserved_modules import Attention, Residual, Swiglu, linear, mean_square, normal, relu
from torch import nn

from descent.instruments.completeness import completeness
from descent.instruments.primitives import Primitives


def of_linear(n, r, m):
    """Number of laws of a linear net n-r-m: proposition 4.2 and corollary 4.4 of Marcotte et al.; U and V have rank min(r, n + m)."""
    return r * (r + 1) // 2 if r <= n + m else (n + m) * r - (n + m) * (n + m - 1) // 2


@pytest.mark.parametrize("widths", [(2, 2, 2), (3, 2, 2), (2, 3, 2), (4, 2, 4), (1, 3, 1), (2, 5, 1), (1, 5, 2)])
def test_linear_nets_have_the_laws_of_the_paper_and_all_are_found(widths):
    n, _, m = widths
    counted = completeness(linear(*widths), normal((n,), (m,)), mean_square)
    assert counted.independent == of_linear(*widths)
    assert counted.complete


@pytest.mark.parametrize("widths", [(2, 3, 2), (3, 2, 1), (4, 4, 1)])
@pytest.mark.parametrize("biases", [False, True])
def test_relu_nets_have_a_law_a_neuron_and_no_other(widths, biases):
    """Theorem 2.7 and corollary 3.9: r laws. Lie brackets do not raise the rank."""
    n, r, m = widths
    counted = completeness(relu(*widths, biases=biases), normal((n,), (m,)), mean_square)
    assert counted.independent == r
    assert counted.complete
    assert len(set(counted.ranks)) == 1


@pytest.mark.parametrize(
    ("module", "inputs", "outputs", "laws"),
    [
        (linear(2, 2, 2, 2), (2,), (2,), 3 + 3),
        (relu(3, 3, 2, 1), (3,), (1,), 3 + 2),
        (relu(3, 3, 2, phi=nn.Tanh), (3,), (2,), 0),
        (Attention(2, 1), (3, 2), (3, 2), 3 + 3),
        (Residual(2, 2), (3,), (2,), 3 + 2),
        (Swiglu(2, 3, 2), (2,), (2,), 3),
    ],
    ids=["linear, three layers", "relu, three layers", "tanh", "attention", "residual", "swiglu"],
)
def test_other_modules_have_no_law_that_is_not_found(module, inputs, outputs, laws):
    counted = completeness(module, normal(inputs, outputs), mean_square)
    assert counted.independent == laws
    assert counted.complete
    assert "complete" in str(counted)


def test_laws_that_are_left_out_are_missed():
    """The diagonal form of a linear net has only r of the r (r + 1)/2 laws."""
    counted = completeness(linear(3, 2, 2), normal((3,), (2,)), mean_square, "diagonal")
    assert (counted.found, counted.independent, counted.complete) == (2, 3, False)
    assert "not complete" in str(counted)


def test_large_modules_are_refused():
    with pytest.raises(ValueError, match="the Lie algebra is computed for at most 400"):
        completeness(linear(30, 30, 30), normal((30,), (30,)), mean_square)


@pytest.mark.parametrize(
    ("norm", "independent"),
    [
        # gamma^2 + beta^2 - out^2 per neuron; the sums over neurons of the weights and the biases before the norm, which removes them
        (nn.LayerNorm(3), 3 + 2 + 1),
        # gamma^2 + beta^2 - out^2; the biases before the norm are dead; scale invariance is only approximate
        (nn.BatchNorm1d(3), 3),
    ],
    ids=["layer norm", "batch norm"],
)
def test_normalised_nets_have_no_law_that_is_not_found(norm, independent):
    module = nn.Sequential(nn.Linear(2, 3), norm, nn.ReLU(), nn.Linear(3, 1))
    counted = completeness(module, normal((2,), (1,)), mean_square)
    assert counted.independent == independent
    assert counted.complete


def test_sums_that_softmax_does_not_see_are_counted():
    module, data = nn.Linear(2, 3), (normal((2,), (1,))[0], torch.arange(64) % 3)
    counted = completeness(module, data, nn.functional.cross_entropy)
    assert (counted.sums, counted.independent, counted.complete) == (3, 3, True)


@pytest.mark.parametrize(
    ("called", "given"),
    [
        (nn.functional.layer_norm, ((3, 5), torch.randn(3, 5), torch.randn(3, 5), 0.1)),
        (nn.functional.batch_norm, (torch.randn(3), torch.rand(3), torch.randn(3), torch.randn(3), True, 0.1, 0.1)),
        (nn.functional.batch_norm, (torch.randn(3), torch.rand(3), None, torch.randn(3))),
        (nn.functional.group_norm, (1, torch.randn(3), torch.randn(3), 0.1)),
    ],
)
def test_written_normalisations_are_torchs(called, given):
    x = torch.randn(4, 3, 5)
    there = called(x, *given)
    with Primitives():
        assert torch.allclose(called(x, *given), there, atol=1e-5)
