"""With the module, its data and its training on a GPU, instruments give the processor's numbers, up to rounding."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from descent.instruments import conserved, drift, margins, one_neuron, saddles, study
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train
from scripts.choices import load_file

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")

OWN = Path(__file__).parents[2] / "own"
NETS = {
    "mlp": lambda: nn.Sequential(nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3)),
    "cnn": lambda: nn.Sequential(nn.Unflatten(1, (1, 5)), nn.Conv1d(1, 4, 2), nn.Tanh(), nn.Flatten(), nn.Linear(16, 3)),
    "norm": lambda: nn.Sequential(nn.Linear(5, 6), nn.LayerNorm(6), nn.ReLU(), nn.Linear(6, 3)),
}
DROPOUT = [lambda: nn.Sequential(nn.Linear(5, 6), nn.Dropout(0.3), nn.Linear(6, 3))]


def case(build):
    """A module and its data on the GPU, and the loss."""
    torch.manual_seed(0)
    module, x, y = build(), torch.randn(9, 5), torch.randint(3, (9,))
    return module.cuda(), (x.cuda(), y.cuda()), nn.functional.cross_entropy


def trained(build, device, optimiser, count=3, **settings):
    objectives = []
    for run in range(count):
        torch.manual_seed(run)
        module = build()
        objectives.append(Objective(module, (torch.randn(9, 5, dtype=torch.float64), torch.randint(3, (9,))), nn.functional.cross_entropy))
    return train(objectives, named(optimiser), Settings(40, record=11, device=device, **settings))


@pytest.mark.parametrize("settings", [{}, {"batch": 4, "clip": 0.5}, {"r": 0.05, "g_thres": 0.5, "sigma": 0.01}], ids=str)
@pytest.mark.parametrize("optimiser", [{"SGD": {"lr": 0.1, "momentum": 0.5}}, {"Adam": {"lr": 0.01}}, {"LBFGS": {"max_iter": 2}}], ids=str)
@pytest.mark.parametrize("net", NETS)
def test_training_gives_the_processors_numbers(net, optimiser, settings):
    here, there = (trained(NETS[net], device, optimiser, **settings) for device in ("cpu", "cuda"))
    assert here.way == there.way
    assert (here.status == there.status).all()
    if "LBFGS" in optimiser:  # L-BFGS amplifies rounding
        np.testing.assert_allclose(there.loss[:, :2], here.loss[:, :2], rtol=1e-3)
    else:
        np.testing.assert_allclose(there.loss, here.loss, rtol=1e-6)


@pytest.mark.parametrize("build", [*NETS.values(), *DROPOUT], ids=[*NETS, "dropout"])
def test_a_training_can_be_repeated_to_the_bit(build):
    first, again = (trained(build, "cuda", {"Adam": {"lr": 0.01}}, batch=4) for _ in range(2))
    np.testing.assert_array_equal(first.loss, again.loss)


@pytest.mark.parametrize("build", DROPOUT, ids=["dropout"])
def test_random_numbers_of_a_run_are_its_own(build):
    alone, beside = (trained(build, "cuda", {"SGD": {"lr": 0.1}}, count=count) for count in (1, 3))
    assert alone.way == "one by one"
    np.testing.assert_array_equal(alone.loss[0], beside.loss[0])


@pytest.mark.parametrize("net", NETS)
def test_instruments_take_a_module_that_lies_on_a_gpu(net):
    module, data, loss = case(NETS[net])
    laws, here = conserved(module, data, loss), conserved(module.cpu(), tuple(part.cpu() for part in data), loss)
    assert (laws.count, laws.dead, laws.words) == (here.count, here.dead, here.words)
    module = module.cuda()
    assert "drift of" in str(drift(module, data, loss, {"SGD": {"lr": 0.05}}, steps=20))
    found = saddles(module, data, loss, {"SGD": {"lr": 0.1}}, steps=60)
    assert np.isfinite(found.trained.loss).all()
    assert str(found)


def separable(build):
    """A homogeneous net, and points of two classes that are far apart, on the GPU."""
    torch.manual_seed(0)
    module, x = build(), torch.randn(8, 5)
    return module.cuda(), (torch.cat([x + 3, x - 3]).cuda(), torch.tensor([1.0, -1.0]).repeat_interleave(8)[:, None].cuda())


HOMOGENEOUS = {
    "mlp": lambda: nn.Sequential(nn.Linear(5, 6, bias=False), nn.ReLU(), nn.Linear(6, 1, bias=False)),
    "linear": lambda: nn.Sequential(nn.Linear(5, 6, bias=False), nn.Linear(6, 1, bias=False)),
}


@pytest.mark.parametrize("net", HOMOGENEOUS)
def test_margins_are_the_processors(net):
    module, data = separable(HOMOGENEOUS[net])
    there, here = (margins(module, data, steps=500, until=2.0, record=9, growth=0.0, device=device) for device in ("cuda", "cpu"))
    assert there.status == here.status
    assert there.degree == pytest.approx(here.degree)
    for name in ("normalised", "smoothed", "alignment"):
        np.testing.assert_allclose(there.series[name], here.series[name], rtol=1e-6)
    assert "1 - cos" in str(margins(module, data, until=3.0)) or net == "mlp"  # a second call, now through the flow


def test_a_neuron_does_there_what_it_does_on_the_processor():
    """Both hidden neurons are active at all three points, which no linear function separates: a bad minimum of paper 2's follow-ups."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    with torch.no_grad():
        for values, start in zip(module.parameters(), ([[0.3], [-0.2]], [1.0, 1.0], [[0.2, 0.3]], [0.0]), strict=True):
            values.copy_(torch.tensor(start))
    data = torch.tensor([[-1.0], [0.0], [1.0]]).cuda(), torch.tensor([[1.0], [-1.0], [1.0]]).cuda()

    def hinge(outputs, targets):
        return torch.relu(1 - targets * outputs).pow(3).sum()

    there, here = (one_neuron(module.cuda(), data, hinge, device=device) for device in ("cuda", "cpu"))
    assert there.minimum.word == here.minimum.word == "bad"
    assert there.minimum.loss == pytest.approx(here.minimum.loss, rel=1e-9)
    assert there.neuron == here.neuron


@pytest.mark.parametrize("device", ["cuda", "auto"])
def test_a_study_looks_at_everything(device):
    own = load_file(OWN / "minima.py")
    seeds = np.random.default_rng(0).integers(2**63, size=(4, 3), dtype=np.uint64)
    settings = {"build": {"width": 2, "points": "ten points"}, "data": {"points": "ten points"}}
    looks = study.Looks(neuron=study.Neuron(device=device))
    found = study.run(own, seeds, settings, named({"SGD": {"lr": 0.05}}), Settings(300, device=device), looks=looks)
    assert np.isfinite(found["loss"]).all()
    assert set(found["minimum"]) <= {"good", "bad", "saddle", "not converged", "at infinity"}
    own = load_file(OWN / "mlp.py")
    settings = {"build": {"biases": False}, "data": {"points": 30}}
    looks = study.Looks(laws="none", plateaus=0, late=study.Late(steps=50, until=2.0, device=device))
    found = study.run(own, seeds, settings, named({"SGD": {"lr": 0.5}}), Settings(20, device=device), looks=looks)
    assert set(found["margins"]) <= {"reached", "iteration limit"}
