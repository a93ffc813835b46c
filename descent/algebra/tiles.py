"""Tiles of a matrix product in registers, by LLVM's vectors. Every entry is a sum over the shared axis in order.

LLVM maps <8 x double> to the vectors of the processor, and neither fuses nor reorders operations, so that the bits are those of plain loops
whatever the width of the vectors. Arrays are flat; `_at` is an index, and `_row` and `_column` are the strides of rows and columns.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

TALL = 4
"""Rows of a tile."""
BITS = 512
"""Bits of a row of a small tile: with four rows it fills eight of AVX2's sixteen registers, and half of aarch64's thirty-two."""


def _wide_bits(context) -> int:
    """Bits of a row of a large tile: twice as many where the kernel is compiled for AVX-512, which has thirty-two registers."""
    return 2 * BITS if "+avx512f" in context.codegen().magic_tuple()[2] else BITS


def _place(context, builder, kind, array, at):
    """Pointer to an entry of an array."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [at])


def _vector_at(builder, place, vector, number):
    """Pointer to the vector that begins `number` entries after a pointer."""
    return builder.bitcast(builder.gep(place, [number]), vector.as_pointer())


@intrinsic
def row_of_small(typing, x):
    """Entries in a row of a small tile of x's dtype, a constant for the compiler."""
    return types.intp(x), lambda context, builder, signature, arguments: context.get_constant(types.intp, BITS // x.dtype.bitwidth)


@intrinsic
def row_of_large(typing, x):
    """Entries in a row of a large tile of x's dtype, a constant for the compiler."""

    def generate(context, builder, signature, arguments):
        return context.get_constant(types.intp, _wide_bits(context) // x.dtype.bitwidth)

    return types.intp(x), generate


def _copy_of(row: bool):
    @intrinsic
    def copy(typing, x, at, out, to):
        """out[to : to + n] = x[at : at + n], with n = row_of_large or 1, without bounds checks."""

        def generate(context, builder, signature, arguments):
            kind, start = x.dtype, ir.IntType(64)(0)
            vector = ir.VectorType(context.get_value_type(kind), _wide_bits(context) // kind.bitwidth if row else 1)
            source, target = (_place(context, builder, array, *arguments[i : i + 2]) for i, array in ((0, x), (2, out)))
            value = builder.load(_vector_at(builder, source, vector, start), align=kind.bitwidth // 8)
            builder.store(value, _vector_at(builder, target, vector, start), align=kind.bitwidth // 8)
            return context.get_dummy_value()

        return types.void(x, at, out, to), generate

    return copy


copy_row, copy_number = _copy_of(True), _copy_of(False)
"""Copy a row of a large tile, and one number."""


def _tile_of(tall: int, large: bool):
    @intrinsic
    def tile(typing, a, a_at, a_row, a_column, b, b_at, b_row, deep, c, c_at, c_row, fresh):
        """c[c_at + r c_row + j] += sum_k a[a_at + r a_row + k a_column] b[b_at + k b_row + j], 0 <= k < deep; fresh: c starts from 0."""

        def generate(context, builder, signature, arguments):
            kind, i64, i32 = c.dtype, ir.IntType(64), ir.IntType(32)
            wide, align = (_wide_bits(context) if large else BITS) // kind.bitwidth, kind.bitwidth // 8
            vector = ir.VectorType(context.get_value_type(kind), wide)
            left, right, out = (_place(context, builder, array, *arguments[i : i + 2]) for i, array in ((0, a), (4, b), (8, c)))
            _, _, a_row, a_column, _, _, b_row, deep, _, _, c_row, fresh = arguments
            firsts = [builder.gep(left, [builder.mul(a_row, i64(r))]) for r in range(tall)]
            rows = [_vector_at(builder, out, vector, builder.mul(c_row, i64(r))) for r in range(tall)]
            before = builder.block
            load, loop, done = (builder.append_basic_block(name) for name in ("load", "loop", "done"))
            builder.cbranch(fresh, loop, load)

            builder.position_at_end(load)
            kept = [builder.load(row, align=align) for row in rows]
            builder.branch(loop)

            builder.position_at_end(loop)
            k, sums = builder.phi(i64), [builder.phi(vector) for _ in range(tall)]
            row = builder.load(_vector_at(builder, right, vector, builder.mul(k, b_row)), align=align)
            none, everywhere, shift = ir.Constant(vector, ir.Undefined), ir.VectorType(i32, wide)([0] * wide), builder.mul(k, a_column)
            after = []
            for r in range(tall):
                number = builder.insert_element(none, builder.load(builder.gep(firsts[r], [shift])), i32(0))
                after.append(builder.fadd(sums[r], builder.fmul(builder.shuffle_vector(number, none, everywhere), row)))
            following, zeros = builder.add(k, i64(1)), [vector([0.0] * wide)] * tall
            for phi, start, other, new in ((k, i64(0), i64(0), following), *zip(sums, zeros, kept, after, strict=True)):
                phi.add_incoming(start, before)
                phi.add_incoming(other, load)
                phi.add_incoming(new, loop)
            builder.cbranch(builder.icmp_signed("<", following, deep), loop, done)

            builder.position_at_end(done)
            for place, value in zip(rows, after, strict=True):
                builder.store(value, place, align=align)
            return context.get_dummy_value()

        return types.void(a, a_at, a_row, a_column, b, b_at, b_row, deep, c, c_at, c_row, fresh), generate

    return tile


large_tile, small_tile, small_row = _tile_of(TALL, True), _tile_of(TALL, False), _tile_of(1, False)
"""Tiles of TALL rows, and of one row. The large tile is for packed matrices."""
