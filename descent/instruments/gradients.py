"""Losses and gradients of many runs at once: batched by torch.func over stacked parameters where possible, else run by run."""

import copy
from collections.abc import Sequence

import torch
from torch.func import functional_call, vmap

from descent.instruments.batches import Data
from descent.instruments.mistakes import named
from descent.instruments.objective import Objective, Parameters
from descent.instruments.traced import Traced, same_bits

ROW = 64
"""The width of a run's row is a multiple of this."""
RUNS = 64
"""Most runs in a block."""
NUMBERS = 1 << 22
"""Most parameters, and most numbers of data, in a block. Where one run alone has more, a block is one run."""


class Gradients:
    """A function that returns losses (runs,) and gradients (runs, width) at theta (runs, width).

    A row holds the parameters of one run one after another, then zeros. Vector instructions leave the last few numbers of an array to other
    instructions, which round differently. Without padding a run's bits would therefore depend on the runs beside it, so rows and blocks of
    runs are padded. The size that blocks need is found by trial.
    """

    def __init__(self, objectives: Sequence[Objective], data: Data, generators: Sequence[torch.Generator], device: str):
        """objectives: one per run, of one architecture. data: their data. generators: one per run, for modules that draw random numbers.

        Raises ValueError where parameters differ in names or shapes, and where the module's or the loss's code fails.
        """
        self.data, self.loss, self.device = data, objectives[0].loss, device
        self.shapes = {name: values.shape for name, values in objectives[0].start.items()}
        for objective in objectives:
            if {name: values.shape for name, values in objective.start.items()} != self.shapes:
                raise ValueError("runs of other architectures: their parameters must have the same names and shapes")
        self.numbers = [shape.numel() for shape in self.shapes.values()]
        self.pad = -sum(self.numbers) % ROW
        flat = torch.stack([objective.flat(objective.start) for objective in objectives])
        flat = torch.nn.functional.pad(flat, (0, self.pad)).to(device)
        self.start, self.views = flat, self._views(flat)
        self.modules = [_settled(objective.module) for objective in objectives]
        self.names = list(_constants(self.modules[0]))
        self.own = self._fresh()
        self.constants = Data([tuple(own.values()) for own in self.own], device)
        self.traced = Traced(self._together)
        self.seeds: list[int] | None = None
        with torch.random.fork_rng(devices=gpus(device)):
            self.batched = self._can_be_batched()
        self.own = [] if self.batched else self._fresh()
        self.chances = [] if self.batched else [int(torch.randint(1 << 62, (), generator=generator)) for generator in generators]

    def at(self, t: int):
        """Go to iteration t: take its mini-batches, and the seeds of modules that draw random numbers."""
        self.data.at(t)
        if self.random:
            self.seeds = [chance + t for chance in self.chances]

    def __call__(self, theta: torch.Tensor, rows: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Losses (rows,) and gradients (rows, width) at theta (rows, width), for all runs or for the runs in `rows`."""
        if self.batched and rows is None and len(theta) in self.sizes:
            return self._all(theta, None)
        rows = torch.arange(len(theta), device=theta.device) if rows is None else rows
        if self.batched:
            found = [self._block(*parts) for parts in zip(theta.split(self.sizes[-1]), rows.split(self.sizes[-1]), strict=True)]
            return torch.cat([loss for loss, _ in found]), torch.cat([gradient for _, gradient in found])
        found = [self.one(run, values) for run, values in zip(rows.tolist(), theta, strict=True)]
        return torch.stack([loss for loss, _ in found]), torch.stack([gradient for _, gradient in found])

    def one(self, run: int, flat: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Loss () and gradient (width,) of one run, computed alone, at flat (width,)."""
        parameters = {name: part.detach().requires_grad_() for name, part in zip(self.shapes, self.parts(flat), strict=True)}
        if self.seeds:
            torch.manual_seed(self.seeds[run])
        with torch.enable_grad():
            loss = self._value(self.modules[run], parameters, self.own[run], self.data.of(run))
            parts = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True, materialize_grads=True)
        return loss.detach(), torch.cat([*(part.reshape(-1) for part in parts), flat.new_zeros(self.pad)])

    def parts(self, flat: torch.Tensor) -> list[torch.Tensor]:
        """One run's parameters in their shapes, as views of flat (width,)."""
        return [part.view(shape) for part, shape in zip(flat.split([*self.numbers, self.pad]), self.shapes.values(), strict=False)]

    def stacked(self, flat: torch.Tensor) -> Parameters:
        """Stacked parameters (runs, ...) by name, as views of flat (runs, width)."""
        return self.views if flat is self.start else self._views(flat)  # training moves the start in place

    def _views(self, flat):
        parts = flat.split([*self.numbers, self.pad], dim=1)
        return {name: part.view(len(flat), *shape) for part, (name, shape) in zip(parts, self.shapes.items(), strict=False)}

    def _value(self, module, parameters, constants, data):
        """f of one run. Returns a tensor ()."""
        *inputs, targets = data
        outputs, loss = functional_call(module, parameters | constants, tuple(inputs)), self.loss
        return (outputs if loss is None else loss(outputs, targets)).reshape(())

    def _block(self, theta, rows):
        """Losses and gradients of at most one block of rows. The last row is repeated up to an allowed size of blocks."""
        count = len(rows)
        size = next(size for size in self.sizes if size >= count)
        if size > count:
            rows, theta = (torch.cat([part, part[-1:].expand(size - count, *part.shape[1:])]) for part in (rows, theta))
        loss, gradient = self._all(theta, rows)
        return loss[:count], gradient[:count]

    def _all(self, theta, rows):
        """Losses and gradients of a whole block, or of all runs where `rows` is None."""
        key = len(theta), rows is None, self.data.taken
        return self.traced(key, *self.stacked(theta).values(), *self.data.stacked(rows), *self.constants.stacked(rows))

    def _together(self, *tensors):
        """Losses and gradients by torch.func. tensors: the stacked parameters in their order, then the data, then the constants."""
        parameters, tensors = tensors[: len(self.shapes)], tensors[len(self.shapes) :]
        with torch.enable_grad():
            parameters = {name: part.detach().requires_grad_() for name, part in zip(self.shapes, parameters, strict=True)}
            given = self.data.filled(tensors[: self.data.count])
            axes = tuple(0 if isinstance(part, torch.Tensor) else None for part in given)
            constants = dict(zip(self.names, self.constants.filled(tensors[self.data.count :]), strict=True))
            loss = vmap(self._value, (None, 0, 0, axes))(self.modules[0], parameters, constants, given)
            ones = torch.ones_like(loss)  # each run's loss depends on its own row alone
            parts = torch.autograd.grad(loss, list(parameters.values()), ones, allow_unused=True, materialize_grads=True)
        flat = [part.reshape(len(loss), -1) for part in parts]
        return loss.detach(), torch.cat([*flat, flat[0].new_zeros(len(loss), self.pad)], dim=1)

    def _fresh(self) -> list[Parameters]:
        """Fresh copies of each run's constants, which a module may change in place."""
        return [{name: values.clone().to(self.device) for name, values in _constants(module).items()} for module in self.modules]

    def _can_be_batched(self) -> bool:
        """Whether batched losses and gradients equal those of each run alone, at the starts. The check draws random numbers."""
        before, chance = _plain(self.modules[0]), _chance(self.device)
        with named(f"{type(self.modules[0]).__name__}, its gradient"):
            found = [self.one(run, theta) for run, theta in enumerate(self.start)]
        by_itself = [torch.stack(parts) for parts in zip(*found, strict=True)]
        self.random = not all(map(torch.equal, chance, _chance(self.device)))
        changed = any(not torch.equal(own[name], fresh[name]) for own, fresh in zip(self.own, self._fresh(), strict=True) for name in own)
        changed |= _plain(self.modules[0]) != before
        if self.random or changed or not self.data.alike or not self.constants.alike:
            return False
        most = max(1, min(RUNS, NUMBERS // max(self.start.shape[1], self.data.numbers))).bit_length()
        self.batched, self.sizes = True, [1 << k for k in range(most)]
        try:
            self.sizes = self.sizes[self.sizes.index(self._least()) :]
            together = self(self.start)
        except Exception:  # torch.func fails in many ways; a mistake of the module itself was raised above
            return False
        return _near(together, by_itself)

    def _least(self) -> int:
        """The smallest block size such that this and all larger sizes give a run the same bits at any place in the block."""
        most = least = self.sizes[-1]
        random = torch.Generator().manual_seed(0)
        theta = self.start[:1] * (1 + 0.1 * torch.randn(most, self.start.shape[1], generator=random, dtype=torch.float64).to(self.start))
        rows = torch.zeros(most, dtype=torch.long, device=theta.device)

        def found(first, size):
            tensors = *self.data.stacked(rows[:size]), *self.constants.stacked(rows[:size])
            return self._together(*self.stacked(theta[first : first + size]).values(), *tensors)

        whole = found(0, most)
        for size in reversed(self.sizes):
            for first in {0, 1 % (most - size + 1), most - size}:
                if not same_bits(found(first, size), [part[first : first + size] for part in whole]):
                    return least
            least = size
        return least


def gpus(device: str) -> list[str]:
    """The GPUs whose generators modules on a device may use, in addition to the processor's."""
    return [] if device == "cpu" else [device]


def _chance(device: str) -> list[torch.Tensor]:
    """The states of the generators that modules on a device may use."""
    return [torch.random.get_rng_state(), *(torch.cuda.get_rng_state(gpu) for gpu in gpus(device))]


def _near(together, by_itself) -> bool:
    """Whether losses (runs,) and gradients (runs, width) are equal up to rounding."""
    (loss, gradient), (loss_by_itself, gradient_by_itself) = together, by_itself
    size = loss_by_itself.abs() + torch.linalg.vector_norm(gradient_by_itself, dim=1)
    off = (loss - loss_by_itself).abs() + torch.linalg.vector_norm(gradient - gradient_by_itself, dim=1)
    return bool((off <= torch.finfo(loss.dtype).eps ** 0.5 * size).all())


def _settled(module: torch.nn.Module) -> torch.nn.Module:
    """The module. Where it has tensors as plain attributes, a copy with these as buffers, so that each run has its own."""
    if not any(isinstance(values, torch.Tensor) for part in module.modules() for values in vars(part).values()):
        return module
    module = copy.deepcopy(module)
    for part in module.modules():
        for name, values in [item for item in vars(part).items() if isinstance(item[1], torch.Tensor)]:
            delattr(part, name)
            part.register_buffer(name, values)
    return module


def _plain(module: torch.nn.Module) -> list:
    """Numbers, texts and truth values among a module's attributes. They show, for example, that a module counts its calls."""
    return [item for part in module.modules() for item in vars(part).items() if isinstance(item[1], int | float | str)]


def _constants(module: torch.nn.Module) -> Parameters:
    """A module's constants: frozen parameters and buffers."""
    frozen = {name: values.detach() for name, values in module.named_parameters() if not values.requires_grad}
    return frozen | dict(module.named_buffers())
