"""Linear nets of paper 3: the Fourier form, its derivatives, the compiled kernels, the induced penalties, the data."""

import numpy as np
import pytest
import torch

from descent.compiled import compiled
from descent.convbias import fourier, models, transforms
from descent.convbias.data import digits, gaussian
from descent.convbias.nets import jacobian, layers, net, padded, penalty, penalty_of, predictor, split, start

SHAPES = [
    net("conv", 1, 6, 6),
    net("conv", 2, 7, 7),
    net("conv", 3, 8, 8),
    net("conv", 3, 7, 4),
    net("conv", 5, 16, 1),
    net("full", 1, 5, 5),
    net("full", 2, 6, 6),
    net("full", 4, 5, 5),
    net("diagonal", 1, 5, 5),
    net("diagonal", 2, 6, 6),
    net("diagonal", 4, 5, 5),
]
EVERY_SHAPE = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape)))


def draw(shape, runs=3, N=4, seed=0):
    """Weights (runs, P) and signals (runs, N, D)."""
    generators = [np.random.default_rng([seed, run]) for run in range(runs)]
    return start(shape, 0.8, generators), np.stack([generator.standard_normal((N, shape.D)) for generator in generators])


def output(parts, x, kind):
    """The net in torch: h_l[d] = D^(-1/2) sum_k w_l[k] h_{l-1}[(d + k) mod D], h_l = W_l h_{l-1}, or h_l[d] = w_l[d] h_{l-1}[d]."""
    h, D = x, len(x)
    for part in parts[:-1]:
        h = (
            part * h
            if kind == "diagonal"
            else part @ h
            if kind == "full"
            else torch.stack([sum(part[k] * h[(d + k) % D] for k in range(len(part))) for d in range(D)]) / D**0.5
        )
    return h @ parts[-1]


@EVERY_SHAPE
def test_predictor_and_derivatives_are_those_of_the_layers(shape):
    w, x = draw(shape)
    for weights, signals in zip(w, x, strict=True):
        parts = [torch.tensor(part, requires_grad=True) for part in split(weights, shape)]
        rows = []
        for sample in signals:
            value = output(parts, torch.tensor(sample), shape.kind)
            np.testing.assert_allclose(value.item(), sample @ predictor(weights, shape), rtol=1e-12, atol=1e-14)
            rows.append(torch.cat([slope.ravel() for slope in torch.autograd.grad(value, parts)]).numpy())
        np.testing.assert_allclose(jacobian(weights, shape, signals), rows, rtol=1e-11, atol=1e-13)


@compiled
def kernels(w, prepared, x, g, beta, d, K, diagonal):
    """All three kernels of a model. They exist only in compiled code."""
    models.predictor(w, prepared, beta)
    models.push(w, prepared, g, d)
    models.gram(w, prepared, x, diagonal, K)


