"""The hypotheses and corollaries of theorem 4.1 against d, gamma and eps, each beside what theory has for it."""

from scripts import style
from scripts.plots.escape.scaling_panels import by_gamma, plateaus, shares, sizes, waits


def draw(smoothness, curvatures, perturbed_scaling, noisy_plateaus, jin_accuracy, moved):
    """The studies of random points, of curvatures, of methods with noise, of Jin et al.'s constants and of moved functions."""
    fig, axes = style.figure(2, 3, height=2.5)
    sizes(axes[0, 0], smoothness)
    by_gamma(axes[0, 1], axes[0, 2], curvatures)
    plateaus(axes[1, 0], [("PGD", perturbed_scaling, "pgd"), ("noisy GD", noisy_plateaus, "noisy_gd")])
    waits(axes[1, 1], jin_accuracy)
    shares(axes[1, 2], moved)
    for axis in axes.flat:
        axis.legend(fontsize=style.points(5.5))
    style.note(
        fig,
        f"Dashed: theory, or the bound of the proof; dotted: t_thres. Growth and second-order points: event-driven GD, "
        f"L = {curvatures.fixed['L']}, eta = 1/ell. Plateaus: literal runs, from the third saddle on. Starts around "
        f"z = {moved.grid['centre'][-1]}, d = {moved.fixed['d']}: "
        "Clopper and Pearson's interval; one outside the tube counts as not slow.",
    )
    return fig
