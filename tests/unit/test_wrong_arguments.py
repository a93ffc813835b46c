"""Wrong arguments that a reader of the README may give get one line with the argument's name, its value and what is allowed."""

import math

import numpy as np
import pytest

from descent import loop
from descent.balance import invariants, kinked_flow, nets, trained
from descent.balance import starts as net_starts
from descent.convbias import nets as linear_nets
from descent.convbias import separators, training
from descent.convbias.methods import gd as linear_gd
from descent.escape import descent as octopus_descent
from descent.escape.methods import gd_event_driven
from descent.methods import gd, pgd
from descent.oneneuron import descent as neuron_descent
from descent.oneneuron import objective, problem, starts
from descent.oneneuron.augmentations import augment, exponential
from descent.oneneuron.data import three_points
from descent.oneneuron.methods import lbfgs
from descent.problems import himmelblau, octopus, rosenbrock
from descent.random import streams
from descent.watching import Limits

GENERATOR = np.random.default_rng(0)
X = GENERATOR.uniform(-1, 1, (3, 2))
WORDS = GENERATOR.integers(2**63, size=(3, 3), dtype=np.uint64)
P = octopus.numbers(tau=np.e, L=1.0, gamma=1.0)
LIMITS, TUBE = Limits(tolerance=1e-6, max_steps=20), octopus_descent.Limits(eps=0.1, max_steps=20)
NET = augment(exponential, problem.problem(*three_points.points(), hidden=[2]))
XI = GENERATOR.normal(size=(2, problem.size(NET)))
LINEAR, SIGNALS = linear_nets.net("conv", 2, 4, 4), GENERATOR.normal(size=(2, 1, 4))
W = linear_nets.start(LINEAR, 0.5, [GENERATOR, GENERATOR])
SHAPE = nets.net([3, 4, 1], "relu")
DATA = nets.points_of(GENERATOR.normal(size=(1, 3, 5)), GENERATOR.normal(size=(1, 1, 5)))
THETA = GENERATOR.normal(size=(1, SHAPE.P))
PERTURBED = {"eta": 0.01, "g_thres": 1e-3, "r": 1e-2}

