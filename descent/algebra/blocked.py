"""Large products of matrices at the speed of the processor's vectors, every entry summed over the shared axis from first to last.

A tile of the product, TALL rows of one or two vectors, stays in registers while the sums run. LLVM makes of <8 x double> what the processor
has; products and sums stay apart and in their order, so the bits are those of three plain loops whatever the vectors' width. What the tile
reads was packed before, in the order in which it is read (Goto and van de Geijn 2008).
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from descent.compiled import compiled, inlined

TALL = 4
"""Rows of a tile."""
DEEP, HIGH, PANELS = 256, 128, 4
"""So many numbers of the shared axis, rows of the first matrix, and panels of columns of the second are packed at once, for the caches."""


def _row(context, kind) -> int:
    """Numbers of a type in a row of a tile: 64 bytes, which fill eight of AVX2's sixteen registers and half of aarch64's thirty-two, or
    twice as many where the kernel is compiled for AVX-512, which has thirty-two.
    """
    return (1024 if "+avx512f" in context.codegen().magic_tuple()[2] else 512) // kind.bitwidth


def _place(context, builder, kind, array, at):
    """Where an element of an array lies."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [at])


def _vector_at(builder, place, vector, number):
    """The vector that begins so many elements after a place."""
    return builder.bitcast(builder.gep(place, [number]), vector.as_pointer())


@intrinsic
def _wide(typing, a):
    """Numbers in a row of a tile of such an array; a constant to the compiler."""
    return types.intp(a), lambda context, builder, signature, arguments: context.get_constant(types.intp, _row(context, a.dtype))


@intrinsic
def _copy_row(typing, x, at, out, to):
    """out[to : to + wide] = x[at : at + wide]."""

    def generate(context, builder, signature, arguments):
        kind = x.dtype
        vector, align = ir.VectorType(context.get_value_type(kind), _row(context, kind)), kind.bitwidth // 8
        source, target = (_place(context, builder, array, *arguments[i : i + 2]) for i, array in ((0, x), (2, out)))
        row = builder.load(_vector_at(builder, source, vector, ir.IntType(64)(0)), align=align)
        builder.store(row, _vector_at(builder, target, vector, ir.IntType(64)(0)), align=align)
        return context.get_dummy_value()

    return types.void(x, at, out, to), generate


@intrinsic
def _tile(typing, a, a_at, b, b_at, deep, c, c_at, c_row, fresh):
    """c[c_at + r c_row + j] += sum_k a[a_at + k TALL + r] b[b_at + k wide + j], k from first to last; fresh: from 0, whatever c was."""

    def generate(context, builder, signature, arguments):
        real, align, wide, i64 = context.get_value_type(c.dtype), c.dtype.bitwidth // 8, _row(context, c.dtype), ir.IntType(64)
        vector = ir.VectorType(real, wide)
        left, right, out = (_place(context, builder, array, *arguments[i : i + 2]) for i, array in ((0, a), (2, b), (5, c)))
        rows = [_vector_at(builder, out, vector, builder.mul(arguments[7], i64(r))) for r in range(TALL)]
        before = builder.block
        load, loop, done = (builder.append_basic_block(name) for name in ("load", "loop", "done"))
        builder.cbranch(arguments[8], loop, load)

        builder.position_at_end(load)
        kept = [builder.load(row, align=align) for row in rows]
        builder.branch(loop)

        builder.position_at_end(loop)
        k, sums = builder.phi(i64), [builder.phi(vector) for _ in range(TALL)]
        row = builder.load(_vector_at(builder, right, vector, builder.mul(k, i64(wide))), align=align)
        none, everywhere = ir.Constant(vector, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), wide), [0] * wide)
        after = []
        for r in range(TALL):
            number = builder.load(builder.gep(left, [builder.add(builder.mul(k, i64(TALL)), i64(r))]))
            spread = builder.shuffle_vector(builder.insert_element(none, number, ir.IntType(32)(0)), none, everywhere)
            after.append(builder.fadd(sums[r], builder.fmul(spread, row)))
        following = builder.add(k, i64(1))
        zeros = [vector([0.0] * wide)] * TALL
        for phi, start, other, new in ((k, i64(0), i64(0), following), *zip(sums, zeros, kept, after, strict=True)):
            phi.add_incoming(start, before)
            phi.add_incoming(other, load)
            phi.add_incoming(new, loop)
        builder.cbranch(builder.icmp_signed("<", following, arguments[4]), loop, done)

        builder.position_at_end(done)
        for place, value in zip(rows, after, strict=True):
            builder.store(value, place, align=align)
        return context.get_dummy_value()

    return types.void(a, a_at, b, b_at, deep, c, c_at, c_row, fresh), generate


