"""The quadratic forms among which conservation laws are sought: one unknown per entry of a symmetric matrix S_g of each group g.

A group is a parameter tensor unfolded along axis 0 or 1 to a matrix Theta_g of n rows. Its rows are neurons, channels or coordinates of
heads. The quadratic form is Q(theta) = sum_g tr(S_g Theta_g Theta_g^T). For the form "diagonal" S_g is diagonal, with one unknown per row,
for |row|^2. For the form "matrices" S_g is any symmetric matrix, with one unknown per pair i <= j, for the product of rows i and j.
"""

from itertools import pairwise
from typing import Literal, NamedTuple

import torch

from descent.instruments.objective import Parameters

Form = Literal["diagonal", "matrices"]
FORMS = ("diagonal", "matrices")


class Group(NamedTuple):
    """A parameter tensor unfolded along an axis."""

    tensor: str
    axis: int
    rows: int
    """n, the length of the axis."""
    length: int
    """Number of parameters in a row."""
    of: int
    """Number of axes of the tensor."""
    first: int
    """Index of the group's first unknown."""
    unknowns: int


def groups(parameters: Parameters, form: Form) -> list[Group]:
    """The groups of a module's parameters, tensor by tensor: one for each of the first two axes. A tensor without axes has one row."""
    found, first = [], 0
    for name, values in parameters.items():
        for axis in range(max(1, min(values.dim(), 2))):
            rows = values.shape[axis] if values.dim() else 1
            unknowns = rows if form == "diagonal" else rows * (rows + 1) // 2
            found.append(Group(name, axis, rows, values.numel() // max(1, rows), values.dim(), first, unknowns))
            first += unknowns
    return found


def products(a: Parameters, b: Parameters, among: list[Group], form: Form) -> torch.Tensor:
    """The bilinear form of every unknown, <row i of a, row j of b> made symmetric. With a = b these are the laws' terms.

    a, b: stacked parameters (runs, ...). Returns (runs, unknowns).
    """
    if form == "matrices":
        return torch.cat([_pairs(a[group.tensor], b[group.tensor], group) for group in among], dim=1)
    both = {name: values * b[name] for name, values in a.items()}
    return torch.cat([_rows(both[group.tensor], group) for group in among], dim=1)


def squares(a: Parameters, among: list[Group]) -> torch.Tensor:
    """Squared norms of all groups' rows. a: stacked parameters (runs, ...). Returns (runs, rows)."""
    return products(a, a, among, "diagonal")


def _rows(both, group: Group):
    """Sums over rows. Returns (runs, rows)."""
    others = [axis for axis in range(1, both.dim()) if axis != group.axis + 1]
    return both.sum(others) if others else both.unsqueeze(1).flatten(1)


def _pairs(a, b, group: Group):
    """Entries i <= j of (A B^T + B A^T)/2, row by row. Returns (runs, rows (rows + 1)/2)."""
    a, b = (values.reshape(len(values), *(values.shape[1:] or (1,))) for values in (a, b))
    a, b = (values.movedim(group.axis + 1, 1).unsqueeze(2).flatten(2) for values in (a, b))
    whole = a @ b.mT
    i, j = torch.triu_indices(group.rows, group.rows)
    return (whole[:, i, j] + whole[:, j, i]) / 2


def places(among: list[Group], form: Form) -> list[tuple[Group, int, int]]:
    """The meaning of each unknown: its group, and the rows i <= j of its product."""
    if form == "diagonal":
        return [(g, i, i) for g in among for i in range(g.rows)]
    return [(g, i, j) for g in among for i in range(g.rows) for j in range(i, g.rows)]


def rows(among: list[Group], form: Form) -> tuple[torch.Tensor, torch.Tensor]:
    """For every unknown, the indices of its rows i and j among the rows of all groups, as in `squares`. Returns (unknowns,) twice."""
    found, first = [], 0
    for group in among:
        i = torch.arange(group.rows)
        pairs = torch.stack([i, i]) if form == "diagonal" else torch.triu_indices(group.rows, group.rows)
        found.append(first + pairs)
        first += group.rows
    i, j = torch.cat(found, dim=1)
    return i, j


def trivial(among: list[Group], form: Form) -> torch.Tensor:
    """The forms that are zero for all parameters: the squared norms of a tensor's rows have the same sum as those of its columns.

    Returns (tensors of two axes or more, unknowns).
    """
    unknowns, found = among[-1].first + among[-1].unknowns, []
    for rows, columns in pairwise(among):
        if rows.tensor == columns.tensor:
            found.append(torch.zeros(unknowns, dtype=torch.float64))
            found[-1][_squares(rows, form)] = 1.0
            found[-1][_squares(columns, form)] = -1.0
    return torch.stack(found) if found else torch.zeros((0, unknowns), dtype=torch.float64)


def _squares(group: Group, form: Form) -> torch.Tensor:
    """Indices of a group's unknowns with i = j. Returns (rows,)."""
    i = torch.arange(group.rows)
    return group.first + (i if form == "diagonal" else i * group.rows - i * (i - 1) // 2)
