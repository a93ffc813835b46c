"""`borrowed`: arrays whose references a kernel does not count. Otherwise it would count them at every call that passes arrays."""

from numba.core import cgutils, types
from numba.extending import intrinsic


def _without_owner(context, builder, kind, value):
    """The same value, in which an array, or each array of a tuple, has no owner."""
    if isinstance(kind, types.BaseTuple):
        parts = cgutils.unpack_tuple(builder, value, len(kind))
        return context.make_tuple(builder, kind, [_without_owner(context, builder, *part) for part in zip(kind.types, parts, strict=True)])
    if not isinstance(kind, types.Array):
        return value
    array = context.make_array(kind)(context, builder, value)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    return array._getvalue()


@intrinsic
def borrowed(typing, arrays):
    """A kernel's arguments, which outlive its call, without reference counts. arrays: a tuple of arrays, numbers and tuples of them."""

    def code(context, builder, signature, values):
        return _without_owner(context, builder, arrays, values[0])

    return arrays(arrays), code


@intrinsic
def behind(typing, array, first):
    """The array (n,) from entry `first` on, for kernels, without the checks of a slice; its size stays n. first: not negative."""

    def code(context, builder, signature, values):
        rest = context.make_array(array)(context, builder, values[0])
        rest.data = builder.gep(rest.data, [values[1]])
        return rest._getvalue()

    return array(array, first), code
