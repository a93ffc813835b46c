"""Reports on modules with known minima: the bad ones of paper 2, global ones, saddles, kinks, and no minimum at all."""

import numpy as np
import pytest
import torch
from neuron_modules import NAMES, SafranShamir, landscape, of

from descent.instruments import added_neuron, minima
from descent.instruments.classified import errors
from descent.instruments.kinks import smallest
from descent.instruments.objective import Objective
from descent.instruments.one_neuron import COLUMNS, MEANINGS, Settings, examine, one_neuron
from descent.oneneuron import safran_shamir
from descent.oneneuron.objective import gradients
from descent.oneneuron.problem import Neuron, net_size, problem


@pytest.fixture(autouse=True)
def double():
    """Tensors are float64 here."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    yield
    torch.set_default_dtype(torch.float32)


class Function(torch.nn.Module):
    """A function of the parameters only."""

    def __init__(self, f, start):
        super().__init__()
        self.f, self.x = f, torch.nn.Parameter(torch.tensor(start))

    def forward(self):
        return self.f(*self.x)


class Product(torch.nn.Module):
    """u v x: a saddle at u = v = 0 for any data whose best slope is not 0."""

    def __init__(self, u, v):
        super().__init__()
        self.u, self.v = torch.nn.Parameter(torch.tensor(u)), torch.nn.Parameter(torch.tensor(v))

    def forward(self, x):
        return self.u * self.v * x


def mean_square(f, y):
    return ((f - y) ** 2).mean()


def polished(objective, lowest=0.0) -> minima.Minimum:
    return minima.minima([objective], lowest, 1e-8, 5000, 4, "cpu")[0]


@pytest.mark.parametrize("name", NAMES)
def test_known_bad_minima_are_bad(name):
    known, parts = landscape(name)
    end = polished(Objective(*parts), known.lowest)
    assert (end.word, end.gradient <= 1e-8, end.moved <= 1e-6) == ("bad", True, True)
    assert end.loss == pytest.approx(known.value, rel=1e-9)


def test_the_minimum_of_safran_and_shamir_is_bad_and_has_no_inputs_for_a_neuron():
    module = SafranShamir(safran_shamir.SPURIOUS)
    assert float(module().detach()) == pytest.approx(safran_shamir.objective(safran_shamir.SPURIOUS.ravel())[0], abs=1e-12)
    found = one_neuron(module)
    assert (found.minimum.word, found.neuron) == ("bad", "")
    assert found.minimum.eigenvalues[0] > 1e-3
    assert "not examined" in str(found)


@pytest.mark.parametrize("outputs", [1, 2])
def test_the_augmented_loss_and_all_its_slopes_are_those_of_the_kernels(outputs):
    generator = np.random.default_rng(outputs)
    x, y = generator.normal(size=(7, 3)), np.sign(generator.normal(size=(7, outputs)))
    net = problem(x, y, [4], p=3)._replace(neuron=int(Neuron.EXPONENTIAL), lam=0.7)
    theta = net_size(net.widths)
    for a in (0.0, 0.3):
        xi = np.r_[generator.normal(size=theta), np.full(outputs, a), generator.normal(size=4 * outputs)]
        F, slope = (part[0] for part in gradients(net, xi[None]))
        objective = Objective(*of(net, xi[:theta]))
        v = torch.from_numpy(np.c_[xi[theta + 2 * outputs :].reshape(outputs, 3), xi[theta + outputs : theta + 2 * outputs]])
        augmented = added_neuron.with_neuron(objective, objective.start, v, 0.7)
        at = {name: values.clone().requires_grad_() for name, values in augmented.start.items()}
        with torch.no_grad():
            at["a"].fill_(a)
        value = augmented.value(at)
        found = dict(zip(at, torch.autograd.grad(value, list(at.values())), strict=True))
        own = [found.pop(name).ravel() for name in ("a", "b", "w")]
        assert float(value.detach()) == pytest.approx(F, rel=1e-12)
        assert np.allclose(torch.cat([*(part.ravel() for part in found.values()), *own]), slope, rtol=1e-12, atol=1e-12)
        if a == 0:
            one = np.c_[x, np.ones(7)]
            r = added_neuron.residuals(objective, objective.start).numpy()
            assert np.allclose((r * np.exp(one @ v.numpy().T)).sum(axis=0), own[0], rtol=1e-12, atol=1e-12)


def test_at_a_global_minimum_g_is_exactly_0():
    x, y = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[1.0], [-1.0], [1.0]])
    net = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    for values, known in zip(net.parameters(), ([[1.0], [-1.0]], [0.0, 0.0], [[3.0, 3.0]], [-1.4]), strict=True):
        values.data[:] = torch.tensor(known)
    found = one_neuron(net, (x, y), lambda f, y: (torch.relu(1 - y * f) ** 3).sum())
    assert (found.minimum.word, found.neuron, found.minimum.errors) == ("good", "not needed", 0)
    assert (found.minimum.loss, found.residual, found.certificate.gain(1.0)) == (0, 0, 0)


def test_opposite_labels_at_one_place_need_no_neuron():
    x, y = torch.tensor([[1.0, 0.0]] * 2 + [[0.0, 1.0]] * 2), torch.tensor([[1.0], [-1.0]] * 2)
    found = one_neuron(torch.nn.Linear(2, 1), (x, y), mean_square)
    assert (found.minimum.word, found.neuron) == ("bad", "not needed")
    assert found.minimum.loss == pytest.approx(1, abs=1e-12)
    assert found.residual <= 1e-8


def test_a_saddle_is_a_saddle_and_the_net_takes_over():
    x = torch.linspace(-1, 1, 9)[:, None]
    found = one_neuron(Product(1e-9, 2e-9), (x, x), mean_square, lam=0.1, steps=300)
    curvature = 2 * float((x * x).mean())
    assert (found.minimum.word, found.neuron) == ("saddle", "taken over")
    assert found.minimum.eigenvalues[0] == pytest.approx(-curvature, rel=1e-6)
    assert found.path.base_loss[-1] <= 1e-12
    assert found.path.output[-1] <= 1e-3


def test_a_lower_loss_beside_a_flat_point_makes_a_saddle():
    assert polished(Objective(Function(lambda x, y: 1 + x**3 + y**2, [0.0, 0.0]))).word == "saddle"
    assert polished(Objective(Function(lambda x, y: 1 + x**4 + y**2, [0.0, 0.0]))).word == "bad"


def test_a_minimum_at_a_kink_is_one():
    objective = Objective(Function(lambda x, y: 1 + abs(x - 2 * y) + (y - 1) ** 2 + x / 2, [0.3, 0.2]))
    end = polished(objective)
    # On the kink x = 2 y the value is 1 + (y - 1)^2 + y. At y = 1/2 the slopes (3/2, -3) and (-1/2, 1) of the two sides cancel as 1 to 3.
    assert (end.word, end.way) == ("bad", minima.AT_A_KINK)
    assert end.loss == pytest.approx(1.75, abs=1e-9)
    assert end.gradient <= 1e-8
    assert smallest(objective, np.array([1.2, 0.6])) == pytest.approx([0.08, 0.04], abs=1e-6)


def test_cross_entropy_of_separable_points_has_no_finite_minimum():
    x = torch.tensor([[-2.0], [-1.0], [1.0], [2.0]])
    found = one_neuron(torch.nn.Linear(1, 2), (x, torch.tensor([0, 0, 1, 1])), torch.nn.functional.cross_entropy)
    assert (found.minimum.word, found.neuron, found.minimum.errors) == ("at infinity", "not needed", 0)


def test_the_failure_mode_on_three_points():
    known, parts = landscape("three_points")
    found = one_neuron(*parts, steps=200)
    assert (found.minimum.word, found.neuron) == ("bad", "to infinity")
    assert found.path.F[0] == pytest.approx(known.value, rel=1e-12)
    assert found.path.F[-1] < 1e-3 < found.path.base_loss[-1]
    assert found.path.base_errors[-1] >= 1
    assert np.all(np.diff(found.path.F) <= 1e-12)
    text = str(found)
    assert "to infinity" in text
    assert "bad" in text


def test_without_steps_it_is_stuck():
    _, parts = landscape("three_points")
    assert one_neuron(*parts, steps=0).neuron == "stuck"


@pytest.mark.parametrize(
    ("outputs", "targets", "loss", "wrong"),
    [
        ([[2.0], [-1.0], [0.0]], [[1.0], [1.0], [-1.0]], torch.nn.functional.soft_margin_loss, 2),
        ([[2.0], [-1.0], [0.6]], [[1.0], [0.0], [0.0]], torch.nn.functional.binary_cross_entropy_with_logits, 1),
        ([[0.4], [0.6], [0.6]], [[1.0], [0.0], [1.0]], mean_square, 2),
        ([[1.0, 0.0, 2.0], [0.0, 0.0, -1.0]], [2, 0], torch.nn.functional.cross_entropy, 1),
        ([[0.3], [0.4]], [[0.5], [2.0]], mean_square, np.nan),
    ],
)
def test_points_that_are_wrong_are_counted(outputs, targets, loss, wrong):
    net = torch.nn.Linear(len(outputs), len(outputs[0]), bias=False)
    net.weight.data[:] = torch.tensor(outputs).T
    objective = Objective(net, (torch.eye(len(outputs)), torch.tensor(targets)), loss)
    assert errors(objective, objective.start) == pytest.approx(wrong, nan_ok=True)


def starts(count: int) -> list[Objective]:
    """Small nets on four points. Some of them end in bad minima."""
    found = []
    for seed in range(count):
        torch.manual_seed(seed)
        net = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
        x, y = torch.tensor([[-1.0], [-0.5], [0.5], [1.0]]), torch.tensor([[-1.0], [1.0], [-1.0], [1.0]])
        found.append(Objective(net, (x, y), lambda f, y: (torch.relu(1 - y * f) ** 3).mean()))
    return found


def test_a_study_s_columns_and_that_a_run_depends_on_no_other():
    networks = starts(6)
    ends = {name: torch.stack([one.start[name] for one in networks]) for name in networks[0].start}
    ends["0.bias"][5, 0] = torch.nan
    settings = Settings(steps=30, starts=8)
    found = examine(networks, ends, np.array([True, True, False, True, True, True]), settings)
    assert set(found) == {"minimum", "neuron", *COLUMNS}
    assert (found["minimum"][2], found["neuron"][2]) == ("", "")
    assert all(np.isnan(found[name][[2, 5]]).all() for name in COLUMNS)
    assert found["minimum"][5] == "not converged"
    assert set(found["minimum"]) <= {"", *minima.MEANINGS}
    assert set(found["neuron"]) <= {"", *MEANINGS}
    assert "bad" in found["minimum"]
    alone = examine(networks[3:4], {name: values[3:4] for name, values in ends.items()}, np.array([True]), settings)
    for name, values in alone.items():
        assert np.array_equal(values, found[name][3:4], equal_nan=values.dtype.kind == "f"), name
