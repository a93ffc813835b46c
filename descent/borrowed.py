"""`borrowed`: arrays whose references a kernel need not count. At every call that passes arrays it would, in every iteration."""

from numba.core import cgutils, types
from numba.extending import intrinsic


def _without_owner(context, builder, kind, value):
    """The same value; an array, or those of a tuple, with no owner."""
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
    """Arguments of a kernel, which live as long as its call. arrays: a tuple of arrays, numbers and (named) tuples of such."""

    def code(context, builder, signature, values):
        return _without_owner(context, builder, arrays, values[0])

    return arrays(arrays), code


@intrinsic
def behind(typing, array, first):
    """The array (n,) from its entry number `first` on, for kernels: a slice would check what the kernel knows. first: not negative."""

    def code(context, builder, signature, values):
        rest = context.make_array(array)(context, builder, values[0])
        rest.data = builder.gep(rest.data, [values[1]])
        return rest._getvalue()

    return array(array, first), code