@inlined
def _packed(x, at, across, along, members, width, deep, out, to):
    """out[to + k width + r] = x[at + r across + k along], zero for r from `members` to width: what one row or column of tiles reads."""
    for r in range(members):
        for k in range(deep):
            out[to + k * width + r] = x[at + r * across + k * along]
    for r in range(members, width):
        for k in range(deep):
            out[to + k * width + r] = 0.0


@inlined
def _panels(b, at, b_row, b_column, columns, wide, deep, out):
    """So many columns of a matrix, packed in panels that are `wide`; where its rows lie in one piece, row by row, as memory likes it."""
    whole = columns // wide * wide if b_column == 1 else 0
    for k in range(deep):
        for j in range(0, whole, wide):
            _copy_row(b, at + k * b_row + j, out, j * deep + k * wide)
    for j in range(whole, columns, wide):
        _packed(b, at + j * b_column, b_column, b_row, min(wide, columns - j), wide, deep, out, j * deep)


@inlined
def _edge(a, a_at, b, b_at, deep, c, c_at, c_row, fresh, edge, wide, height, width):
    """A tile that juts out of the product, by way of a whole one. edge: its (TALL wide,) numbers."""
    for r in range(height):
        for j in range(width):
            edge[r * wide + j] = c[c_at + r * c_row + j]
    _tile(a, a_at, b, b_at, deep, edge, 0, wide, fresh)
    for r in range(height):
        for j in range(width):
            c[c_at + r * c_row + j] = edge[r * wide + j]


@compiled
def multiply(a, a_row, a_column, b, b_row, b_column, n, c):
    """c = A B, both of them in flat arrays: A[i, k] = a[i a_row + k a_column], B[k, j] = b[k b_row + j b_column]. c: (m, p); n >= 1: the
    shared axis.
    """
    m, p = c.shape
    flat, wide = c.reshape(m * p), _wide(a)
    left = np.empty((min(m, HIGH) + TALL - 1) // TALL * TALL * min(n, DEEP), a.dtype)
    right, edge = np.empty(PANELS * wide * min(n, DEEP), a.dtype), np.empty(TALL * wide, a.dtype)
    for k in range(0, n, DEEP):
        deep = min(DEEP, n - k)
        for top in range(0, m, HIGH):
            bottom = min(m, top + HIGH)
            for i in range(top, bottom, TALL):
                _packed(a, i * a_row + k * a_column, a_row, a_column, min(TALL, m - i), TALL, deep, left, (i - top) * deep)
            for j in range(0, p, PANELS * wide):
                end = min(p, j + PANELS * wide)
                _panels(b, k * b_row + j * b_column, b_row, b_column, end - j, wide, deep, right)
                for l in range(j, end, wide):
                    for i in range(top, bottom, TALL):
                        a_at, b_at, height, width = (i - top) * deep, (l - j) * deep, min(TALL, m - i), min(wide, p - l)
                        if height == TALL and width == wide:
                            _tile(left, a_at, right, b_at, deep, flat, i * p + l, p, k == 0)
                        else:
                            _edge(left, a_at, right, b_at, deep, flat, i * p + l, p, k == 0, edge, wide, height, width)
