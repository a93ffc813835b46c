"""Functions of tensors that are called many times. After a few calls they are replaced by a trace, the list of their torch operations.

A trace avoids the overhead of Python and torch.func, which is most of the time for a small network.
"""

from collections.abc import Callable

import torch
from torch.fx.experimental.proxy_tensor import make_fx

WARM = 20
"""Number of calls before a function is traced. Tracing takes as long as about a hundred calls."""
aten = torch.ops.aten
VIEWS = (aten.view.default, aten.expand.default, aten._unsafe_view.default)


class Traced:
    """A function of tensors that returns a tuple of tensors. It is traced once per key.

    The trace is used if it gives the same bits as the function. Otherwise the function itself is called.
    """

    def __init__(self, function: Callable):
        self.function = function
        self.calls: dict[tuple, int] = {}
        self.made: dict[tuple, Callable] = {}

    def __call__(self, key: tuple, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The function's value at tensors. key: must differ where shapes or strides of the tensors differ."""
        if key in self.made:
            with torch.no_grad():
                return self.made[key](*tensors)
        found = self.function(*tensors)
        self.calls[key] = self.calls.get(key, 0) + 1
        if self.calls[key] > WARM:
            self.made[key] = _traced(self.function, tensors, found)
        return found


def _traced(function, tensors, found):
    """The trace if it gives the same bits as the function's earlier result `found`; else the function."""

    def enabled(*given):
        with torch.enable_grad():
            return function(*given)

    try:
        graph = _shortened(make_fx(function)(*tensors))
        with torch.no_grad():
            again = graph(*tensors)
    except Exception:  # a function that cannot be traced is called itself, and raises its own errors
        return enabled
    return graph.forward if same_bits(again, found) else enabled


def same_bits(a, b) -> bool:
    """Whether two tuples of tensors hold equal numbers, where NaN equals NaN."""
    return all(torch.equal(torch.nan_to_num(one), torch.nan_to_num(other)) for one, other in zip(a, b, strict=True))


def _shortened(graph: torch.fx.GraphModule) -> torch.fx.GraphModule:
    """The graph without operations that change nothing."""
    for node in graph.graph.nodes:
        if node.op == "call_function" and (same := _unchanged(node)) is not None:
            node.replace_all_uses_with(same)
            graph.graph.erase_node(node)
    graph.graph.eliminate_dead_code()
    graph.recompile()
    return graph


def _unchanged(node: torch.fx.Node):
    """The node that a given node equals, or None. Views of the same shape, products with 1 and second transpositions equal another node."""
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