CALLS = {
    "loop.descend": (loop.descend, {"problem": himmelblau, "method": gd, "x": X, "p": (), "limits": LIMITS, "eta": 0.01}),
    "loop.descend with noise": (
        loop.descend,
        {"problem": octopus, "method": pgd, "x": X, "p": P, "limits": TUBE, "streams": streams(WORDS), "t_thres": 3, **PERTURBED},
    ),
    "loop.descend in torch": (
        loop.descend,
        {"problem": rosenbrock, "method": gd, "x": X, "p": rosenbrock.Numbers(1.0), "limits": LIMITS, "eta": 1e-4},
    ),
    "escape.descend": (octopus_descent.descend, {"method": gd_event_driven, "x": X, "p": P, "limits": TUBE, "eta": 0.1}),
    "octopus.numbers": (octopus.numbers, {"tau": 1.0, "L": 2.0, "gamma": 1.0}),
    "streams": (streams, {"seeds": WORDS}),
    "problem": (problem.problem, {"x": np.ones((3, 1)), "y": np.ones(3), "hidden": [2], "activation": "relu", "loss": "hinge", "p": 3}),
    "augment": (lambda lam: augment(exponential, problem.base(NET), lam=lam), {"lam": 1.0}),
    "gradients": (lambda xi: objective.gradients(NET, xi), {"xi": XI}),
    "hessians": (lambda xi: objective.hessians(NET, xi), {"xi": XI}),
    "oneneuron.descend": (neuron_descent.descend, {"method": gd, "net": NET, "xi": XI, "max_iterations": 5, "eta": 0.01}),
    "lbfgs.run": (lambda xi: lbfgs.run(NET, xi, max_iterations=5), {"xi": XI}),
    "near": (
        lambda **given: starts.near(NET, **given),
        {"theta": np.ones(7), "radius": 0.1, "neuron_size": 0.0, "generators": [GENERATOR]},
    ),
    "linear net": (linear_nets.net, {"network": "conv", "depth": 2, "D": 4, "filter_width": 3}),
    "linear start": (lambda **given: linear_nets.start(LINEAR, **given), {"size": 0.5, "generators": [GENERATOR]}),
    "predictor": (lambda w: linear_nets.predictor(w, LINEAR), {"w": W}),
    "output": (lambda w, x: linear_nets.output(w, LINEAR, x), {"w": W[0], "x": SIGNALS[0]}),
    "separators": (separators.separators, {"data": SIGNALS}),
    "linear train_runs": (
        training.train_runs,
        {"method": linear_gd, "net": LINEAR, "w": W, "x": SIGNALS, "kept_at": [-1.0, 0.0], "eta": 0.1, "steps": 5},
    ),
    "net": (nets.net, {"widths": [3, 4, 1], "activation": "relu", "connections": "full", "places": 1}),
    "points_of": (nets.points_of, {"x": DATA.x, "y": DATA.y}),
    "net starts": (lambda **given: net_starts.start(SHAPE, **given), {"generators": [GENERATOR], "gain": 1.0}),
    "flow": (
        lambda **given: kinked_flow.flow(SHAPE, data=DATA, **given),
        {"loss": "quadratic", "theta": THETA[0], "times": [0.0, 0.1], "tolerance": 1e-8},
    ),
    "train_runs": (
        lambda **given: trained.train_runs(net=SHAPE, generators=None, **given),
        {"method": gd, "loss": "quadratic", "theta": THETA, "data": DATA, "times": [0.0, 0.1], "eta": 0.05},
    ),
    "layer_drift": (lambda theta: invariants.layer_drift(SHAPE, theta), {"theta": THETA[None]}),
    "unit_drift": (lambda theta: invariants.unit_drift(SHAPE, theta), {"theta": THETA[None]}),
    "matrix_drift": (lambda theta: invariants.matrix_drift(SHAPE, theta), {"theta": THETA[None]}),
}
ODD = {
    "nothing": None,
    "text": "many",
    "a number": -3.5,
    "zero": 0,
    "not a number": float("nan"),
    "true": True,
    "complex": 1j,
    "an empty list": [],
    "a list of text": ["a"],
    "rows that differ": [[1.0, 2.0], [3.0]],
    "a mapping": {"a": 1},
    "an object": object(),
    "one axis": np.ones(5),
    "three axes": np.ones((2, 3, 11)),
    "four axes": np.ones((1, 1, 1, 1)),
    "text in an array": np.array([["a", "b"]]),
    "complex numbers": np.ones((3, 2)) * 1j,
    "objects": np.array([[object()]]),
    "other words": np.ones((3, 3)),
    "a module": math,
    "a class": Limits,
    "a plain tuple": (1.0, 2.0),
    "limits of text": Limits("a", 1),
    "limits without a number": Limits(float("nan"), 1),
    "limits with half a record": Limits(1e-3, 10, 2.5),
    "limits with a negative record": Limits(1e-3, 10, -1),
}


@pytest.fixture(autouse=True)
def nothing_is_computed(monkeypatch):
    """Arguments are checked, but no kernel is compiled. Other tests run the kernels."""
    monkeypatch.setattr(loop, "_made", lambda *modules: lambda *arrays: None)
    monkeypatch.setattr(gd_event_driven, "descend", lambda x, p, limits, eta: None)
    monkeypatch.setattr(linear_gd, "train", lambda block, steps, eta: None)
    for module, name in ((objective, "_gradients"), (objective, "_hessians"), (lbfgs, "minimise")):
        monkeypatch.setattr(module, name, lambda *arrays: None)


