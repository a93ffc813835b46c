"""Optimisers by name: which are found, and which are refused in one line. A class of your own works as well as torch's."""

import types

import pytest
import torch

from descent.instruments import optimisers


class SignDescent(torch.optim.Optimizer):
    """Moves every number by lr, against the sign of its gradient."""

    elementwise = True

    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for values in group["params"]:
                values -= group["lr"] * values.grad.sign()


class Broken(SignDescent):
    def step(self):
        raise RuntimeError("what went wrong")


OWN = types.ModuleType("my_net")
OWN.SignDescent, OWN.Broken = SignDescent, Broken


@pytest.mark.parametrize(
    ("given", "kind", "arguments", "label", "elementwise"),
    [
        ("Adam", torch.optim.Adam, {}, "Adam", True),
        ({"SGD": {"lr": 0.1, "momentum": 0.9}}, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}, "SGD lr=0.1 momentum=0.9", True),
        ({"SGD": None}, torch.optim.SGD, {}, "SGD", True),
        ({"AdamW": {"betas": [0.9, 0.99]}}, torch.optim.AdamW, {"betas": (0.9, 0.99)}, "AdamW betas=[0.9,0.99]", True),
        ("LBFGS", torch.optim.LBFGS, {}, "LBFGS", False),
        ({"SignDescent": {"lr": 0.5}}, SignDescent, {"lr": 0.5}, "SignDescent lr=0.5", True),
    ],
)
def test_a_name_and_arguments_are_an_optimiser(given, kind, arguments, label, elementwise):
    found = optimisers.named(given, OWN)
    assert (found.kind, found.arguments, found.label, found.elementwise) == (kind, arguments, label, elementwise)
    assert isinstance(found.make([torch.zeros(3, requires_grad=True)]), kind)
    assert found.closure == (kind is torch.optim.LBFGS)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("SDG", r"optimiser SDG: no class of torch\.optim or my_net; allowed: SGD, "),
        ("__import__('os')", "optimiser __import__.*: no class"),
        ("Optimizer", "optimiser Optimizer: no class"),
        ({"SGD": {"momentun": 0.9}}, "optimiser SGD: no argument momentun; allowed: momentum, "),
        ({"SGD": {"params": 1}}, "optimiser SGD: no argument params; allowed: "),
        ({"SGD": {"lr": -1}}, "optimiser SGD lr=-1: ValueError: Invalid learning rate"),
        ({"SGD": {"lr": "fast"}}, 'optimiser SGD lr="fast": TypeError'),
        ({"SignDescent": {}}, "optimiser SignDescent: TypeError: .*lr"),
        ({"Broken": {"lr": 1}}, r"test_optimisers\.py:\d+: optimiser Broken lr=1: RuntimeError: what went wrong"),
        ("SparseAdam", "optimiser SparseAdam: RuntimeError: .*dense"),
        ({"SGD": {}, "Adam": {}}, "must be a name, or one name with its arguments"),
        ({"SGD": 0.1}, "must be a name, or one name with its arguments"),
        (3, "optimiser 3: must be a name"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(given, said):
    with pytest.raises(ValueError, match=said) as refused:
        optimisers.named(given, OWN)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(optimisers.ELEMENTWISE))
def test_elementwise_optimisers_move_every_number_by_its_own_gradients_alone(name):
    """A number moves in the same way alone and together with others of very different gradients."""
    random = torch.Generator().manual_seed(0)
    start, slopes = (torch.randn(*shape, generator=random, dtype=torch.float64) for shape in ((5,), (20, 5)))
    slopes *= 10.0 ** torch.arange(-2, 3)

    def end(chosen):
        values = start[chosen].clone().requires_grad_()
        made = optimisers.named(name).make([values])
        for slope in slopes:
            values.grad = slope[chosen]
            made.step()
        return values.detach()

    together = end(torch.arange(5))
    assert torch.allclose(together, torch.cat([end(torch.tensor([j])) for j in range(5)]), rtol=1e-12, atol=0)
    assert not torch.equal(together, start)
