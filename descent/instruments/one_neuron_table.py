"""The table of a training's end and the neuron that is added there."""

import numpy as np

from descent.instruments import tables


def table(found) -> str:
    """A `one_neuron.OneNeuron` as lines of text."""
    end, how = found.minimum, found.settings
    rows = [
        ("minimum", end.word),
        ("  loss, least loss", f"{end.loss:.6g}, {how.lowest:.6g}"),
        (f"  gradient, polished to {how.tolerance:g} by {end.way}", f"{end.gradient:.2g}"),
        ("  moved by polishing, as a share of |theta|", f"{end.moved:.2g}"),
        ("  lowest eigenvalues, largest", _eigenvalues(end)),
        ("  points classified wrong", "-" if np.isnan(end.errors) else f"{end.errors:.0f}"),
        ("neuron", found.neuron or "not examined"),
    ]
    if found.certificate is not None:
        rows += [
            ("  largest sum of residuals of equal points; g = 0 everywhere if it is 0", f"{found.residual:.2g}"),
            (f"  largest g^2/(2 lambda) for |(w, b)| <= {how.radius:g} in the inputs' units, lambda = {how.lam:g}", _certificate(found)),
        ]
    if found.path is not None:
        path = found.path
        rows += [
            ("  F after the descent, below the minimum by", f"{path.F[-1]:.4g}, {found.gain:.4g}"),
            ("  |(w, b)| at the start, at the end", f"{path.size[0]:.3g}, {path.size[-1]:.3g}"),
            ("  largest |a| exp(w.x + b) at the end", f"{path.output[-1]:.3g}"),
            ("  the net's own loss, points wrong", f"{path.base_loss[-1]:.4g}, {path.base_errors[-1]:.0f}"),
        ]
    return f"{found.network}: its end, and one neuron\n{tables.table(rows)}"


def _eigenvalues(end) -> str:
    if np.isnan(end.eigenvalues).all():
        return "-"
    return " ".join(f"{value:.2g}" for value in end.eigenvalues if not np.isnan(value)) + f", {end.largest:.3g}"


def _certificate(found) -> str:
    return f"{found.certificate.gain(found.settings.lam):.4g} ({found.certificate.way})"
