"""Margins, pulls and slopes of many runs of a homogeneous network, at parameters of unit norm.

The pulls q are -d log(loss) / d margin.
"""

import copy
from collections.abc import Sequence

import torch
from torch.func import functional_call, grad, vmap

from descent.instruments.gradients import ROW
from descent.instruments.objective import Objective
from descent.instruments.tails import log_loss
from descent.instruments.traced import Traced

NUMBERS = 1 << 24
"""Most numbers of a run's slopes, over points and parameters, in memory at once."""


class HomogeneousRuns:
    """Networks of one architecture with data of one shape, one per run.

    networks: only their modules and inputs are used. labels: `label_pairs.differences` of each. tail: one of `tails.TAILS`. Rows of
    parameters are padded, and each run has its own copy of the data. Therefore a run's bits do not depend on the runs beside it.
    """

    def __init__(self, networks: Sequence[Objective], labels: Sequence[torch.Tensor], tail: str, device: str):
        first = networks[0]
        self.module, self.tail, self.networks = copy.deepcopy(first.module).to(device), tail, networks
        self.names, self.shapes = list(first.start), [values.shape for values in first.start.values()]
        self.numbers, self.constant_names = [shape.numel() for shape in self.shapes], list(first.constants)
        self.pad = -sum(self.numbers) % ROW
        self.labels = torch.stack(list(labels)).to(device)
        self.inputs = [torch.stack(parts).to(device) for parts in zip(*(network.inputs for network in networks), strict=True)]
        constants = zip(*(network.constants.values() for network in networks), strict=True)
        self.constants = [torch.stack(parts).to(device) for parts in constants]
        self.chunk = max(1, NUMBERS // (sum(self.numbers) + self.pad))
        self.traced, self.traced_margins, self.traced_rows = Traced(vmap(self._one)), Traced(vmap(self._margins)), Traced(vmap(self._rows))

    def __call__(self, u: torch.Tensor, log_scale: torch.Tensor):
        """Evaluate all runs at unit parameters u (runs, width), where margins are exp(log_scale) z. log_scale: (runs,).

        Returns z (runs, points, pairs), log(loss) + least margin (runs,), the pulls q (runs, points, pairs), sum q dz/du (runs, width), and
        the largest squared norm (runs,) over points of the soft margin's derivative with respect to u.
        """
        return self.traced((len(u),), u, log_scale, self.labels, *self.inputs, *self.constants)

    def flat(self, run: int) -> torch.Tensor:
        """The start of a run, (width,), padded with zeros."""
        return torch.nn.functional.pad(self.networks[run].flat(self.networks[run].start), (0, self.pad))

    def margins(self, u: torch.Tensor, run: int) -> torch.Tensor:
        """z (points, pairs) of one run at unit parameters u (width,)."""
        return self.traced_margins((), *(part[None] for part in (u, *self._of(run))))[0][0]

    def rows(self, u: torch.Tensor, chosen: torch.Tensor, run: int) -> torch.Tensor:
        """Derivatives of chosen margins z of one run with respect to u (width,). chosen: indices into points times pairs, (rows,).

        Returns (rows, width).
        """
        labels, *parts = self._of(run)
        points, pairs = chosen // labels.shape[1], chosen % labels.shape[1]
        inputs, constants = [part[points] for part in parts[: len(self.inputs)]], parts[len(self.inputs) :]
        given = (part[None] for part in (u, labels[points, pairs], *inputs, *constants))
        return self.traced_rows((len(chosen),), *given)[0][0]

    def over(self, z: torch.Tensor, log_scale: float) -> torch.Tensor:
        """log(loss) + least margin of one run. z: (points, pairs)."""
        return log_loss(z, torch.tensor(log_scale).to(z), self.tail)[0]

    def _of(self, run: int) -> list[torch.Tensor]:
        return [part[run] for part in (self.labels, *self.inputs, *self.constants)]

    def outputs(self, run: int, u: torch.Tensor, *inputs: torch.Tensor) -> torch.Tensor:
        """One run's outputs at u (width,) for other inputs. Returns (points, outputs)."""
        return self._outputs(u, inputs, [part[run] for part in self.constants])

    def _outputs(self, flat, inputs, constants) -> torch.Tensor:
        parts = flat.split([*self.numbers, self.pad])
        named = {name: part.view(shape) for name, part, shape in zip(self.names, parts, self.shapes, strict=False)}
        outputs = functional_call(self.module, named | dict(zip(self.constant_names, constants, strict=True)), tuple(inputs))
        return outputs.reshape(len(outputs), -1)

    def _rows(self, u, labels, *tensors):
        """Derivatives of one run's margins with respect to u. labels: (rows, outputs). tensors: inputs (rows, ...), then constants."""
        inputs, constants = tensors[: len(self.inputs)], tensors[len(self.inputs) :]

        def margin(flat, label, *given):
            return label @ self._outputs(flat, [part[None] for part in given], constants)[0]

        return (vmap(grad(margin), (None, 0, *[0] * len(inputs)))(u, labels, *inputs),)

    def _margins(self, u, labels, *tensors):
        """Margins of one run."""
        inputs, constants = tensors[: len(self.inputs)], tensors[len(self.inputs) :]
        return ((labels @ self._outputs(u, inputs, constants)[:, :, None])[:, :, 0],)

    def _one(self, u, log_scale, labels, *tensors):
        """As `__call__`, for one run."""
        inputs, constants = tensors[: len(self.inputs)], tensors[len(self.inputs) :]
        z = (labels @ self._outputs(u, inputs, constants)[:, :, None])[:, :, 0]
        over, q = log_loss(z, log_scale, self.tail)
        share = torch.softmax(-torch.exp(log_scale + torch.log(z - z.amin(1, keepdim=True))), 1)
        pull = q.sum(1)

        def soft_margin(flat, label, weights, *given):
            return weights @ (label @ self._outputs(flat, [part[None] for part in given], constants)[0])

        slopes = vmap(grad(soft_margin), (None, 0, 0, *[0] * len(inputs)))
        g, steepest = torch.zeros_like(u), None
        for first in range(0, len(z), self.chunk):
            part = slice(first, first + self.chunk)
            slope = slopes(u, labels[part], share[part], *(given[part] for given in inputs))
            g, most = g + pull[part] @ slope, (slope * slope).sum(1).amax()
            steepest = most if steepest is None else torch.maximum(steepest, most)
        return z, over, q, g, steepest
