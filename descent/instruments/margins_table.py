"""The table of a network's late phase."""

import numpy as np

COLUMNS = {
    "log10": ("log10 margin", "{:.2f}"),
    "step": ("step", "{:.0f}"),
    "normalised": ("normalised", "{:.6g}"),
    "smoothed": ("smoothed", "{:.6g}"),
    "alignment": ("alignment", "{:.6f}"),
    "epsilon": ("epsilon", "{:.2g}"),
    "delta": ("delta", "{:.2g}"),
    "residual": ("residual", "{:.2g}"),
    "turn": ("turn a decade", "{:.2g}"),
    "log_loss": ("log loss", "{:.4g}"),
    "log_product": ("log(t loss)", "{:.4g}"),
}
"""Series, with their headings and number formats."""
ROWS = 12
"""Most rows that are shown."""


def table(found) -> str:
    """A `margins.Margins` as lines of text."""
    lines = [title(found)]
    if not found.series or not len(found.series["log10"]):
        return lines[0]
    shown = np.unique(np.linspace(0, len(found.series["log10"]) - 1, ROWS).round().astype(int))
    columns = [[head, *(_number(form, found.series[name][n]) for n in shown)] for name, (head, form) in COLUMNS.items()]
    for name, values in (found.to_separators or {}).items():
        columns.append([f"1 - cos to {name}", *(_number("{:.2g}", values[n]) for n in shown)])
    widths = [max(map(len, column)) for column in columns]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in zip(*columns, strict=True)]
    return "\n".join(lines)


def title(found) -> str:
    """The degree, the loss, and how the run ended."""
    if not found.series:
        return f"no late phase: {found.status}"
    flow = "" if np.isnan(found.flow_from) else f", from a margin of 10^{found.flow_from:.2f} by the late-phase flow"
    change = f"least change of the smoothed margin in a step {found.change:.2g}"
    return f"homogeneous of degree {found.degree:g}, {found.settings.tail} tail: {found.status}{flow}\n{change}"


def _number(form: str, value: float) -> str:
    return "-" if np.isnan(value) else form.format(value)
