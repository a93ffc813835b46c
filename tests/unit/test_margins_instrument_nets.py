"""margins on networks with kinks and several classes: degree, classes, tails, literal descent, the flow, and refused inputs."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from descent.instruments import kkt
from descent.instruments.homogeneity import degree
from descent.instruments.label_pairs import differences
from descent.instruments.margins import Settings, follow, margins
from descent.instruments.objective import Objective
from descent.instruments.tails import inverse, log_loss
from own import homogeneous


class Squared(nn.Module):
    def forward(self, x):
        return torch.relu(x) ** 2


def stack(*layers):
    torch.manual_seed(0)
    return nn.Sequential(*(layer() if isinstance(layer, type) else nn.Linear(*layer, bias=False) for layer in layers))


NETS = {
    "two ReLU layers": (stack((6, 8), nn.ReLU, (8, 3)), 2),
    "squared ReLU": (stack((6, 8), Squared, (8, 3)), 3),
    "two squared ReLU": (stack((6, 8), Squared, (8, 4), Squared, (4, 3)), 7),
    "bias of the first layer": (nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3, bias=False)), 2),
    "bias of the last layer": (nn.Sequential(nn.Linear(6, 8, bias=False), nn.ReLU(), nn.Linear(8, 3)), None),
    "tanh": (stack((6, 8), nn.Tanh, (8, 3)), None),
    "batch normalisation": (nn.Sequential(nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8), nn.Linear(8, 3, bias=False)), None),
}


def points(count=6, classes=3, seed=0):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 6, generator=generator, dtype=torch.float64)
    return x, torch.arange(count) % classes


@pytest.mark.parametrize("name", NETS)
def test_degree_is_measured(name):
    module, expected = NETS[name]
    found = degree(Objective(module, points(), nn.functional.cross_entropy))
    assert math.isnan(found) if expected is None else found == expected
    if expected is None:
        assert margins(module, points(), steps=1).status == "not homogeneous"


def test_margins_are_against_the_best_other_class():
    outputs = torch.tensor([[1.0, 3.0, 2.5], [0.0, -1.0, 4.0]], dtype=torch.float64)
    A = differences(outputs, torch.tensor([1, 0]))
    assert (A @ outputs[:, :, None])[:, :, 0].tolist() == [[2.0, 0.5], [1.0, -4.0]]
    for targets in (torch.tensor([1.0, 0.0]), torch.tensor([1, -1]), torch.tensor([[1.0], [-1.0]])):
        assert differences(outputs[:, :1], targets)[:, 0, 0].tolist() == [1.0, -1.0]
    for outputs_, targets in (
        (outputs, torch.tensor([1, 3])),
        (outputs, torch.tensor([1.0, 0.0])),
        (outputs[:, 0], torch.tensor([0.5, 1.0])),
        (outputs, outputs),
        (outputs.sum(), None),
    ):
        assert differences(outputs_, targets) is None


def test_logistic_tail_is_torchs_cross_entropy():
    torch.manual_seed(1)
    outputs, targets = 3 * torch.randn(5, 4, dtype=torch.float64), torch.tensor([0, 1, 3, 3, 2])
    z = (differences(outputs, targets) @ outputs[:, :, None])[:, :, 0].requires_grad_()
    scale = torch.tensor(0.3, dtype=torch.float64)
    expected = torch.log(nn.functional.cross_entropy(scale.exp() * outputs, targets, reduction="sum"))
    over, q = log_loss(z, scale, "logistic")
    found = over - scale.exp() * z.min()
    torch.testing.assert_close(found, expected, rtol=1e-13, atol=0)
    (slope,) = torch.autograd.grad(torch.log(torch.log1p(torch.exp(-scale.exp() * z).sum(1)).sum()), z)
    torch.testing.assert_close(q * scale.exp(), -slope, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("tail", ["exponential", "logistic"])
def test_tails_neither_overflow_nor_underflow(tail):
    z = torch.tensor([[0.1, 0.1 + 1e-16], [0.2, 0.3]], dtype=torch.float64)
    for log_scale in (-50.0, 0.0, 5.0, 50.0, 300.0):
        over, q = log_loss(z, torch.tensor(log_scale, dtype=torch.float64), tail)
        assert torch.isfinite(over)
        assert torch.isfinite(q).all()
    assert q[0].sum() == pytest.approx(1, abs=1e-12)


def test_inverse_of_a_loss_is_the_margin_of_one_point():
    for margin in (0.5, 3.0, 50.0, 1e5):
        z = torch.tensor([[1.0]], dtype=torch.float64)
        for tail in ("exponential", "logistic"):
            scale = torch.tensor(math.log(margin), dtype=torch.float64)
            over, _ = log_loss(z, scale, tail)
            assert float(inverse(over - scale.exp(), tail)) == pytest.approx(margin, rel=1e-12)


@pytest.mark.parametrize("settings", [{"depth": 2}, {"depth": 3}, {"net": "cnn", "depth": 2, "width": 3}], ids=str)
def test_descent_is_literal_descent_on_cross_entropy(settings):
    """With torch's own gradients and the same step sizes divided by the loss, the parameters agree to 1e-9 after 60 steps."""
    torch.manual_seed(0)
    module, (x, y) = homogeneous.build(None, **{"width": 6} | settings).double(), homogeneous.data(None, points=8)
    found = margins(module, (x, y), steps=60, until=5, growth=0, tail="logistic")
    literal, t = [part.detach().clone().requires_grad_() for part in module.parameters()], 0.0
    names = [name for name, _ in module.named_parameters()]
    for _ in range(60):
        outputs = torch.func.functional_call(module, dict(zip(names, literal, strict=True)), (x,))
        total = nn.functional.cross_entropy(outputs, y, reduction="sum")
        loss = float(total.detach())
        others = outputs.masked_fill(nn.functional.one_hot(y, 10).bool(), -math.inf)
        soft = outputs[torch.arange(8), y] - torch.logsumexp(others, 1)
        steepest = max(
            sum(float((part.detach() ** 2).sum()) for part in torch.autograd.grad(one, literal, retain_graph=True)) for one in soft
        )
        slope = torch.autograd.grad(total, literal)
        size, length = (math.sqrt(sum(float((part.detach() ** 2).sum()) for part in parts)) for parts in (literal, slope))
        step = min(1 / steepest, 0.02 * size * loss / length) / loss
        t += step
        literal = [(part - step * part_slope).detach().requires_grad_() for part, part_slope in zip(literal, slope, strict=True)]
    expected = torch.cat([part.detach().reshape(-1) for part in literal]).numpy()
    np.testing.assert_allclose(found.direction * math.exp(found.log_norm), expected, rtol=1e-9, atol=1e-11)


