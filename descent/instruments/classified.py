"""The number of points that a classifier misclassifies."""

import torch

from descent.instruments.objective import Objective, Parameters


def errors(objective: Objective, theta: Parameters) -> float:
    """Number of misclassified points, including those on the decision boundary; NaN where targets are no classes.

    Where targets are whole numbers and the outputs' second axis has a score per class, the largest score decides. Where every target is
    one of two values, -1 and 1 or 0 and 1, the decision boundary is the output with equal loss for both: 0, or halfway between the values.
    """
    if objective.loss is None or not isinstance(objective.targets, torch.Tensor):
        return float("nan")
    with torch.no_grad():
        outputs = objective.outputs(theta)
        wrong = _wrong(objective, outputs, objective.targets)
    return float("nan") if wrong is None else float(wrong.reshape(len(outputs), -1).any(dim=1).sum())


def _wrong(objective, outputs, targets):
    """Whether each output, or each row of class scores, is wrong; None where targets are no classes."""
    if not targets.is_floating_point() and outputs.dim() == targets.dim() + 1 and outputs.shape[1] > 1:
        own = outputs.gather(1, targets.long().unsqueeze(1))
        others = outputs.scatter(1, targets.long().unsqueeze(1), float("-inf"))
        return (own <= others.amax(dim=1, keepdim=True)).squeeze(1)
    values = set(torch.unique(targets).tolist())
    low = next((low for low in (-1.0, 0.0) if values <= {low, 1.0}), None)
    if low is None or outputs.shape != targets.shape:
        return None
    border = next((at for at in (0.0, (low + 1) / 2) if _equal(objective, outputs, targets, at, low)), 0.0)
    return (outputs - border) * (2 * (targets > (low + 1) / 2).to(outputs) - 1) <= 0


def _equal(objective, outputs, targets, at: float, low: float) -> bool:
    """Whether an output of `at` has the same loss for both classes."""
    level = torch.full_like(outputs, at)
    costs = [float(objective.loss(level, torch.full_like(targets, value))) for value in (low, 1)]
    return abs(costs[0] - costs[1]) <= 1e-9 * (abs(costs[0]) + abs(costs[1]))
