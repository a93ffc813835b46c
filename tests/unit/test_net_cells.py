"""Cells of papers 3 and 4: the parameters that they take, and the mistakes that are refused before anything runs."""

import pytest

from scripts import cells
from scripts.mistakes import ConfigurationError
from scripts.train import factorisation, linear_net, net, safran_shamir, three_layer

LINEAR = {"network": "conv", "depth": 2, "D": 8, "decades": 20}
SMALL = {"connections": "conv"}
FACTORS = {"d": 20, "start_variance": 0.01, "step_scale": 0.5}
THREE = {"d": 64, "start": "balanced", "steps": 20}
REFUSED = {
    "a filter wider than a signal": (linear_net, LINEAR | {"filter_width": 9}, "filter_width=9: needs filter_width <= D"),
    "signals that no digit has": (linear_net, LINEAR | {"data": "digits"}, "digits have 64 pixels"),
    "more digits than there are": (linear_net, LINEAR | {"data": "digits", "D": 64, "N": 358}, "there are 357 images"),
    "half a channel": (net, SMALL | {"width": 6}, "a convolution has whole channels"),
    "a filter wider than its circle": (net, SMALL | {"places": 2}, "a convolution's filter has three taps"),
    "biases of a convolution": (net, SMALL | {"biases": True}, "that of fully connected neurons"),
    "a step past a point": (net, SMALL | {"eta": 0.2}, r"points \* eta <= time: "),
    "a step of momentum past a point": (net, SMALL | {"method": "momentum", "eta": 0.02}, r"points \* eta <= time \* \(1 - momentum\)"),
    "a net for other images": (net, SMALL | {"data": "digits"}, "needs inputs == 64"),
    "rank above the dimension": (factorisation, FACTORS | {"steps": 9, "rank": 21}, "rank=21: needs rank <= d: "),
    "rank above the other dimension": (factorisation, FACTORS | {"steps": 9, "d2": 1}, "needs rank <= d2: "),
    "a flow that takes no time": (factorisation, FACTORS | {"method": "flow", "flow_time": 0}, "flow_time = 0: must be greater than 0"),
    "nothing kept": (three_layer, THREE | {"every": 21}, "needs every <= steps"),
    "another number of classes": (three_layer, THREE | {"data": "digits", "outputs": 9}, "there are ten digits"),
    "more images than there are": (three_layer, THREE | {"data": "digits", "outputs": 10, "N": 1798}, "there are 1797 images"),
    "an unknown start": (three_layer, THREE | {"start": "wild"}, "start = wild: allowed: balanced, unbalanced"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_cannot_be_is_refused(mistake):
    script, given, says = REFUSED[mistake]
    with pytest.raises(ConfigurationError, match=says):
        cells.complete(script, given, "cell")


@pytest.mark.parametrize(
    ("script", "given", "own"),
    [
        (linear_net, LINEAR | {"method": "gd"}, {"eta", "steps"}),
        (linear_net, LINEAR | {"method": "safe_gd"}, {"steps"}),
        (linear_net, LINEAR | {"method": "flow"}, {"steps_before_flow", "growth", "flow_steps"}),
        (net, SMALL | {"method": "gd"}, {"eta", "weight_decay"}),
        (net, SMALL | {"method": "momentum"}, {"eta", "momentum"}),
        (net, SMALL | {"method": "sgd"}, {"eta", "batch"}),
        (net, SMALL | {"method": "adam"}, {"eta", "beta1", "beta2", "adam_epsilon"}),
        (net, SMALL | {"method": "flow"}, {"tolerance"}),
        (factorisation, FACTORS | {"method": "gd", "steps": 9}, {"steps", "regulariser"}),
        (factorisation, FACTORS | {"method": "flow", "flow_time": 9}, {"steps_before_flow", "flow_time"}),
    ],
)
def test_a_cell_takes_what_its_own_method_takes(script, given, own):
    taken = cells.complete(script, given, "cell")[1].keys()
    data = {"N", "size"} & taken
    assert taken - script.Parameters.model_fields.keys() - data == own


def test_nets_are_not_offered_methods_that_move_single_points():
    with pytest.raises(ConfigurationError, match="method = pgd: allowed: adam, flow, gd, heavy_ball, momentum, sgd"):
        cells.check_choices(net, {"method": "pgd"}, "cell")


def test_a_study_offers_the_choices_that_its_own_parameter_has():
    with pytest.raises(ConfigurationError, match=r"augmentation = per_layer: allowed: exponential, none$"):
        cells.check_choices(safran_shamir, {"augmentation": "per_layer"}, "cell")
