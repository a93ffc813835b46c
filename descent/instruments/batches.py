"""The data of many runs. Data that all runs share are held once; mini-batches are taken from them."""

from collections.abc import Sequence

import torch


class Apart(list):
    """A part that differs between runs and cannot be stacked."""


class Data:
    """Parts of the runs' data: tensors, or whatever else the loss takes.

    runs: the parts of each run. batch: points in a mini-batch; 0: all. generators: one per run, for mini-batches. A part that is the same
    for all runs is held once. `alike`: whether all runs have parts of the same shapes. Raises ValueError where `batch` is given and inputs
    are not tensors with the same number of points in every run.
    """

    def __init__(self, runs: Sequence[tuple], device, batch: int = 0, generators: Sequence[torch.Generator] = ()):
        self.size, self.generators, self.order = batch, generators, None
        self.runs = len(runs)
        self.parts = [_together([run[i] for run in runs], device) for i in range(len(runs[0]))]
        self.alike = not any(isinstance(part, Apart) for part in self.parts)
        self.count = sum(isinstance(part, torch.Tensor) for part in self.parts)
        if batch:
            first = self.of(0)[0] if self.parts else None
            if not isinstance(first, torch.Tensor) or not first.dim() or not self.alike:
                raise ValueError("batch: needs inputs that are tensors of the same number of points in every run")
            self.points = len(first)
        self.whole, self.taken = self.parts, 0
        if batch and batch < self.points:  # any mini-batch, until the first iteration
            self.parts = [part[:, :batch] if self._has_points(part) else part for part in self.whole]
        self.numbers = sum(part[0].numel() for part in self.parts if isinstance(part, torch.Tensor))
        """Numbers in one run's current parts."""

    def at(self, t: int):
        """Take the mini-batches of iteration t: each run's own generator draws one permutation of all points per epoch."""
        if not self.size or self.size >= self.points:
            return
        place = t % -(-self.points // self.size) * self.size
        if place == 0:
            self.order = torch.stack([torch.randperm(self.points, generator=generator) for generator in self.generators])
        chosen = self.order[:, place : place + self.size]
        self.taken = chosen.shape[1]
        self.parts = [_points(part, chosen.to(part.device)) if self._has_points(part) else part for part in self.whole]

    def of(self, run: int) -> tuple:
        """The parts of one run."""
        return tuple(part[run] if isinstance(part, (torch.Tensor, Apart)) else part for part in self.parts)

    def stacked(self, rows: torch.Tensor | None) -> tuple[torch.Tensor, ...]:
        """The tensors among the parts, (rows, ...), for all runs or for the runs in `rows`."""
        return tuple(take(part, rows) for part in self.parts if isinstance(part, torch.Tensor))

    def filled(self, tensors) -> tuple:
        """All parts in their order, with the given tensors in the places of tensors."""
        tensors = iter(tensors)
        return tuple(next(tensors) if isinstance(part, torch.Tensor) else part for part in self.parts)

    def _has_points(self, part) -> bool:
        return isinstance(part, torch.Tensor) and part.dim() > 1 and part.shape[1] == self.points


def take(part: torch.Tensor, rows: torch.Tensor | None) -> torch.Tensor:
    """Rows of a part (runs, ...). A part that all runs share is not copied."""
    if rows is None:
        return part
    return part[:1].expand(len(rows), *part.shape[1:]) if part.stride(0) == 0 else part[rows]


def _together(parts: list, device):
    """One part of all runs as a tensor (runs, ...). Equal tensors become one without copies.

    An object that is no tensor and that all runs share is returned as it is. Parts that cannot be stacked become `Apart`.
    """
    first = parts[0]
    if all(part is first for part in parts) and not isinstance(first, torch.Tensor):
        return first
    if not all(isinstance(part, torch.Tensor) for part in parts):
        return Apart(parts)
    if all(part is first or (part.shape == first.shape and torch.equal(part, first)) for part in parts):
        return first.to(device).expand(len(parts), *first.shape)
    if any(part.shape != first.shape for part in parts):
        return Apart(part.to(device) for part in parts)
    return torch.stack(parts).to(device)


def _points(part: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    """The chosen points of every run. part: (runs, points, ...). chosen: (runs, batch). Returns (runs, batch, ...)."""
    if part.stride(0) == 0:
        return part[0][chosen]
    return part[torch.arange(len(chosen), device=part.device)[:, None], chosen]
