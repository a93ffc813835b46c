"""What a cell of an experiment with small nets stands for: the net."""

from descent.balance.nets import Net, net


def shape(inputs: int, width: int, depth: int, outputs: int, activation: str, connections: str, biases: bool, places: int) -> Net:
    """The net of a cell: `depth` layers, all hidden ones with `width` neurons."""
    return net([inputs, *[width] * (depth - 1), outputs], activation, connections, biases, places)
