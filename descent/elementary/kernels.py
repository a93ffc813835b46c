"""The elementary functions inside compiled kernels. `descent.compiled` imports this module, so that every kernel can call them."""

from types import FunctionType

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload, register_jitable

from descent import elementary
from descent.elementary import bits, circular, error, exponential, logarithm, pairs

INLINED = {"error_model": "numpy", "forceinline": True}
ITS_OWN = (bits.bits, bits.from_bits, bits.shift)


@intrinsic
def _bits(typing, x):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _from_bits(typing, b):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@intrinsic
def _shift(typing, b, by):
    def generate(context, builder, signature, arguments):
        return builder.lshr(arguments[0], arguments[1])

    return types.int64(types.int64, types.int64), generate


@overload(bits.bits, jit_options=INLINED)
def _typed_bits(x):
    return lambda x: _bits(x)


@overload(bits.from_bits, jit_options=INLINED)
def _typed_from_bits(b):
    return lambda b: _from_bits(b)


@overload(bits.shift, jit_options=INLINED)
def _typed_shift(b, by):
    return lambda b, by: _shift(b, by)


for module in (bits, exponential, logarithm, circular, error, pairs):
    for formula in vars(module).values():
        if isinstance(formula, FunctionType) and formula.__module__ == module.__name__ and formula not in ITS_OWN:
            register_jitable(**INLINED)(formula)
register_jitable(**INLINED)(elementary.square)


@register_jitable(**INLINED)
def _exp_to_first_order(x):
    value = exponential.exp(x.real)
    return value + value * (x - x.real)


@register_jitable(**INLINED)
def _log1p_to_first_order(x):
    return logarithm.log1p(x.real) + (x - x.real) / (1.0 + x.real)


@register_jitable(**INLINED)
def _tanh_to_first_order(x):
    value = exponential.tanh(x.real)
    return value + (1.0 - value * value) * (x - x.real)


@register_jitable(**INLINED)
def _arctan_to_first_order(x):
    return circular.arctan(x.real) + (x - x.real) / (1.0 + x.real * x.real)


def _in_kernels(function, of_number, of_complex=None):
    """Replace a function in kernels: by of_number for a real argument, by of_complex for a complex one."""

    @overload(function, jit_options=INLINED)
    def typed(x):
        if isinstance(x, types.Complex):
            return (lambda x: of_complex(x)) if of_complex else None
        return lambda x: of_number(float(x))


_in_kernels(elementary.exp, exponential.exp, _exp_to_first_order)
_in_kernels(elementary.expm1, exponential.expm1)
_in_kernels(elementary.erfc, error.erfc)
_in_kernels(elementary.tanh, exponential.tanh, _tanh_to_first_order)
_in_kernels(elementary.log, logarithm.log)
_in_kernels(elementary.log1p, logarithm.log1p, _log1p_to_first_order)
_in_kernels(elementary.log10, logarithm.log10)
_in_kernels(elementary.sin, circular.sin)
_in_kernels(elementary.cos, circular.cos)
_in_kernels(elementary.arctan, circular.arctan, _arctan_to_first_order)
_in_kernels(elementary.arccos, circular.arccos)


@overload(elementary.power, jit_options=INLINED)
def _power(x, y):
    return lambda x, y: logarithm.power(float(x), float(y))
