"""Functions of tensors that are called many times: after a few calls as the list of torch's operations that they come to.

That leaves out what Python and torch.func do around these, which for a small network is most of the time.
"""

from collections.abc import Callable

import torch
from torch.fx.experimental.proxy_tensor import make_fx

WARM = 20
"""Calls before a function is traced, which takes as long as some hundred calls."""
aten = torch.ops.aten
VIEWS = (aten.view.default, aten.expand.default, aten._unsafe_view.default)


class Traced:
    """A function of tensors that gives a tuple of tensors. It is traced once for every key.

    The trace is taken where it gives the same bits as the function; else the function itself goes on being called.
    """

    def __init__(self, function: Callable):
        self.function = function
        self.calls: dict[tuple, int] = {}
        self.made: dict[tuple, Callable] = {}

    def __call__(self, key: tuple, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The function of tensors. key: another one wherever their shapes or strides are others."""
        if key in self.made:
            with torch.no_grad():
                return self.made[key](*tensors)
        found = self.function(*tensors)
        self.calls[key] = self.calls.get(key, 0) + 1
        if self.calls[key] > WARM:
            self.made[key] = _traced(self.function, tensors, found)
        return found


def _traced(function, tensors, found):
    """The trace, where it gives what the function has given; else the function."""

    def enabled(*given):
        with torch.enable_grad():
            return function(*given)

    try:
        graph = _shortened(make_fx(function)(*tensors))
        with torch.no_grad():
            again = graph(*tensors)
    except Exception:  # what cannot be traced is called as it is; its own mistakes it then says itself
        return enabled
    return graph.forward if same_bits(again, found) else enabled


def same_bits(a, b) -> bool:
    """Whether two tuples of tensors hold the same numbers, NaN for NaN."""
    return all(torch.equal(torch.nan_to_num(one), torch.nan_to_num(other)) for one, other in zip(a, b, strict=True))


def _shortened(graph: torch.fx.GraphModule) -> torch.fx.GraphModule:
    """The graph without the operations that change nothing."""
    for node in graph.graph.nodes:
        if node.op == "call_function" and (same := _unchanged(node)) is not None:
            node.replace_all_uses_with(same)
            graph.graph.erase_node(node)
    graph.graph.eliminate_dead_code()
    graph.recompile()
    return graph


def _unchanged(node: torch.fx.Node):
    """What a node is the same as, if anything: a view of the same shape, a product with 1, or a transposition back."""
    source = node.args[0] if node.args else None
    if node.target is aten.detach.default:
        return source
    if node.target in VIEWS or (node.target is aten.mul.Scalar and node.args[1] == 1):
        before, after = (part.meta.get("tensor_meta") for part in (source, node))
        return source if before and after and (before.shape, before.dtype) == (after.shape, after.dtype) else None
    if (
        node.target is aten.transpose.int
        and source.op == "call_function"
        and source.target is aten.transpose.int
        and source.args[1:] == node.args[1:]
    ):
        return source.args[0]
    return None
