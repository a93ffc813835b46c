"""The table of a training's plateaus."""

import numpy as np

HEAD = ("plateau", "iterations", "spent", "left", "by linear theory", "loss", "gradient", "lowest eigenvalues", "largest", "what")


def table(found) -> str:
    """A `saddles.Saddles` as lines of text, with its twin below."""
    rows = [HEAD, *(_row(str(k + 1), one) for k, one in enumerate(found.stays))]
    if found.end is not None:
        rows.append(_row("end", found.end))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([title(found), *lines, *(["", table(found.twin)] if found.twin else [])])


def title(found) -> str:
    """The optimiser, the noise and the iterations."""
    how = found.settings
    noise = f", with noise r={how.r:.3g} where the gradient is at most {how.g_thres:.3g}" if how.r else ""
    return f"{found.optimiser.label}{noise}: {int(found.trained.iterations[0])} iterations, {found.spent} at strict saddles"


def _row(name: str, one) -> tuple[str, ...]:
    plateau = one.plateau
    until = "" if plateau.leave is None else plateau.leave
    eigenvalues = " ".join(f"{value:.3g}" for value in one.lowest.values)
    return (
        name,
        f"{plateau.enter} to {until}",
        str(plateau.spent),
        _number(plateau.left),
        _number(one.predicted),
        f"{plateau.loss:.4g}",
        f"{plateau.slope:.2g}",
        eigenvalues,
        f"{one.lowest.largest:.3g}",
        "strict saddle" if one.strict else "no strict saddle",
    )


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.0f}"
