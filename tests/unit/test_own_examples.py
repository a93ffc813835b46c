"""The worked examples in own/ are valid files of your own, and the statements in their docstrings are true."""

import importlib

import pytest
import torch
from torch.func import grad, hessian

from descent.instruments.conserved import laws_of
from descent.instruments.objective import Objective
from own import low_rank, mlp, phase_retrieval

EXAMPLES = ("cnn", "low_rank", "mlp", "phase_retrieval", "transformer")


def made(name, run=0, **settings):
    """The objective of one run of an example."""
    example = importlib.import_module(f"own.{name}")
    generator = torch.Generator().manual_seed(run)
    torch.manual_seed(run)
    module = example.build(generator, **settings)
    data = example.data(generator) if hasattr(example, "data") else ((), None)
    return Objective(module, data, getattr(example, "loss", None))


def slopes(objective):
    """The parameters at the start and the gradient there, by name."""
    return objective.start, grad(objective.value)(objective.start)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_the_same_for_the_same_run_and_starts_elsewhere_for_another(name):
    first, again, other = (made(name, run).start for run in (0, 0, 1))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert any(not torch.equal(first[key], other[key]) for key in first)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_the_digits_are_one_tensor_for_all_runs(name):
    first, other = made(name, 0), made(name, 1)
    assert first.inputs[0] is other.inputs[0]
    assert first.targets is other.targets


@pytest.mark.parametrize("name", ["phase_retrieval", "transformer"])
def test_data_that_are_drawn_differ_from_run_to_run(name):
    assert not torch.equal(made(name, 0).inputs[0], made(name, 1).inputs[0])


@pytest.mark.parametrize(("name", "step"), [("mlp", 0.5), ("cnn", 0.5), ("transformer", 0.5), ("phase_retrieval", 0.1), ("low_rank", 0.1)])
def test_an_example_is_learnt_in_a_few_hundred_steps(name, step):
    objective = made(name)
    theta = {key: values.clone().requires_grad_() for key, values in objective.start.items()}
    optimiser = torch.optim.SGD(theta.values(), lr=step)
    for _ in range(300):
        optimiser.zero_grad()
        objective.value(theta).backward()
        optimiser.step()
    assert objective.value(theta) < 0.1 * objective.value(objective.start)


def test_neurons_of_the_mlp_obey_theorem_2_1():
    theta, slope = slopes(made("mlp", depth=3))
    for into, out in (("0", "2"), ("2", "4")):
        incoming = (theta[f"{into}.weight"] * slope[f"{into}.weight"]).sum(1) + theta[f"{into}.bias"] * slope[f"{into}.bias"]
        outgoing = (theta[f"{out}.weight"] * slope[f"{out}.weight"]).sum(0)
        torch.testing.assert_close(incoming, outgoing, rtol=0, atol=1e-14)


def test_channels_of_the_cnn_obey_theorem_2_3():
    theta, slope = slopes(made("cnn"))
    for into, out in (("0", "3"), ("3", "6")):
        incoming = (theta[f"{into}.weight"] * slope[f"{into}.weight"]).flatten(1).sum(1) + theta[f"{into}.bias"] * slope[f"{into}.bias"]
        outgoing = (theta[f"{out}.weight"] * slope[f"{out}.weight"]).transpose(0, 1).flatten(1).sum(1)
        torch.testing.assert_close(incoming, outgoing, rtol=0, atol=1e-14)


def test_the_head_of_the_transformer_keeps_its_matrices_and_its_neurons_theirs():
    theta, slope = slopes(made("transformer"))

    def change(name, transposed=False):
        """The derivative of W W^T, or of W^T W, along the gradient."""
        W, G = (part[f"{name}.weight"].mT if transposed else part[f"{name}.weight"] for part in (theta, slope))
        return W @ G.mT + G @ W.mT

    torch.testing.assert_close(change("query"), change("key"), rtol=0, atol=1e-14)
    torch.testing.assert_close(change("value"), change("out", transposed=True), rtol=0, atol=1e-14)
    incoming = (theta["up.weight"] * slope["up.weight"]).sum(1) + theta["up.bias"] * slope["up.bias"]
    torch.testing.assert_close(incoming, (theta["down.weight"] * slope["down.weight"]).sum(0), rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "form", "count"),
    [
        ("mlp", "diagonal", 16),
        ("cnn", "diagonal", 4 + 8),
        ("transformer", "matrices", 3 * (8 * 9 // 2) + 16 + 2),
        ("phase_retrieval", "matrices", 0),
        ("low_rank", "matrices", 0),
    ],
)
def test_an_example_conserves_as_much_as_its_theory_says(name, form, count):
    """MLP: neurons. CNN: channels. Transformer: two head matrices, one stream matrix, neurons, softmax's weights and biases. Rest: none."""
    assert laws_of(made(name), form).count == count


def test_phase_retrieval_is_solved_by_the_vector_and_its_opposite():
    """The squares determine the vector up to its sign, since a x x^T a^T = (a . x)^2 is linear in x x^T."""
    d, measurements = 4, 40
    generator = torch.Generator().manual_seed(0)
    a, squares = phase_retrieval.data(generator, d=d, measurements=measurements)
    outer = torch.linalg.lstsq((a[:, :, None] * a[:, None, :]).flatten(1), squares[:, None], driver="gelsd").solution.view(d, d)
    x = torch.linalg.eigh(outer).eigenvectors[:, -1]
    for solution in (x, -x):
        assert phase_retrieval.loss(phase_retrieval.Squares(solution)(a), squares) < 1e-28


@pytest.mark.parametrize("part", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_a_part_of_the_spectrum_is_a_strict_saddle_of_the_factorisation_and_the_whole_a_minimum(part):
    """If U U^T is a part of M, the lowest eigenvalue of the Hessian is minus the largest omitted eigenvalue of M."""
    d, rank, spectrum = 5, 3, torch.tensor([1.0, 0.5, 0.25], dtype=torch.float64)
    U = torch.zeros(d, rank, dtype=torch.float64)
    for k in part:
        U[k, k] = spectrum[k].sqrt()
    objective = Objective(low_rank.build(torch.Generator(), d=d, rank=rank))
    f = lambda flat: objective.value(objective.unflat(flat))  # noqa: E731
    left = [float(spectrum[k]) for k in range(rank) if k not in part]
    assert grad(f)(U.flatten()).abs().max() < 1e-15
    assert f(U.flatten()).item() == pytest.approx(sum(value**2 for value in left) / 4, abs=1e-15)
    assert torch.linalg.eigvalsh(hessian(f)(U.flatten()))[0].item() == pytest.approx(-max(left, default=0), abs=1e-13)


def test_sign_sgd_moves_every_coordinate_by_the_same():
    x = torch.tensor([3.0, -2.0, 0.0], requires_grad=True)
    x.grad = torch.tensor([0.5, -1e-9, 0.0])
    mlp.SignSGD([x], lr=0.25).step()
    assert x.tolist() == [2.75, -1.75, 0.0]
