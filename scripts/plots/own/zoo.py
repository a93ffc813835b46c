"""The zoo: whether GD is exponentially slow beyond the octopus. Times to pass saddles, the gain of noise, theory, and four methods."""

from scripts import style
from scripts.plots.own import zoo_panels as panels
from scripts.plots.own.words import METHODS, PROBLEMS

OCTOPUS, LOW_RANK, DEEP, PHASE, TENSOR, DIGITS = PROBLEMS.values()


def draw(
    zoo_octopus,
    zoo_low_rank,
    zoo_low_rank_spread,
    zoo_deep_linear,
    zoo_depth,
    zoo_phase_retrieval,
    zoo_tensor,
    zoo_relu_digits,
    zoo_octopus_noisy,
    zoo_low_rank_noisy,
    zoo_deep_linear_noisy,
    zoo_phase_retrieval_noisy,
    zoo_tensor_noisy,
    zoo_relu_digits_noisy,
):
    """All studies of the zoo but those of starts; `_noisy`: with noise in every gradient. Returns the figure."""
    fig, axes = style.figure(3, 3, height=2.0)
    (times, gains, theory), problems = axes[0], axes[1:].flat
    zoo = [
        ("octopus", OCTOPUS, "d", zoo_octopus, zoo_octopus_noisy, "saddles $d$"),
        ("low rank", LOW_RANK, "rank", zoo_low_rank, zoo_low_rank_noisy, "saddles"),
        ("three linear layers", DEEP, "rank", zoo_deep_linear, zoo_deep_linear_noisy, "saddles"),
        ("phase retrieval", PHASE, "d", zoo_phase_retrieval, zoo_phase_retrieval_noisy, "dimension $d$"),
        ("tensor", TENSOR, "d", zoo_tensor, zoo_tensor_noisy, "components $d$"),
        ("ReLU net on digits", DIGITS, "classes", zoo_relu_digits, zoo_relu_digits_noisy, "classes"),
    ]
    last = panels.saddle_after_saddle(times, zoo_octopus, "d", zoo_octopus.grid["d"][-1:], OCTOPUS, label="octopus")
    panels.law(times, zoo_octopus, last, OCTOPUS)
    panels.saddle_after_saddle(times, zoo_low_rank, "rank", zoo_low_rank.grid["rank"], LOW_RANK, label="low rank, condition 4")
    panels.saddle_after_saddle(
        times, zoo_low_rank_spread, "rank", zoo_low_rank_spread.grid["rank"][-1:], LOW_RANK, "--", "condition = rank"
    )
    panels.saddle_after_saddle(times, zoo_deep_linear, "rank", zoo_deep_linear.grid["rank"], DEEP, label="three linear layers")
    times.set(yscale="log", ylim=(3, 100000), xlabel="saddle $k$", ylabel="iterations of GD", title="Saddles passed")
    for (name, colour, key, study, noisy, label), axis in zip(zoo, problems, strict=True):
        panels.gain(gains, study, key, colour, name)
        panels.against_theory(theory, study, colour, name)
        panels.methods(axis, study, noisy, key)
        panels.logarithmic(axis, study.grid[key], xlabel=label, title=name[0].upper() + name[1:])
    panels.gain(gains, zoo_depth, "depth", DEEP, "$N$ linear layers", "--")
    panels.against_theory(theory, zoo_low_rank_spread, LOW_RANK, None)
    panels.against_theory(theory, zoo_depth, DEEP, None)
    depth, middle, *_ = panels.medians(panels.rows(zoo_depth, "SGD"), "depth")
    layers = axes[1, 2].plot(depth, middle, color=METHODS["GD"], ls="--", label="GD, by number of layers")
    panels.logarithmic(axes[1, 2], [2, 3, 4, 5, 6, 7, 8])
    panels.logarithmic(gains, xlabel="size of the problem", ylabel="GD / PGD", title="Gain of noise")
    panels.logarithmic(theory, xlabel="iterations, theory", ylabel="iterations", title="Linear theory")
    theory.axline((30, 30), (300, 300), color=style.BLACK, lw=0.7, ls=":")
    line = style.matplotlib.lines.Line2D
    methods = [line([], [], color=colour, marker=".", label=name) for name, colour in METHODS.items()]
    varied = [line([], [], color=LOW_RANK, ls="--", label="low rank, condition = rank")]
    law = [handle for handle in times.lines if handle.get_label().startswith("law")]
    style.legend(fig, [*gains.get_legend_handles_labels()[0], *varied, *law, *methods, *layers])
    for axis in axes[1:].flat:
        axis.set_ylabel("iterations")
    style.note(
        fig,
        "(b) Size: the axis of (d) to (i), or the number N of layers. (d) to (i) Iterations until f is half way from the last saddle to "
        f"the minimum: median and 5 to 95 % of {zoo_low_rank.seeds} runs (octopus {zoo_octopus.seeds}, digits {zoo_relu_digits.seeds}, "
        f"layers {zoo_depth.seeds}). Starts: octopus uniform on [-1, 1]^d; low rank, tensor and digits at 1/1000 from the first "
        "saddle; phase retrieval at random; linear layers with entries of standard deviation 0.1/√d, or aligned with entries "
        f"{zoo_depth.fixed['start']} if their number varies. PGD adds noise where the gradient is small, noisy GD to every gradient.",
    )
    return fig
