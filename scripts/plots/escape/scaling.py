"""The hypotheses and corollaries of theorem 4.1 against d, gamma and eps, each beside what theory predicts."""

from scripts import style
from scripts.plots.escape.scaling_panels import floors, growths, plateaus, shares, sizes, waits


def draw(smoothness, curvatures, perturbed_scaling, noisy_plateaus, jin_accuracy, moved):
    """The studies of random points, of curvatures, of methods with noise, of Jin et al.'s constants and of moved functions."""
    fig, axes = style.figure(3, 2, height=2.3, least=1.6)
    sizes(axes[0, 0], smoothness)
    growths(axes[0, 1], curvatures)
    floors(axes[1, 0], curvatures)
    plateaus(axes[1, 1], [("PGD", perturbed_scaling, "pgd"), ("noisy GD", noisy_plateaus, "noisy_gd")])
    waits(axes[2, 0], jin_accuracy)
    shares(axes[2, 1], moved)
    for axis in axes.flat:
        axis.legend()
    style.note(
        fig,
        f"Dashed: theory, or the bound of the proof. Growth and second-order points: event-driven GD, "
        f"L = {curvatures.fixed['L']}, η = 1/ℓ. Plateaus: literal runs, from the third saddle on. "
        f"Starts around z = {moved.grid['centre'][-1]}, d = {moved.fixed['d']}: "
        "Clopper and Pearson's intervals; a start outside the tube counts as not slow.",
    )
    return fig