@pytest.fixture(scope="module")
def late():
    """A ReLU net trained by the flow from a margin of 10^1.5 to 10^12, and the same net trained by descent to 10^2."""
    data = points(6, 2)[0], 2.0 * points(6, 2)[1] - 1
    module = stack((6, 8), nn.ReLU, (8, 1))
    return margins(module, data, steps=100, until=12, record=61), margins(module, data, steps=4000, until=2, record=11, growth=0)


def test_the_flow_agrees_with_descent_at_matched_margins(late):
    """Tolerances, written before measuring: 2 % for the normalised margin and 0.1 for log(t loss). The margin is 100, half a decade after
    the flow takes over.
    """
    flowed, descended = late
    assert descended.status == "reached"
    for name, tolerance in (("normalised", 0.02 * descended.series["normalised"][-1]), ("log_product", 0.1)):
        there = np.interp(2, flowed.series["log10"], flowed.series[name])
        assert there == pytest.approx(descended.series[name][-1], abs=tolerance)


def test_the_flow_comes_to_a_stationary_point_past_kinks(late):
    """Tolerances, written before measuring: alignment > 0.999; KKT residuals < 0.05 and a tenth of those at 10^1.5; no falling margin."""
    flowed, _ = late
    assert flowed.status == "reached"
    assert flowed.change >= -1e-12
    assert flowed.series["alignment"][-1] > 0.999
    first = np.searchsorted(flowed.series["log10"], 1.4)
    for name in ("epsilon", "delta", "residual"):
        assert flowed.series[name][-1] < min(0.05, 0.1 * flowed.series[name][first])


def test_what_is_no_late_phase_says_so():
    x, y = points(6, 3)
    net = stack((6, 8), nn.ReLU, (8, 3))
    assert margins(net, (x, torch.randn(6, 3)), steps=1).status == "no classes"
    assert str(margins(net, (x, torch.randn(6, 3)), steps=1)) == "no late phase: no classes"
    twins = torch.cat([x[:1], x[:1]]), torch.tensor([0, 1])
    assert margins(net, twins, steps=3).status == "not separated"
    for settings in ({"tail": "cubic"}, {"steps": -1}, {"record": 1}, {"until": 400}, {"growth": 0.7}):
        with pytest.raises(ValueError, match=next(iter(settings))):
            margins(net, (x, y), **settings)


def test_a_study_of_networks_that_differ_says_which_are_followed():
    x, y = points(4, 2)
    networks = [Objective(NETS[name][0], (x, y), nn.functional.cross_entropy) for name in ("two ReLU layers", "tanh")]
    networks.append(Objective(NETS["two ReLU layers"][0], (x, torch.zeros(4, 3)), nn.functional.mse_loss))
    starts = {name: torch.stack([networks[0].start[name]] * 3) for name in networks[0].start}
    found = follow(networks, starts, Settings(steps=300, until=3, record=5, growth=0))
    assert found["margins"].tolist() == ["iteration limit", "not homogeneous", "no classes"]
    assert found["degree"][0] == 2
    assert np.isnan(found["degree"][1:]).all()
    assert np.isnan(found["margins_log10"][1:]).all()


def test_the_table(late):
    flowed, _ = late
    assert "late-phase flow" in str(flowed)
    assert len(str(flowed).splitlines()) == 15


def test_half_as_long_steps_of_the_flow_leave_a_quarter_of_slackness():
    module, data = NETS["squared ReLU"][0], points(4, 2)
    ends = [margins(module, data, steps=3000, until=4.0, record=5, growth=growth).series["delta"][-1] for growth in (0.05, 0.025, 0.0125)]
    assert ends[0] / ends[1] == pytest.approx(4, abs=0.4)
    assert ends[1] / ends[2] == pytest.approx(4, abs=0.4)


def test_in_a_large_net_the_least_margins_alone_take_part(monkeypatch):
    z, width = torch.tensor([[1.5, 1.2], [1.1, 1.3]]), 10
    assert kkt.support(z, 1.1, 0.0, width).tolist() == [0, 1, 2, 3]
    monkeypatch.setattr(kkt, "NUMBERS", 2 * width)
    assert sorted(kkt.support(z, 1.1, 0.0, width).tolist()) == [1, 2]
