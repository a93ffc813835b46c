"""Large products of matrices at the speed of the processor's vectors, every entry summed over the shared axis from first to last.

A tile of the product, TALL rows of 64 bytes, stays in registers while the sums run: LLVM makes of <8 x double> what the processor has, and
products and sums stay apart and in their order, so the bits are those of three plain loops whatever the vectors' width. What the tile
reads was packed before, in the order in which it is read (Goto and van de Geijn 2008).
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from descent.compiled import compiled, inlined

TALL, BYTES = 4, 64
"""Rows of a tile, and the bytes of each. The tile fills eight of AVX2's sixteen registers, or sixteen of aarch64's thirty-two."""
DEEP, HIGH = 256, 128
"""So many numbers of the shared axis and rows of the first matrix are packed at once, for the caches."""


@intrinsic
def _wide(typing, a):
    """Numbers in a row of a tile of such an array; a constant to the compiler."""
    return types.intp(a), lambda context, builder, signature, arguments: context.get_constant(types.intp, BYTES * 8 // a.dtype.bitwidth)


@intrinsic
def _tile(typing, a, a_at, b, b_at, deep, c, c_at, c_row, fresh):
    """c[c_at + r c_row + j] += sum_k a[a_at + k TALL + r] b[b_at + k wide + j], k from first to last; fresh: from 0, whatever c was."""

    def generate(context, builder, signature, arguments):
        real, i64 = context.get_value_type(signature.args[0].dtype), ir.IntType(64)
        align = signature.args[0].dtype.bitwidth // 8
        wide = BYTES // align
        vector = ir.VectorType(real, wide)

        def pointer(i):
            return builder.gep(context.make_array(signature.args[i])(context, builder, arguments[i]).data, [arguments[i + 1]])

        def row_at(base, number):
            return builder.bitcast(builder.gep(base, [number]), vector.as_pointer())

        a, b, c, deep, fresh = pointer(0), pointer(2), pointer(5), arguments[4], arguments[8]
        rows = [row_at(c, builder.mul(arguments[7], i64(r))) for r in range(TALL)]
        before = builder.block
        load, loop, done = (builder.append_basic_block(name) for name in ("load", "loop", "done"))
        builder.cbranch(fresh, loop, load)

        builder.position_at_end(load)
        kept = [builder.load(row, align=align) for row in rows]
        builder.branch(loop)

        builder.position_at_end(loop)
        k, sums = builder.phi(i64), [builder.phi(vector) for _ in range(TALL)]
        row = builder.load(row_at(b, builder.mul(k, i64(wide))), align=align)
        none, everywhere = ir.Constant(vector, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), wide), [0] * wide)
        after = []
        for r in range(TALL):
            number = builder.load(builder.gep(a, [builder.add(builder.mul(k, i64(TALL)), i64(r))]))
            spread = builder.shuffle_vector(builder.insert_element(none, number, ir.IntType(32)(0)), none, everywhere)
            after.append(builder.fadd(sums[r], builder.fmul(spread, row)))
        following = builder.add(k, i64(1))
        for phi, start, other, new in ((k, i64(0), i64(0), following), *zip(sums, [vector([0.0] * wide)] * TALL, kept, after, strict=True)):
            phi.add_incoming(start, before)
            phi.add_incoming(other, load)
            phi.add_incoming(new, loop)
        builder.cbranch(builder.icmp_signed("<", following, deep), loop, done)

        builder.position_at_end(done)
        for r in range(TALL):
            builder.store(after[r], rows[r], align=align)
        return context.get_dummy_value()

    return types.void(a, a_at, b, b_at, deep, c, c_at, c_row, fresh), generate


@inlined
def _packed(x, at, across, along, members, width, deep, out, to):
    """out[to + k width + r] = x[at + r across + k along], zero for r from `members` to width: what one row of tiles reads."""
    if across == 1 and members == width:
        for k in range(deep):
            for r in range(width):
                out[to + k * width + r] = x[at + k * along + r]
    else:
        for r in range(members):
            for k in range(deep):
                out[to + k * width + r] = x[at + r * across + k * along]
        for r in range(members, width):
            for k in range(deep):
                out[to + k * width + r] = 0.0


@compiled
def multiply(a, a_row, a_column, b, b_row, b_column, n, c):
    """c = A B, both of them in flat arrays: A[i, k] = a[i a_row + k a_column], B[k, j] = b[k b_row + j b_column]. c: (m, p); n >= 1: the
    shared axis.
    """
    m, p = c.shape
    flat, wide = c.reshape(m * p), _wide(a)
    left = np.empty((min(m, HIGH) + TALL - 1) // TALL * TALL * min(n, DEEP), a.dtype)
    right, edge = np.empty(wide * min(n, DEEP), a.dtype), np.empty(TALL * wide, a.dtype)
    for k in range(0, n, DEEP):
        deep = min(DEEP, n - k)
        for top in range(0, m, HIGH):
            bottom = min(m, top + HIGH)
            for i in range(top, bottom, TALL):
                _packed(a, i * a_row + k * a_column, a_row, a_column, min(TALL, m - i), TALL, deep, left, (i - top) * deep)
            for j in range(0, p, wide):
                width = min(wide, p - j)
                _packed(b, k * b_row + j * b_column, b_column, b_row, width, wide, deep, right, 0)
                for i in range(top, bottom, TALL):
                    height = min(TALL, m - i)
                    if height == TALL and width == wide:
                        _tile(left, (i - top) * deep, right, 0, deep, flat, i * p + j, p, k == 0)
                        continue
                    for r in range(height if k else 0):
                        for l in range(width):
                            edge[r * wide + l] = flat[(i + r) * p + j + l]
                    _tile(left, (i - top) * deep, right, 0, deep, edge, 0, wide, k == 0)
                    for r in range(height):
                        for l in range(width):
                            flat[(i + r) * p + j + l] = edge[r * wide + l]
