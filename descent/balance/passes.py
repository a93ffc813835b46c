"""Forward and backward pass of nets: outputs, loss and gradient of many runs at once. The arrays may be numpy's or torch's."""

import numpy as np

from descent.activations import activate
from descent.arrays import matmul
from descent.balance.compiled_passes import LOSSES, passes, room_for
from descent.balance.nets import Net, Points, collected, matrix
from descent.losses import mean_loss


def forward(net: Net, theta, x):
    """The forward pass. theta: (runs, P); x: (runs, d, N) or (1, d, N).

    Returns the outputs (runs, outputs, N), and lists for `backward`: matrices, inputs of each layer, slopes phi'(z), and pre-activations z.
    """
    matrices = [matrix(layer, theta) for layer in net.layers]
    inputs, slopes, seen = [x], [], []
    for layer, W in zip(net.layers[:-1], matrices, strict=False):
        z = matmul(W, inputs[-1])
        if layer.biases.stop > layer.biases.start:
            z = z + theta[:, layer.biases][:, :, None]
        value, slope = activate(net.activation, z)
        inputs.append(value)
        slopes.append(slope)
        seen.append(z)
    return matmul(matrices[-1], inputs[-1]), matrices, inputs, slopes, seen


def backward(net: Net, derivative, matrices, inputs, slopes, transposed, gradient):
    """The backward pass: write the gradient with respect to theta to `gradient` (runs, P).

    derivative: of the loss with respect to the outputs, (runs, outputs, N); matrices, inputs, slopes: from `forward`; transposed: as in
    `Points`.
    """
    runs = gradient.shape[0]
    for h in range(len(net.layers) - 1, -1, -1):
        layer = net.layers[h]
        by_entry = matmul(derivative, inputs[h].mT if h else transposed).reshape((runs, -1))
        gradient[:, layer.weights] = collected(layer, by_entry)
        if layer.biases.stop > layer.biases.start:
            gradient[:, layer.biases] = derivative.sum(-1)
        if h:
            derivative = matmul(matrices[h].mT, derivative)
            if slopes[h - 1] is not None:
                derivative *= slopes[h - 1]
    return gradient


def loss_and_gradient(net: Net, loss: str, theta, data: Points, gradient):
    """The mean loss of every run, (runs,); writes its gradient to `gradient` (runs, P). theta: (runs, P)."""
    if isinstance(theta, np.ndarray):
        value, none, (x, y) = np.empty(len(theta), theta.dtype), np.empty(0, theta.dtype), map(np.ascontiguousarray, data[:2])
        room = room_for(net.wiring.layers, x.shape[2], none)
        passes(*net.wiring, LOSSES[loss], theta, x, y, none, none, room, gradient, value)
        return value
    f, matrices, inputs, slopes, _ = forward(net, theta, data.x)
    value, derivative = mean_loss(loss, f, data.y)
    backward(net, derivative, matrices, inputs, slopes, data.transposed, gradient)
    return value
