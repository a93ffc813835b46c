"""Conservation laws found from gradients: their number agrees with theory, each has words, and no gradient changes them."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from conserved_modules import Attention, Residual, Swiglu, cnn, linear, mean_square, normal, normalised, relu
from torch import nn

from descent.instruments import draws
from descent.instruments.conserved import conserved, laws_of
from descent.instruments.objective import Objective
from descent.instruments.unknowns import groups, products, trivial

IN, OUT = (5,), (3,)
CASES = {
    # hidden neurons: theorem 2.1
    "relu": (relu(5, 6, 7, 3), IN, OUT, "diagonal", 13, 3, 0, 0),
    "relu, biases": (relu(5, 6, 7, 3, biases=True), IN, OUT, "diagonal", 13, 3, 0, 0),
    "tanh": (relu(5, 6, 3, biases=True, phi=nn.Tanh), IN, OUT, "diagonal", 0, 2, 0, 0),
    "gelu": (relu(5, 6, 3, biases=True, phi=nn.GELU), IN, OUT, "diagonal", 0, 2, 0, 0),
    # channels: theorem 2.3
    "cnn": (cnn(), (1, 8, 8), OUT, "diagonal", 7, 3, 0, 0),
    # symmetric matrices: theorem 2.2
    "linear": (linear(3, 4, 5, 2), (3,), (2,), "matrices", 10 + 15, 3, 0, 0),
    "linear, two layers": (linear(4, 2, 4), (4,), (4,), "matrices", 3, 2, 0, 0),
    # the gate has no law
    "swiglu": (Swiglu(3, 4, 2), (3,), (2,), "diagonal", 4, 3, 0, 0),
    # 2 * 4 * 5/2 for one head, 2 * 2 * 3/2 for each of two heads: Marcotte, Gribonval and Peyre 2025
    "attention": (Attention(4, 1), (5, 4), (5, 4), "matrices", 20, 4, 0, 0),
    "two heads": (Attention(4, 2), (5, 4), (5, 4), "matrices", 12, 4, 0, 0),
    # 4 neurons, and a symmetric matrix of the stream
    "residual": (Residual(3, 4), (3,), (2,), "matrices", 4 + 6, 4, 0, 0),
    # gamma^2 + beta^2 - out^2; dead biases; |in|^2, conserved except for eps
    "batch norm": (normalised(nn.BatchNorm1d(6)), IN, OUT, "diagonal", 6, 2, 6, 6),
    "layer norm": (normalised(nn.LayerNorm(6)), IN, OUT, "diagonal", 6, 2, 0, 1),
}


def found(name):
    module, inputs, outputs, form, *_ = CASES[name]
    return conserved(module, normal(inputs, outputs), mean_square, form)


@pytest.mark.parametrize("name", CASES)
def test_counts_are_those_of_theory(name):
    laws = found(name)
    assert [laws.count, laws.trivial, laws.dead, laws.approximate] == list(CASES[name][4:])
    assert laws.kept > 1e-2
    assert laws.null < 1e-13


@pytest.mark.parametrize("name", CASES)
def test_no_gradient_moves_a_law(name):
    """B(theta, G) = 0 at parameters and data that were not used to find the laws."""
    laws = found(name)
    generator = torch.Generator().manual_seed(77)
    at = draws.Pool(laws.objective, generator)()
    slope = draws.gradient(laws.objective, at, *draws.data(laws.objective, generator, True))
    theta, slope = ({name: values[None] for name, values in point.items()} for point in (at, slope))
    moved = laws.values(theta, slope).abs()
    could = (laws.sizes(theta) * laws.sizes(slope)).sqrt()
    assert (moved <= 1e-11 * could).all()


@pytest.mark.parametrize("name", CASES)
def test_laws_are_independent_of_each_other_and_of_trivial_ones(name):
    laws = found(name)
    both = np.concatenate([laws.coefficients, trivial(laws.groups, laws.form).numpy()])
    assert np.linalg.matrix_rank(both) == laws.count + laws.trivial


def test_a_fault_in_the_gradient_leaves_no_law(monkeypatch):
    true = draws.gradient
    monkeypatch.setattr(draws, "gradient", lambda *given: {name: slope + 1e-6 for name, slope in true(*given).items()})
    assert found("relu").count == 0


def test_every_neuron_has_its_law_in_words():
    laws = found("relu, biases")
    expected = [f"layer {layer}, neuron {n + 1}: |in|^2 + bias^2 - |out|^2" for layer, width in ((1, 6), (2, 7)) for n in range(width)]
    assert laws.words == expected
    assert laws.formulas[2] == "|0.weight[2,:]|^2 + 0.bias[2]^2 - |2.weight[:,2]|^2"
    assert [family.words for family in laws.families] == [
        "layer 1, 6 neurons: |in|^2 + bias^2 - |out|^2",
        "layer 2, 7 neurons: |in|^2 + bias^2 - |out|^2",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cnn", "layer 1, 3 channels: |in|^2 + bias^2 - |out|^2"),
        ("linear", "1.weight 1.weight^T - 2.weight^T 2.weight"),
        ("attention", "q.weight q.weight^T - k.weight k.weight^T"),
        ("two heads", "q.weight q.weight^T - k.weight k.weight^T, blocks of rows: 2 of 2"),
        ("residual", "i.weight i.weight^T - a.weight^T a.weight + b.weight b.weight^T - o.weight^T o.weight"),
        ("swiglu", "layer 2, 4 neurons: |in|^2 - |out|^2"),
        ("batch norm", "1.weight[i]^2 + 1.bias[i]^2 - |3.weight[:,i]|^2"),
        ("batch norm", "|0.weight[i,:]|^2"),
        ("layer norm", "|0.weight|^2 + |0.bias|^2"),
    ],
)
def test_laws_are_listed_in_words(name, said):
    laws = found(name)
    assert said in [family.words for family in (*laws.families, *laws.approximate_families)]
    assert said in str(laws)


def test_values_are_those_of_the_formula():
    laws = found("cnn")
    stacked = {name: torch.stack([values, 2.0 * values]) for name, values in laws.objective.start.items()}
    into, bias, out = (laws.objective.start[name] for name in ("0.weight", "0.bias", "3.weight"))
    channel = (into[1] ** 2).sum() + bias[1] ** 2 - (out[:, 1] ** 2).sum()
    values = laws.values(stacked)
    assert values.shape == (2, 7)
    assert values[:, 1].numpy() == pytest.approx([channel.item(), 4 * channel.item()], rel=1e-13)


def test_values_of_a_run_do_not_depend_on_those_beside_it():
    laws = found("relu, biases")
    stacked = {name: torch.randn(64, *values.shape, dtype=torch.float64) for name, values in laws.objective.start.items()}
    alone = laws.values({name: values[:1] for name, values in stacked.items()})
    assert torch.equal(laws.values(stacked)[:1], alone)


def test_products_are_the_entries_of_the_matrices():
    theta = {"w": torch.randn(1, 3, 4, 2, dtype=torch.float64)}
    slope = {"w": torch.randn(1, 3, 4, 2, dtype=torch.float64)}
    among = groups({"w": theta["w"][0]}, "matrices")
    A, B = (part["w"][0].movedim(1, 0).reshape(4, 6) for part in (theta, slope))
    columns = ((A @ B.T + B @ A.T) / 2)[*torch.triu_indices(4, 4)]
    assert torch.allclose(products(theta, slope, among, "matrices")[0, 6:], columns, rtol=1e-13)


def test_fused_attention_falls_into_heads_and_its_key_bias_is_dead():
    """A constant added to every key does not change the softmax. torch keeps queries, keys and values in one matrix."""
    attention = nn.MultiheadAttention(4, 2, batch_first=True)

    class Alone(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = attention

        def forward(self, x):
            return self.attention(x, x, x, need_weights=False)[0]

    laws = conserved(Alone(), normal((5, 4), (5, 4)), mean_square, "matrices")
    assert laws.count == 12
    assert laws.dead == 4 * 5 / 2


def test_labels_tokens_and_classes():
    module = nn.Sequential(nn.Embedding(7, 4), nn.Flatten(), nn.Linear(12, 5, bias=False), nn.ReLU(), nn.Linear(5, 3, bias=False))
    data = torch.arange(60).reshape(20, 3) % 7, torch.arange(20) % 3
    laws = conserved(module, data, F.cross_entropy)
    assert [family.words for family in laws.families][-1] == "layer 2, 5 neurons: |in|^2 - |out|^2"
    # three columns read each coordinate of the embedding
    assert laws.count == 5 + 4


def test_a_module_without_data():
    class Factors(nn.Module):
        def __init__(self):
            super().__init__()
            self.u, self.v = nn.Parameter(torch.randn(4, 2)), nn.Parameter(torch.randn(3, 2))
            self.register_buffer("target", torch.randn(4, 3))

        def forward(self):
            return ((self.u @ self.v.T - self.target) ** 2).sum()

    assert conserved(Factors(), form="matrices").count == 3


def test_a_loss_that_takes_a_logarithm_is_given_data_of_its_own():
    module = nn.Sequential(nn.Linear(3, 4, bias=False), nn.ReLU(), nn.Linear(4, 2, bias=False))
    data = torch.rand(20, 3) + 0.1, torch.rand(20, 2) + 0.1
    assert conserved(module, data, lambda outputs, targets: ((outputs - targets.log()) ** 2).mean()).count == 4


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="form = 'other': expected one of diagonal, matrices"):
        conserved(relu(2, 3, 1), normal((2,), (1,)), mean_square, "other")
    with pytest.raises(ValueError, match=r"unknowns, of at most .* form=diagonal has fewer"):
        conserved(linear(200, 200, 2), normal((200,), (2,)), mean_square, "matrices")


def test_the_same_seed_gives_the_same():
    assert np.array_equal(found("cnn").singular, found("cnn").singular)


def test_the_state_of_torchs_generator_stays():
    objective = Objective(nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.5), nn.Linear(4, 2)), normal((3,), (2,)), mean_square)
    before = torch.get_rng_state()
    laws_of(objective)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_sum_that_softmax_does_not_see_is_conserved_and_named():
    module = nn.Linear(3, 4)
    laws = conserved(module, (normal((3,), (1,))[0], torch.arange(64) % 4), F.cross_entropy, "matrices")
    assert laws.words == ["|sum of weight over axis 0|^2", "|sum of bias|^2"]


def test_long_words_are_wrapped():
    module = nn.Sequential(*[nn.Linear(2, 2, False) for _ in range(3)])
    said = str(conserved(module, normal((2,), (2,)), mean_square, "matrices"))
    assert max(map(len, said.splitlines())) < 120


def test_rows_that_are_seldom_used_are_not_dead():
    module = nn.Sequential(nn.Embedding(200, 3), nn.Flatten(), nn.Linear(9, 2))
    laws = conserved(module, (torch.arange(600).reshape(200, 3) % 200, normal((1,), (2,), 200)[1]), mean_square)
    assert (laws.dead, laws.count) == (0, 3)


class Odd(nn.Module):
    """A number, a vector that is multiplied by it, and an unused matrix."""

    def __init__(self):
        super().__init__()
        self.scale, self.vector, self.unused = (nn.Parameter(torch.rand(shape)) for shape in ((), (3,), (2, 2)))

    def forward(self, x):
        return x @ (self.scale * self.vector)


def test_numbers_vectors_and_what_is_not_used():
    """The only law is scale^2 - |vector|^2."""
    data = normal((3,), ())
    laws = conserved(Odd(), data, mean_square)
    assert laws.words == ["scale^2 - |vector|^2"]
    assert (laws.dead, laws.trivial) == (4, 0)


def test_a_loss_that_does_not_depend_on_parameters():
    laws = conserved(Odd(), normal((3,), ()), lambda outputs, targets: (0.0 * outputs).sum() + 1.0)
    assert (laws.count, laws.trivial, laws.dead) == (0, 0, 8)
    assert "dead" in str(laws)