@pytest.mark.parametrize("call", CALLS)
def test_the_right_arguments_are_no_mistake(call):
    function, given = CALLS[call]
    function(**given)


@pytest.mark.parametrize(("call", "name"), [(call, name) for call, (_, given) in CALLS.items() for name in given])
def test_a_wrong_argument_is_named_in_one_line_or_does_no_harm(call, name):
    """Some odd values are right for some arguments, such as zero for a radius. They must work."""
    function, given = CALLS[call]
    for odd, value in ODD.items():
        try:
            function(**given | {name: value})
        except ValueError as error:
            said = str(error)
            assert "\n" not in said, (odd, said)
            assert any(argument in said for argument in given), (odd, said)
        except Exception as error:
            raise AssertionError(f"{call} with {name} = {odd}: {type(error).__name__}: {error}") from error


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"x": np.ones(2)}, r"^x has the shape \(2,\): must be an array \(runs, d\) of numbers$"),
        ({"x": np.ones((3, 3))}, r"^x has rows of 3 numbers: the dimension of himmelblau must be 2$"),
        ({"x": [["a", "b"]]}, r"^x is a list of <U1: must be an array \(runs, d\) of numbers$"),
        ({"sigma": 1.0}, r"^gd takes no sigma = 1\.0; it takes eta, weight_decay$"),
        ({"eta": -1.0}, r"^gd: eta = -1\.0: must be greater than 0$"),
        ({"eta": "= 1/L"}, r"^gd: eta = = 1/L: must be a valid number$"),
        ({"method": pgd, "g_thres": 1.0, "r": 1.0}, r"^streams is nothing: pgd draws random numbers"),
        ({"method": gd_event_driven}, r"gd_event_driven has neither a rule nor a step"),
        ({"streams": WORDS}, r"^streams has the shape \(3, 3\): must be an array \(3, 4\) of whole numbers$"),
        ({"problem": octopus}, r"^p is a tuple: must be what octopus\.numbers returns, a Octopus$"),
        ({"p": ("a", 1.0)}, r"^p has a str in it: must be numbers, arrays and tuples of them$"),
        ({"limits": 3}, r"^limits is a int: must be the Limits of descent\.watching"),
    ],
)
def test_what_is_said_of_a_descent(changed, said):
    function, given = CALLS["loop.descend"]
    with pytest.raises((ValueError, TypeError), match=said):
        function(**given | changed)


def test_a_parameter_that_is_missing_is_described():
    with pytest.raises(ValueError, match=r"^gd needs eta, Step size of gradient steps\.$"):
        loop.descend(himmelblau, gd, X, (), LIMITS)


def test_numbers_of_numpy_are_numbers():
    numbers = {"eta": np.float64(0.1), "g_thres": 0, "r": np.float32(0.5), "t_thres": np.int64(3)}
    assert loop.descend(octopus, pgd, X.tolist(), P, TUBE, streams(WORDS), **numbers).end.shape == X.shape


@pytest.mark.parametrize(
    ("y", "said"), [([0.0, 1.0, 1.0], "label = 0"), ([1.0, np.nan, 1.0], r"y\[1\] = nan"), ([1.0, 1.0], "y has the shape")]
)
def test_labels_are_one_of_two(y, said):
    with pytest.raises(ValueError, match=said):
        problem.problem(np.ones((3, 1)), y, [2])


def test_points_that_are_not_a_nets_are_named():
    with pytest.raises(ValueError, match=r"^data\.x has the shape \(1, 2, 5\): must be an array \(runs, 3, N\)$"):
        kinked_flow.flow(SHAPE, "quadratic", THETA[0], nets.points_of(DATA.x[:, :2], DATA.y), [0.0, 1.0], 1e-8)
    with pytest.raises(ValueError, match=r"^y has the shape \(1, 1, 4\): must be an array \(1, outputs, 5\) of finite numbers$"):
        nets.points_of(DATA.x, DATA.y[..., :4])
