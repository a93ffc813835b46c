"""Figure 2 of Du, Hu, Lee 2018: layers of a ReLU net come to the same norms, from both starts."""

from scripts.plots.balance.norm_panels import draw_norms


def draw(three_layer):
    """three_layer: the net of the paper's widths. Returns the figure."""
    return draw_norms(three_layer, "standard normal inputs with the outputs of a random net of the same shape")
