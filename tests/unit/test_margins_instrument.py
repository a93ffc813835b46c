"""margins on linear and convolutional nets in torch: steps, margins, directions and KKT residuals agree with the kernels."""

import math

import numpy as np
import pytest
import torch
from scipy.optimize import nnls
from torch import nn

from descent import ends
from descent.convbias.methods import flow, safe_gd
from descent.convbias.nets import jacobian, net, predictor, split, start
from descent.convbias.separators import distance, separators
from descent.convbias.stationarity import weights_residual
from descent.convbias.training import train_runs
from descent.instruments.kkt import SEEN
from descent.instruments.late_record import grid
from descent.instruments.margins import Settings, follow, margins
from descent.instruments.objective import Objective

CLOSE = 1e-9
"""Tolerance, written before measuring."""
NAMED = {"ids": lambda shape: "-".join(map(str, shape))}
SHAPES = pytest.mark.parametrize(
    "shape",
    [net("full", 1, 8, 8), net("full", 3, 6, 6), net("conv", 2, 9, 9), net("conv", 3, 8, 3)],
    **NAMED,
)
TWO = pytest.mark.parametrize("shape", [net("full", 3, 6, 6), net("conv", 2, 9, 9)], **NAMED)


class Linear(nn.Module):
    """A linear net as the paper writes it, layer by layer."""

    def __init__(self, shape, w):
        super().__init__()
        self.shape = shape
        self.parts = nn.ParameterList(torch.tensor(part) for part in split(w, shape))

    def forward(self, x):
        *inner, last = self.parts
        D = self.shape.D
        for part in inner:
            if self.shape.kind == "full":
                x = x @ part.T
            else:
                x = sum(part[k] * torch.cat([x[:, k:], x[:, :k]], 1) for k in range(len(part))) / math.sqrt(D)
        return x @ last


def problem(shape, runs=1, N=5, seed=0):
    """Starts (runs, P), signals (runs, N, D) and labels (runs, N), about half of them -1."""
    generators = [np.random.default_rng([seed, run]) for run in range(runs)]
    x = np.stack([generator.standard_normal((N, shape.D)) for generator in generators])
    y = np.stack([np.where(generator.random(N) < 0.5, -1.0, 1.0) for generator in generators])
    return start(shape, 0.8, generators), x, y


def measured(shape, w, x, y, **settings):
    return margins(Linear(shape, w), (torch.tensor(x), torch.tensor(y)), device="cpu", **settings)


def at_same_steps(found, trained, run):
    """Pairs of places in the instrument's series and the kernel's that belong to the same step."""
    return [(n, k) for n, step in enumerate(found.series["step"]) for k in np.flatnonzero(trained.step[run] == step)[-1:]]


@SHAPES
def test_descent_is_the_kernels(shape):
    w, x, y = problem(shape)
    trained = train_runs(safe_gd, shape, w, x * y[..., None], grid(1.4, 15), steps=300)
    for run in range(len(w)):
        found = measured(shape, w[run], x[run], y[run], steps=300, until=1.4, record=15, growth=0)
        both = at_same_steps(found, trained, run)
        assert len(both) >= 5
        for n, k in both:
            assert found.series["log10"][n] == pytest.approx(trained.log10_margin[run, k], abs=CLOSE)
            np.testing.assert_allclose(found.predictor[n], trained.beta[run, k], atol=CLOSE)
        assert found.status == ("reached" if trained.status[run] == ends.End.CONVERGED else "iteration limit")
        np.testing.assert_allclose(found.direction, trained.weights[run], atol=CLOSE)
        assert found.log_norm == pytest.approx(trained.log_norm[run], abs=CLOSE)


@pytest.mark.parametrize("shape", [net("full", 1, 8, 8), net("full", 3, 6, 6), net("conv", 2, 9, 9)], **NAMED)
def test_the_flow_is_the_kernels(shape):
    w, x, y = problem(shape)
    x_signed = x * y[..., None]
    trained = train_runs(flow, shape, w, x_signed, grid(8, 41), steps_before_flow=300, growth=0.05, flow_steps=800)
    assert (trained.status == ends.End.CONVERGED).all()
    for run in range(len(w)):
        found = measured(shape, w[run], x[run], y[run], steps=300, until=8, record=41)
        flowing = found.series["log10"] > found.flow_from
        assert found.flow_from == pytest.approx(trained.flow_from[run], abs=CLOSE)
        late = found.series["log10"][flowing]
        expected = trained.log10_margin[run][-len(late) :]
        np.testing.assert_allclose(late, expected, atol=CLOSE)
        np.testing.assert_allclose(found.predictor[flowing], trained.beta[run][-len(late) :], atol=1e-8)
        assert found.series["residual"][-1] == pytest.approx(weights_residual(trained.weights[run], shape, x_signed[run]), abs=CLOSE)


