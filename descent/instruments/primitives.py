"""Normalisation layers in elementary operations, for derivatives of the third order and beyond.

torch's own layers are silently wrong there, since they treat mean and variance as constants (pytorch issues 175754 and 186256).
"""

from torch.nn import functional
from torch.overrides import TorchFunctionMode


class Primitives(TorchFunctionMode):
    """A context in which modules use the normalisations of this file."""

    def __torch_function__(self, called, types, given=(), named=None):
        """Call this file's function in place of torch's."""
        return WRITTEN.get(called, called)(*given, **(named or {}))


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    """As torch.nn.functional.layer_norm."""
    return _scaled(_normalised(x, list(range(x.dim() - len(normalized_shape), x.dim())), eps), weight, bias)


def batch_norm(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """As torch.nn.functional.batch_norm, without updates of the running statistics."""
    if training:
        found = _normalised(x, [axis for axis in range(x.dim()) if axis != 1], eps)
    else:
        found = (x - _channels(running_mean, x)) / (_channels(running_var, x) + eps).sqrt()
    return _scaled(found, _channels(weight, x), _channels(bias, x))


def group_norm(x, num_groups, weight=None, bias=None, eps=1e-5):
    """As torch.nn.functional.group_norm."""
    parts = x.reshape(len(x), num_groups, -1)
    return _scaled(_normalised(parts, [2], eps).reshape(x.shape), _channels(weight, x), _channels(bias, x))


def _normalised(x, axes: list[int], eps: float):
    x = x - x.mean(axes, keepdim=True)
    return x / (x.square().mean(axes, keepdim=True) + eps).sqrt()


def _scaled(x, weight, bias):
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def _channels(values, x):
    """Values (channels,) in a shape that broadcasts with x (examples, channels, ...); None stays None."""
    return values if values is None else values.reshape(-1, *[1] * (x.dim() - 2))


WRITTEN = {
    functional.layer_norm: layer_norm,
    functional.batch_norm: batch_norm,
    functional.group_norm: group_norm,
}
"""torch's functions, and the functions of this file that replace them."""
