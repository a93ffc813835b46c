"""Figure 2's experiment on handwritten digits."""

from scripts.plots.balance.norm_panels import draw_norms


def draw(three_layer_digits):
    """three_layer_digits: the net on digits. Returns the figure."""
    return draw_norms(three_layer_digits, "one output for each class of digits")
