"""Instruments where the module, its data and its training lie on a GPU: the numbers of the processor, up to rounding."""

import numpy as np
import pytest
import torch
from torch import nn

from descent.instruments import conserved, drift, saddles
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")

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
    if "LBFGS" in optimiser:  # which makes much of rounding
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
    assert "power" in str(drift(module, data, loss, {"SGD": {"lr": 0.05}}, steps=20))
    found = saddles(module, data, loss, {"SGD": {"lr": 0.1}}, steps=60)
    assert np.isfinite(found.trained.loss).all()
    assert str(found)
