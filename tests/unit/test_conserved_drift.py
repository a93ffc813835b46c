"""Drift of laws during training: the kernels' drift, the identity of gradient descent, and the effect of each rule on a law."""

import numpy as np
import pytest
import torch
from balance_draws import KINDS, PLACES, applied, problem
from conserved_modules import cnn, mean_square, normal, relu
from torch import nn

from descent.activations import LEAK
from descent.balance.gradient_descent import descend
from descent.balance.invariants import unit_drift
from descent.instruments import optimisers
from descent.instruments.conserved import laws_of
from descent.instruments.drift import drift
from descent.instruments.law_watch import LawWatch
from descent.instruments.objective import Objective
from descent.instruments.training import Settings, train
from descent.methods import gd

NET, DATA = relu(4, 6, 5, 2, biases=True), normal((4,), (2,), 16)
STEPS = 60


class Balanced(nn.Module):
    """A net of paper 4 in torch. Its free weights have torch's shapes and are applied as in the kernels' tests."""

    def __init__(self, net, connections, theta):
        super().__init__()
        self.net, self.connections = net, connections
        for h, layer in enumerate(net.layers):
            self.register_parameter(f"v{h}", nn.Parameter(self.held(layer, h, torch.as_tensor(theta[layer.weights]))))
            if layer.biases.stop > layer.biases.start:
                self.register_parameter(f"b{h}", nn.Parameter(torch.as_tensor(theta[layer.biases].copy())))

    def held(self, layer, h, v):
        """Weights of a layer: (out, in), or (out, in, taps) for a convolution."""
        if self.connections == "sparse":
            return torch.zeros(layer.out, layer.into, dtype=v.dtype).index_put(
                (torch.as_tensor(layer.out_unit), torch.as_tensor(layer.in_unit)), v
            )
        if self.connections == "conv" and h < len(self.net.layers) - 1:
            return v.reshape(layer.out // PLACES, layer.into // PLACES, -1).clone()
        return v.reshape(layer.out, layer.into).clone()

    def free(self):
        """theta (P,) in the kernels' layout."""
        parts = []
        for h, layer in enumerate(self.net.layers):
            v = getattr(self, f"v{h}")
            parts.append(v[layer.out_unit, layer.in_unit] if self.connections == "sparse" else v.reshape(-1))
            parts += [getattr(self, f"b{h}")] if hasattr(self, f"b{h}") else []
        return torch.cat(parts)

    def forward(self, x):
        theta, last = self.free(), len(self.net.layers) - 1
        for h, layer in enumerate(self.net.layers):
            x = applied(self.net, h, self.connections, theta, x)
            if h < last:
                x = x + theta[layer.biases][:, None] if layer.biases.stop > layer.biases.start else x
                x = nn.functional.leaky_relu(x, LEAK if self.net.activation == "leaky_relu" else 0.0)
        return x


def half_squares(f, y):
    return 0.5 * ((f - y) ** 2).sum() / f.shape[1]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize(("connections", "biases"), [*((kind, False) for kind in KINDS), ("full", True)])
def test_drift_is_that_of_the_kernels(connections, biases, activation):
    net, theta, data = problem(connections, activation, runs=2, biases=biases)
    kept, eta = range(0, 201, 20), 0.05
    kernels = unit_drift(net, descend(net, "quadratic", theta, data, gd, {"eta": eta, "weight_decay": 0.0}, kept, lambda theta: theta).seen)
    objectives = [
        Objective(Balanced(net, connections, start), (torch.as_tensor(x), torch.as_tensor(y)), half_squares)
        for start, x, y in zip(theta, data.x, data.y, strict=True)
    ]
    laws = laws_of(objectives[0])
    assert laws.count == sum(len(np.unique(layer.out_unit)) for layer in net.layers[:-1])
    chosen, settings = optimisers.named({"SGD": {"lr": eta}}), Settings(200, record=201, device="cpu")
    watch = LawWatch(laws, chosen, settings, kept)
    train(objectives, chosen, settings, [watch])
    values, sizes = np.moveaxis(torch.stack(watch.kept, dim=1).numpy(), -1, 0)[:2]
    assert (np.abs(values - values[:, :1]) / sizes).max(axis=2) == pytest.approx(kernels, abs=1e-12)
    assert kernels.max() > 1e-4


def trained(optimiser, module=NET, data=DATA, steps=STEPS, runs=4, **settings):
    return drift(module, data, mean_square, optimiser, steps, runs, **settings)


PLAIN = [
    ({"SGD": {"lr": 0.1}}, {}),
    ({"SGD": {"lr": 0.1, "weight_decay": 0.05}}, {}),
    ({"SGD": {"lr": 0.1}}, {"clip": 0.3}),
    ({"SGD": {"lr": 0.1}}, {"batch": 4}),
]


@pytest.mark.parametrize(("optimiser", "settings"), PLAIN, ids=["gd", "weight decay", "clipping", "mini-batches"])
@pytest.mark.parametrize(("module", "data"), [(NET, DATA), (cnn(), normal((1, 8, 8), (3,), 16))], ids=["relu", "cnn"])
def test_gradient_descent_moves_a_law_by_the_same_form_of_its_gradients(optimiser, settings, module, data):
    found = trained(optimiser, module, data, **settings)
    assert found.unexplained < 1e-13
    assert found.relative[:, -1].max() > 1e-5


def test_the_identity_is_not_that_of_another_step_size(monkeypatch):
    monkeypatch.setattr("descent.instruments.law_watch._gradient_descent", lambda *_: (0.1001, 0.0))
    assert trained({"SGD": {"lr": 0.1}}).unexplained > 1e-8


def test_direction_and_length_of_steps_are_all_that_moves_a_law():
    found = trained({"Adam": {"lr": 0.01}})
    moved = found.values - found.values[:, :1]
    assert np.abs(moved - found.by_direction - found.by_length).max() < 1e-13 * found.sizes.max()
    assert np.isnan(found.unexplained)


@pytest.mark.parametrize(
    ("optimiser", "settings", "power"),
    [
        ({"SGD": {"lr": 0.05}}, {}, 1),
        ({"SGD": {"lr": 0.01, "momentum": 0.8}}, {}, 1),
        ({"SGD": {"lr": 0.05}}, {"clip": 0.3}, 1),
        ({"SGD": {"lr": 0.05, "weight_decay": 0.05}}, {}, 0),
        ({"Adam": {"lr": 0.002}}, {}, 0),
        ({"AdamW": {"lr": 0.002, "weight_decay": 0.1}}, {}, 0),
    ],
    ids=["gd", "momentum", "clipping", "weight decay", "adam", "adamw"],
)
def test_drift_has_the_power_of_the_step_that_the_rules_flow_gives(optimiser, settings, power):
    found = trained(optimiser, steps=100, runs=8, **settings)
    assert found.power.value == pytest.approx(power, abs=0.25)
    assert found.power.low <= found.power.value <= found.power.high


def test_weight_decay_lets_a_law_decay():
    """In gradient flow with weight decay, Q falls as e^(-2 lambda t)."""
    rate, decay = 0.002, 0.1
    found = trained({"SGD": {"lr": rate, "weight_decay": decay}}, steps=400)
    left = np.exp(-2.0 * decay * rate * 400) * found.values[:, 0]
    assert found.values[:, -1] == pytest.approx(left, abs=2e-3 * found.sizes.max())


def test_steps_of_gradient_descent_move_laws_by_their_length_alone():
    assert trained({"SGD": {"lr": 0.1}}).share_by_direction.value < 1e-9
    assert trained({"Adam": {"lr": 0.01}}).share_by_direction.value > 0.5


def test_the_table_says_laws_drift_and_power():
    said = str(trained({"SGD": {"lr": 0.1}}))
    assert "layer 1, 6 neurons: |in|^2 + bias^2 - |out|^2" in said
    assert "power of the step" in said


def test_a_module_without_laws_has_no_drift():
    found = trained({"SGD": {"lr": 0.1}}, module=relu(4, 3, 2, phi=nn.Tanh), steps=4)
    assert found.values.shape[2] == 0
    assert "0 laws" in str(found)


def test_an_optimiser_without_a_step_size_is_refused():
    class Own(torch.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {})

        def step(self):
            pass

    own = type("own", (), {"Own": Own, "__name__": "own"})
    with pytest.raises(ValueError, match="Own: needs a number as lr"):
        drift(NET, DATA, mean_square, "Own", 3, own=own)


def test_runs_that_diverge_are_left_out_and_counted():
    found = trained({"SGD": {"lr": 200.0}}, steps=50)
    assert found.diverged.any()
    assert f"{found.diverged.sum()} runs diverged and left out" in str(found)
    assert np.isnan(found.relative[found.diverged]).all()
    assert np.isfinite(found.relative[~found.diverged]).all()