@EVERY_SHAPE
def test_compiled_kernels_give_what_plain_numpy_gives(shape):
    w, x = draw(shape)
    model, (runs, N, _) = models.MODELS[shape.kind], x.shape
    g = x[:, 0]
    lanes = [np.ascontiguousarray(np.moveaxis(values, 0, -1)) for values in (model.enter(w, shape), np.swapaxes(model.features(x), 1, 2))]
    direction = np.ascontiguousarray(model.features(g).T)
    beta, d = np.empty_like(direction), np.empty_like(lanes[0])
    for diagonal in (False, True):
        K = np.empty((N, N, runs))
        kernels(lanes[0], model.prepare(shape), lanes[1], direction, beta, d, K, diagonal)
        for run in range(runs):
            rows = jacobian(w[run], shape, x[run])
            products = rows @ rows.T
            np.testing.assert_allclose(K[..., run], np.diag(np.diag(products)) if diagonal else products, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(model.signals(beta.T, shape), predictor(w, shape), rtol=1e-11, atol=1e-13)
    pushed = model.leave(np.ascontiguousarray(d.T), shape)
    np.testing.assert_allclose(pushed, [jacobian(w[run], shape, x[run])[0] for run in range(runs)], rtol=1e-11, atol=1e-12)


@EVERY_SHAPE
def test_weights_pass_through_the_kernels_coordinates_unharmed(shape):
    w, _ = draw(shape)
    model = models.MODELS[shape.kind]
    entered = model.enter(w, shape)
    np.testing.assert_allclose(np.linalg.norm(entered, axis=1), np.linalg.norm(w, axis=1), rtol=1e-13)
    np.testing.assert_allclose(model.leave(entered, shape), w, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("D", [1, 2, 7, 8])
def test_coordinates_are_orthonormal_and_invertible(D):
    x = np.random.default_rng(0).standard_normal((5, D))
    u = fourier.coordinates(x)
    np.testing.assert_allclose(np.einsum("ack,bck->ab", u, u), x @ x.T, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(fourier.signal(u, D), x, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(fourier.bridge(fourier.magnitudes(x), D, 1), np.abs(np.fft.fft(x, norm="ortho")).sum(axis=1), rtol=1e-13)


@pytest.mark.parametrize("D", [1, 2, 3, 16, 33, 64, 128, 129, 130, 257, 1000, 1024, 2187, 4093, 4096])
def test_transforms_are_those_of_numpy(D):
    """Tolerance: 1e-16 of the norm times the longest sum, which has 128 terms, or D terms if D is a prime above 128."""
    x = np.random.default_rng(D).standard_normal((2, 3, D))
    re, im = transforms.spectrum(x)
    near = {"rtol": 0, "atol": 1e-16 * np.sqrt(D) * (D if D in (257, 4093) else 128)}
    np.testing.assert_allclose(re + 1j * im, np.fft.rfft(x), **near)
    np.testing.assert_allclose(transforms.signal(re, im, D), x, **near)
    np.testing.assert_array_equal(transforms.spectrum(x[1, 2])[0], re[1, 2])
    np.testing.assert_array_equal(transforms.signal(re[1, 2], im[1, 2], D), transforms.signal(re, im, D)[1, 2])


@pytest.mark.parametrize("L", [2, 3, 4, 5])
@pytest.mark.parametrize("kind", ["full", "conv"])
def test_no_weights_are_shorter_than_the_penalty_and_balanced_ones_are_as_short(kind, L):
    shape = net(kind, L, 6, 6)
    w, _ = draw(shape, runs=200)
    assert np.all(np.sum(w**2, axis=1) >= penalty_of(w, shape))
    np.testing.assert_allclose(penalty_of(w, shape), penalty(predictor(w, shape), shape), rtol=1e-10)
    beta = np.random.default_rng(1).standard_normal(6)
    if kind == "conv":
        transformed = np.fft.fft(beta, norm="ortho")
        root = np.fft.ifft(np.abs(transformed) ** (1 / L), norm="ortho").real
        last = np.fft.ifft(transformed * np.abs(transformed) ** (1 / L - 1), norm="ortho").real
        shortest = np.concatenate([root] * (L - 1) + [last])
    else:
        length = np.linalg.norm(beta)
        direction = beta / length
        shortest = np.concatenate([length ** (1 / L) * np.outer(direction, direction).ravel()] * (L - 1) + [length ** (1 / L) * direction])
    np.testing.assert_allclose(predictor(shortest, shape), beta, rtol=1e-12)
    np.testing.assert_allclose([np.sum(shortest**2), penalty_of(shortest, shape)], penalty(beta, shape), rtol=1e-12)


def test_starts_have_the_size_asked_for_whatever_the_layer():
    for kind in ("full", "conv"):
        shape = net(kind, 3, 40, 40)
        *inner, last = split(start(shape, 0.3, [np.random.default_rng(run) for run in range(200)]), shape)
        np.testing.assert_allclose([part.std() for part in inner], 0.3 if kind == "conv" else 0.3 / 40**0.5, rtol=0.05)
        np.testing.assert_allclose(last.std(), 0.3, rtol=0.05)


def test_narrow_filters_are_the_first_taps_of_wide_ones():
    assert layers(net("conv", 3, 8, 2)) == [(2,), (2,), (8,)]
    np.testing.assert_array_equal(padded(np.array([1.0, 2.0]), 4), [1, 2, 0, 0])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("dense", 2, 8, 8), "network = dense: allowed: full, conv"),
        (("conv", 0, 8, 8), "depth = 0"),
        (("conv", 2, 8, 9), "filter_width = 9: must be from 1 to D = 8"),
        (("conv", 2, 8, 0), "filter_width = 0"),
    ],
)
def test_a_net_that_cannot_be_is_refused_with_its_value(asked, says):
    with pytest.raises(ValueError, match=says):
        net(*asked)


@pytest.mark.parametrize("data", [digits, gaussian], ids=lambda data: data.__name__)
def test_data_come_from_a_runs_generator_alone(data):
    together = data.signals([np.random.default_rng(run) for run in range(3)], D=64, N=5)
    alone = data.signals([np.random.default_rng(2)], D=64, N=5)
    assert together.shape == (3, 5, 64)
    np.testing.assert_array_equal(together[2:], alone)


def test_digits_have_no_mean_and_unit_variance_and_no_other_size():
    everything = digits.signals([np.random.default_rng(0)], 64, digits.IMAGES)[0]
    from sklearn.datasets import load_digits

    assert np.isin(load_digits().target, (3, 8)).sum() == digits.IMAGES
    assert abs(everything.std() - 1) < 0.01
    with pytest.raises(ValueError, match="D = 32: digits have 64 pixels"):
        digits.signals([np.random.default_rng(0)], 32, 5)
