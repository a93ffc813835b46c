"""Training of many runs at once, compared with torch's own loop for one run, and with itself among other runs."""

import sys
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from descent.ends import End
from descent.instruments import traced, training
from descent.instruments.batches import Data
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import train

Settings = partial(training.Settings, device="cpu")
MANY = 64
STEPS = 30
"""More than `traced.WARM`, so that traced steps are tested too."""


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def draw(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


class Uneven(nn.Module):
    """A module that branches on its numbers, which torch.func cannot handle."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 1)

    def forward(self, x):
        outputs = self.inner(x)
        return outputs.tanh() if outputs.mean() > 0 else outputs.sin()


class Drawn(nn.Module):
    """A module with a tensor that is neither a parameter nor a buffer."""

    def __init__(self):
        super().__init__()
        self.mixing = torch.randn(3, 3, dtype=torch.float64)
        self.inner = nn.Linear(3, 1)

    def forward(self, x):
        return self.inner(x @ self.mixing).tanh()


class Counting(nn.Module):
    """A module that computes another function at every call."""

    def __init__(self):
        super().__init__()
        self.inner, self.calls = nn.Linear(3, 1), 0

    def forward(self, x):
        self.calls += 1
        return self.inner(x) / self.calls


class Flat(nn.Module):
    """f = 0 everywhere, so only noise moves the point."""

    def __init__(self, d):
        super().__init__()
        self.x = nn.Parameter(torch.zeros(d))

    def forward(self):
        return 0 * self.x.sum()


class Power(nn.Module):
    """f = |x|^4 / 4 from a given start. Gradient descent with too long a step goes to infinity."""

    def __init__(self, x, uneven=False):
        super().__init__()
        self.x = nn.Parameter(torch.tensor([x, 0.0], dtype=torch.float64))
        self.uneven = uneven

    def forward(self):
        square = self.x @ self.x
        return square * square / 4 if self.uneven and square > 1 else square**2 / 4


class Squashed(torch.optim.Optimizer):
    """A user's own optimiser. torch's sigmoid rounds the last few numbers of an array differently."""

    elementwise = True

    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for values in group["params"]:
                values -= group["lr"] * (values.grad.sigmoid() - 0.5)


NETS = {
    "tanh": lambda: nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1)),
    "gelu": lambda: nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.Linear(5, 1)),
    "relu": lambda: nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 7), nn.ReLU(), nn.Linear(7, 1)),
    "conv": lambda: nn.Sequential(nn.Unflatten(1, (1, 3)), nn.Conv1d(1, 4, 2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 1)),
    "norm": lambda: nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 1)),
    "dropout": lambda: nn.Sequential(nn.Linear(3, 5), nn.Dropout(0.3), nn.Linear(5, 1)),
    "uneven": Uneven,
    "drawn": Drawn,
}
WAYS = dict.fromkeys(NETS, "batched") | dict.fromkeys(("norm", "dropout", "uneven"), "one by one")


def runs(kind, count, own_data=False, build=None):
    """`count` objectives of a net on 7 points."""
    found = []
    for run in range(count):
        torch.manual_seed(run)
        at = run if own_data else 0
        data = draw(100 + at, 7, 3), draw(300 + at, 7, 1)
        found.append(Objective((build or NETS[kind])(), data, nn.functional.mse_loss))
    return found


def plain(objective, optimiser, steps, chosen=None, clip=0.0):
    """torch's own loop for one run. chosen: t -> the points of that step. Returns the losses (steps,) and the last parameters."""
    module = objective.module
    made, losses = optimiser.make(list(module.parameters())), []
    for t in range(steps):
        points = slice(None) if chosen is None else chosen(t)

        def closure(points=points):
            made.zero_grad()
            loss = objective.loss(module(objective.inputs[0][points]), objective.targets[points])
            loss.backward()
            return loss

        losses.append(closure().item())
        if clip:
            nn.utils.clip_grad_norm_(module.parameters(), clip)
        made.step(*([closure] if optimiser.closure else []))
    return np.array(losses), dict(module.named_parameters())


def assert_equal_to_plain(trained, objectives, optimiser, steps, **given):
    """The losses and ends equal those of torch's own loop, up to rounding."""
    for run, objective in enumerate(objectives):
        chosen = given.get("chosen", [None] * len(objectives))[run]
        losses, end = plain(objective, optimiser, steps, chosen, given.get("clip", 0.0))
        np.testing.assert_allclose(trained.loss[run, :-1], losses, rtol=1e-9)
        for name, values in end.items():
            torch.testing.assert_close(trained.end[name][run], values.detach(), rtol=1e-8, atol=1e-11)


OPTIMISERS = [
    ({"SGD": {"lr": 0.1}}, "batched"),
    ({"SGD": {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}}, "batched"),
    ({"Adam": {"lr": 0.01}}, "batched"),
    ({"AdamW": {"lr": 0.01, "weight_decay": 0.1, "amsgrad": True}}, "batched"),
    ({"RMSprop": {"lr": 0.01, "centered": True}}, "batched"),
    *(({name: {"lr": 0.01}}, "batched") for name in ("ASGD", "Adadelta", "Adagrad", "Adamax", "NAdam", "RAdam", "Rprop")),
    ({"Adafactor": {"lr": 0.01}}, "batched gradients"),
    ({"LBFGS": {"line_search_fn": "strong_wolfe", "max_iter": 3}}, "one by one"),
]


@pytest.mark.parametrize(("given", "way"), OPTIMISERS, ids=[next(iter(given)) for given, _ in OPTIMISERS])
def test_every_optimiser_does_what_torchs_own_loop_does(given, way):
    objectives, optimiser = runs("tanh", 3, own_data=True), named(given)
    steps = 5 if optimiser.closure else 25  # near a minimum L-BFGS amplifies rounding
    trained = train(objectives, optimiser, Settings(steps, record=steps + 1))
    assert trained.way == way
    assert_equal_to_plain(trained, objectives, optimiser, steps)


@pytest.mark.parametrize("kind", NETS)
def test_every_net_does_what_torchs_own_loop_does_batched_where_torch_can(kind):
    objectives, optimiser = runs(kind, 3), named({"SGD": {"lr": 0.1}})
    trained = train(objectives, optimiser, Settings(STEPS, record=STEPS + 1))
    assert trained.way == WAYS[kind]
    if kind != "dropout":  # dropout draws its numbers differently
        assert_equal_to_plain(trained, objectives, optimiser, STEPS)


def test_a_net_that_counts_its_calls_goes_one_by_one():
    assert train(runs(None, 2, build=Counting), named("Adam"), Settings(1)).way == "one by one"


def test_mini_batches_are_a_permutation_an_epoch_and_long_gradients_are_clipped():
    objectives, optimiser, batch, clip = runs("tanh", 3), named({"SGD": {"lr": 0.1}}), 3, 0.2
    generators = [torch.Generator().manual_seed(50 + run) for run in range(3)]
    trained = train(objectives, optimiser, Settings(STEPS, record=STEPS + 1, batch=batch, clip=clip), generators=generators)
    chosen = []
    for run in range(3):
        generator = torch.Generator().manual_seed(50 + run)
        epochs = [torch.randperm(7, generator=generator) for _ in range(STEPS)]
        chosen.append(lambda t, epochs=epochs: epochs[t // 3][t % 3 * batch :][:batch])
    assert_equal_to_plain(trained, objectives, optimiser, STEPS, chosen=chosen, clip=clip)


NOISY = {"r": 0.05, "g_thres": 0.5, "sigma": 0.01}


@pytest.mark.parametrize("own_data", [False, True], ids=["one data set", "own data"])
@pytest.mark.parametrize(
    ("kind", "given", "settings"),
    [
        ("tanh", {"SGD": {"lr": 0.1}}, {}),
        ("gelu", {"Adam": {"lr": 0.01}}, {}),
        ("tanh", {"Squashed": {"lr": 0.1}}, {}),
        ("gelu", {"SGD": {"lr": 0.1}}, {"tolerance": 0.4}),
        ("relu", {"RMSprop": {"lr": 0.01}}, {"batch": 3, **NOISY}),
        ("conv", {"Adam": {"lr": 0.01}}, {"batch": 2}),
        ("conv", {"Adafactor": {"lr": 0.01}}, {}),
        ("drawn", {"SGD": {"lr": 0.1}}, NOISY),
        ("norm", {"Adam": {"lr": 0.01}}, {}),
        ("dropout", {"SGD": {"lr": 0.1}}, {}),
    ],
)
def test_a_runs_bits_do_not_depend_on_the_runs_beside_it(kind, given, settings, own_data):
    optimiser = named(given, sys.modules[__name__])
    count = MANY if WAYS[kind] == "batched" and optimiser.elementwise else 9
    objectives = runs(kind, count, own_data)

    def trained(chosen):
        generators = [torch.Generator().manual_seed(run) for run in chosen]
        return train([objectives[run] for run in chosen], optimiser, Settings(STEPS, record=7, **settings), generators=generators)

    together = trained(range(count))
    for chosen in ([5], [7, 2, 3], list(range(count))[::-1]):
        found = trained(chosen)
        for name in ("status", "iterations", "loss", "slope"):
            np.testing.assert_array_equal(getattr(found, name), getattr(together, name)[chosen])
        for name, values in found.end.items():
            assert torch.equal(values, together.end[name][chosen])


def test_traces_change_no_bit(monkeypatch):
    objectives, optimiser = runs("relu", 5), named({"Adam": {"lr": 0.01}})
    found = train(objectives, optimiser, Settings(STEPS))
    made = traced._traced
    monkeypatch.setattr(traced, "_traced", lambda *given: pytest.fail("traced"))
    with pytest.raises(pytest.fail.Exception):  # so the first training was traced
        train(objectives, optimiser, Settings(STEPS))
    monkeypatch.setattr(traced, "_traced", made)
    monkeypatch.setattr(traced, "WARM", STEPS + 10)
    untraced = train(objectives, optimiser, Settings(STEPS))
    np.testing.assert_array_equal(found.loss, untraced.loss)
    np.testing.assert_array_equal(found.slope, untraced.slope)


@pytest.mark.parametrize("uneven", [False, True], ids=["batched", "one by one"])
def test_a_run_that_diverges_says_at_which_iteration_and_the_others_go_on(uneven):
    starts, optimiser = (0.1, 3.0, 0.2), named({"SGD": {"lr": 0.9}})
    trained = train([Objective(Power(x, uneven)) for x in starts], optimiser, Settings(60, record=61))
    assert trained.way == ("one by one" if uneven else "batched")
    assert trained.status.tolist() == [End.COMPLETED, End.DIVERGED, End.COMPLETED]
    first = int(np.argmin(np.isfinite(trained.loss[1])))
    assert trained.iterations.tolist() == [60, first, 60]
    assert 1 < first < 60
    assert np.isfinite(trained.loss[[0, 2]]).all()
    assert not np.isfinite(trained.loss[1, first:]).any()
    assert np.isfinite(trained.loss[1, :first]).all()
    alone = train([Objective(Power(0.2, uneven))], optimiser, Settings(60, record=61))
    np.testing.assert_array_equal(alone.loss[0], trained.loss[2])


def test_a_run_that_has_ended_stays_where_it_ended():
    starts, optimiser = (0.3, 0.9, 0.5), named({"SGD": {"lr": 0.5, "momentum": 0.5}})
    tolerance = 0.02
    trained = train([Objective(Power(x)) for x in starts], optimiser, Settings(5000, record=5001, tolerance=tolerance))
    assert (trained.status == End.CONVERGED).all()
    assert len(set(trained.iterations)) == 3
    for run, t in enumerate(trained.iterations):
        assert (trained.slope[run, :t] > tolerance).all()
        assert trained.slope[run, t] <= tolerance
        assert (trained.slope[run, t:] == trained.slope[run, t]).all()
        assert (trained.loss[run, t:] == trained.loss[run, t]).all()
        assert trained.loss[run, t] == float(Objective(Power(0.1)).value({"x": trained.end["x"][run]}))
    limited = train([Objective(Power(x)) for x in starts], optimiser, Settings(5, tolerance=1e-6))
    assert limited.status.tolist() == [End.ITERATION_LIMIT] * 3


def test_noise_is_uniform_in_a_ball_and_comes_no_sooner_than_asked_for():
    d, r, t_thres, count = 3, 0.5, 3, 300
    places = []
    trained = train(
        [Objective(Flat(d)) for _ in range(count)],
        named({"SGD": {"lr": 1.0}}),
        Settings(9, record=10, r=r, g_thres=0.0, t_thres=t_thres),
        [lambda t, theta, *others: places.append(theta["x"].clone())],
    )
    moves = torch.stack(places).diff(dim=0).norm(dim=2)
    assert trained.way == "batched"
    assert (moves > 0).any(dim=1).tolist() == [t % (t_thres + 1) == 0 for t in range(9)]
    share = ((moves[:: t_thres + 1] / r) ** d).flatten()  # uniform on [0, 1]
    assert share.max() <= 1 + 1e-12
    assert abs(share.mean() - 1 / 2) < 4 / np.sqrt(12 * len(share))
    assert abs(share.square().mean() - 1 / 3) < 4 * np.sqrt(4 / 45 / len(share))
    quiet = train([Objective(Power(1.0))], named({"SGD": {"lr": 0.1}}), Settings(9, record=10, r=r, g_thres=1e-9))
    without = train([Objective(Power(1.0))], named({"SGD": {"lr": 0.1}}), Settings(9, record=10))
    np.testing.assert_array_equal(quiet.loss, without.loss)  # no noise if the gradient is larger


def test_noise_in_every_gradient_has_its_length_and_no_direction():
    places = []
    train(
        [Objective(Flat(2)) for _ in range(200)],
        named({"SGD": {"lr": 0.5}}),
        Settings(9, record=10, sigma=0.3),
        [lambda t, theta, *others: places.append(theta["x"].clone())],
    )
    moves = torch.stack(places).diff(dim=0)
    torch.testing.assert_close(moves.norm(dim=2), torch.full((9, 200), 0.15, dtype=torch.float64))
    assert (moves.mean(dim=(0, 1)).abs() < 4 * 0.15 / np.sqrt(2 * 9 * 200)).all()


def test_watchers_see_what_is_there_at_the_recorded_times():
    objectives, seen = runs("tanh", 3), []

    def watch(t, theta, loss, gradient, active):
        seen.append(t)
        for run, objective in enumerate(objectives):
            parameters = {name: values[run].clone().requires_grad_() for name, values in theta.items()}
            f = objective.value(parameters)
            torch.testing.assert_close(loss[run], f.detach(), rtol=1e-12, atol=0)
            for name, slope in zip(parameters, torch.autograd.grad(f, list(parameters.values())), strict=True):
                torch.testing.assert_close(gradient[name][run], slope, rtol=1e-9, atol=1e-14)
        assert active.shape == (3,)
        return theta["0.bias"].clone()

    trained = train(objectives, named("Adam"), Settings(20, record=5), [watch, lambda t, *others: f"at {t}"])
    assert seen == trained.times.tolist() == [0, 5, 10, 15, 20]
    assert trained.loss.shape == trained.slope.shape == (3, 5)
    assert trained.watched[0].shape == (3, 5, 5)
    np.testing.assert_array_equal(trained.watched[0][:, -1], trained.end["0.bias"].numpy())
    assert trained.watched[1] == [f"at {t}" for t in seen]


def test_data_that_all_runs_share_are_held_once():
    x, y = draw(1, 7, 3), draw(2, 7, 1)
    objectives = [Objective(NETS["tanh"](), (x, y), nn.functional.mse_loss) for _ in range(4)]
    data = Data([(*objective.inputs, objective.targets) for objective in objectives], "cpu")
    assert [part.stride(0) for part in data.parts] == [0, 0]
    assert data.parts[0].data_ptr() == objectives[0].inputs[0].data_ptr()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"steps": -1}, "steps = -1"),
        ({"steps": 1.5}, "steps = 1.5"),
        ({"steps": 3, "clip": -1.0}, "clip = -1"),
        ({"steps": 3, "tolerance": float("nan")}, "tolerance = nan"),
        ({"steps": 3, "batch": 2}, "batch: needs inputs"),
    ],
)
def test_settings_that_are_not_as_said_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        train([Objective(Power(1.0))], named("Adam"), Settings(**settings))


def test_mistakes_are_told_in_one_line():
    with pytest.raises(ValueError, match="at least one"):
        train([], named("Adam"), Settings(3))
    with pytest.raises(ValueError, match="other architectures"):
        train([*runs("tanh", 1), *runs("relu", 1)], named("Adam"), Settings(3))
    with pytest.raises(ValueError, match=r"optimiser Muon.*2D"):
        train(runs("tanh", 1), named("Muon"), Settings(3))
