"""Margins of a classifier: the label's output minus that of each other class, or the label times a single output."""

import torch


def differences(outputs: torch.Tensor, targets) -> torch.Tensor | None:
    """The matrices A that give a point's margins from its outputs: margins_k = sum_c A_kc outputs_c.

    outputs: (points,), (points, 1) or (points, classes). targets: for one output, labels -1 and 1, or 0 and 1, (points,) or (points, 1);
    for several outputs, classes as whole numbers (points,). Returns A (points, pairs, outputs per point), or None for other targets.
    """
    if not isinstance(targets, torch.Tensor) or targets.is_complex() or outputs.dim() not in (1, 2) or len(outputs) == 0:
        return None
    if outputs.dim() == 1 or outputs.shape[1] == 1:
        return _signs(targets, len(outputs), outputs)
    points, classes = outputs.shape
    if targets.shape != (points,) or targets.is_floating_point() or targets.dtype == torch.bool:
        return None
    targets = targets.to(outputs.device)
    if targets.min() < 0 or targets.max() >= classes:
        return None
    unit = torch.eye(classes, dtype=outputs.dtype, device=outputs.device)
    return torch.stack([unit[label] - unit[torch.arange(classes, device=unit.device) != label] for label in targets])


def _signs(targets: torch.Tensor, points: int, outputs: torch.Tensor) -> torch.Tensor | None:
    if targets.shape not in ((points,), (points, 1)):
        return None
    labels = targets.reshape(points).to(outputs)
    if not (labels.abs() == 1).all():
        labels = 2 * labels - 1
    return labels[:, None, None] if (labels.abs() == 1).all() else None