@TWO
def test_residuals_alignment_and_turns_are_plain_numpys(shape):
    """At the end of descent. Lyu and Li's epsilon and delta follow their formulas, at the scale at which the least margin is 1."""
    w, x, y = problem(shape, runs=1)
    found = measured(shape, w[0], x[0], y[0], steps=250, until=5, growth=0)
    x_signed, L = x[0] * y[0][:, None], shape.L
    at = found.direction * np.exp(found.log_norm)
    values = x_signed @ predictor(at, shape)
    weights = np.exp(values.min() - values)
    G = weights @ jacobian(at, shape, x_signed)
    least, length = values.min(), np.linalg.norm(at)
    multipliers = least ** (1 - 2 / L) * length * weights / np.linalg.norm(G)
    scaled = at / least ** (1 / L)
    rows = jacobian(scaled, shape, x_signed)
    last = {name: series[-1] for name, series in found.series.items()}
    assert last["epsilon"] == pytest.approx(np.linalg.norm(scaled - multipliers @ rows), rel=CLOSE)
    assert last["delta"] == pytest.approx(multipliers @ (values / least - 1), rel=CLOSE)
    assert last["alignment"] == pytest.approx(at @ G / length / np.linalg.norm(G), rel=CLOSE)
    assert last["normalised"] == pytest.approx(least / length**L, rel=CLOSE)
    log_loss = np.log(np.sum(np.exp(least - values))) - least
    assert last["log_loss"] == pytest.approx(log_loss, rel=CLOSE)
    assert last["smoothed"] == pytest.approx(-log_loss / length**L, rel=CLOSE)
    rows = rows[values - least < SEEN]
    by_scipy = nnls((rows / np.linalg.norm(rows, axis=1, keepdims=True)).T, at / length)[1]
    assert last["residual"] == pytest.approx(by_scipy, abs=CLOSE)


@TWO
def test_log_of_time_times_loss_is_that_of_literal_sums(shape):
    """The recursion's t * loss equals that of the literal sum of steps divided by losses, while both are finite."""
    w, x, y = problem(shape, runs=1)
    found = measured(shape, w[0], x[0], y[0], steps=150, until=5, growth=0)
    x_signed, at, t = x[0] * y[0][:, None], w[0].copy(), 0.0
    for _ in range(150):
        values, rows = x_signed @ predictor(at, shape), jacobian(at, shape, x_signed)
        loss = np.exp(-values).sum()
        d = np.exp(-values) / loss @ rows
        step = min(1 / np.sum(rows**2, axis=1).max(), 0.02 * np.linalg.norm(at) / np.linalg.norm(d))
        at, t = at + step * d, t + step / loss
    loss = np.exp(-(x_signed @ predictor(at, shape))).sum()
    assert found.series["log_time"][-1] == pytest.approx(np.log(t), abs=CLOSE)
    assert found.series["log_product"][-1] == pytest.approx(np.log(t * loss), abs=1e-8)


def test_predictors_turn_to_the_theorems_separators():
    """Full nets turn to the l2 separator, convolutional nets of depth 2 to the l1 separator. Tolerance, written before measuring: at a
    margin of 1e10, 1 - cos is below 1e-4, and above 1e-3 to the other separator.
    """
    for kind, own, other in (("full", "l2", "l1"), ("conv", "l1", "l2")):
        shape = net(kind, 2, 8, 8)
        w, x, y = problem(shape, runs=1, N=4)
        found = measured(shape, w[0], x[0], y[0], steps=300, until=10)
        assert found.status == "reached"
        exact = separators((x * y[..., None])[:1])
        for name in ("l2", "l1"):
            np.testing.assert_allclose(found.to_separators[name], distance(found.predictor, getattr(exact, name)))
        assert found.to_separators[own][-1] < 1e-4
        assert found.to_separators[other][-1] > 1e-3


@TWO
def test_the_smoothed_margin_never_falls(shape):
    """Tolerance, written before measuring: a relative fall of 1e-12 in any step of descent or of the flow."""
    w, x, y = problem(shape)
    for run in range(len(w)):
        assert measured(shape, w[run], x[run], y[run], steps=150, until=12).change >= -1e-12


def test_a_study_has_the_same_numbers_whatever_runs_are_beside():
    shape = net("full", 2, 6, 6)
    w, x, y = problem(shape, runs=9)
    w *= 2.5  # so that few steps reach the flow's margins
    networks = [
        Objective(Linear(shape, w[run]), (torch.tensor(x[run]), torch.tensor(y[run])), lambda out, t: out.sum()) for run in range(9)
    ]

    def part(rows):
        starts = {name: torch.stack([networks[run].start[name] for run in rows]) for name in networks[0].start}
        return follow([networks[run] for run in rows], starts, Settings(steps=40, until=3, record=13))

    whole = part(range(9))
    assert set(whole["margins"]) <= {"reached", "iteration limit", "not separated"}
    for rows in ([3], [8, 2, 5]):
        for name, values in part(rows).items():
            np.testing.assert_array_equal(values, whole[name][rows], err_msg=name)
