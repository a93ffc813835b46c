"""Large matrix products: blocks are packed for the caches, in the order in which tiles read them (Goto and van de Geijn 2008)."""

import numpy as np

from descent.algebra.tiles import TALL, copy_number, copy_row, large_tile, row_of_large
from descent.compiled import compiled, inlined

DEEP, HIGH, PANELS = 256, 128, 4
"""Size of a packed block: entries along the shared axis, rows of the first matrix, and panels of columns of the second."""


@inlined
def _packed(x, at, across, along, members, width, deep, out, to):
    """out[to + k width + r] = x[at + r across + k along], and zero for r from `members` to width: one row or column of tiles, packed."""
    for r in range(members):
        for k in range(deep):
            copy_number(x, at + r * across + k * along, out, to + k * width + r)
    for r in range(members, width):
        for k in range(deep):
            out[to + k * width + r] = 0.0


@inlined
def _panels(b, at, b_row, b_column, columns, wide, deep, out):
    """Pack columns of a matrix in panels of `wide` columns; row by row where the rows are contiguous, for fast reads."""
    whole = columns // wide * wide if b_column == 1 else 0
    for k in range(deep):
        for j in range(0, whole, wide):
            copy_row(b, at + k * b_row + j, out, j * deep + k * wide)
    for j in range(whole, columns, wide):
        _packed(b, at + j * b_column, b_column, b_row, min(wide, columns - j), wide, deep, out, j * deep)


@inlined
def _edge(a, a_at, b, b_at, deep, c, c_at, c_row, fresh, edge, wide, height, width):
    """A tile that extends beyond the product, computed as a whole tile in `edge`. edge: (TALL wide,) work space."""
    for r in range(height):
        for j in range(width):
            edge[r * wide + j] = c[c_at + r * c_row + j]
    large_tile(a, a_at, 1, TALL, b, b_at, wide, deep, edge, 0, wide, fresh)
    for r in range(height):
        for j in range(width):
            c[c_at + r * c_row + j] = edge[r * wide + j]


@compiled
def multiply(a, where_a, b, where_b, n, c, where_c):
    """`descent.algebra.products.multiply` for large matrices."""
    (a_at, a_row, a_column), (b_at, b_row, b_column), (c_at, m, p) = where_a, where_b, where_c
    wide = row_of_large(a)
    left = np.empty((min(m, HIGH) + TALL - 1) // TALL * TALL * min(n, DEEP), a.dtype)
    right, edge = np.empty(PANELS * wide * min(n, DEEP), a.dtype), np.empty(TALL * wide, a.dtype)
    for k in range(0, n, DEEP):
        deep = min(DEEP, n - k)
        for top in range(0, m, HIGH):
            bottom = min(m, top + HIGH)
            for i in range(top, bottom, TALL):
                _packed(a, a_at + i * a_row + k * a_column, a_row, a_column, min(TALL, m - i), TALL, deep, left, (i - top) * deep)
            for j in range(0, p, PANELS * wide):
                end = min(p, j + PANELS * wide)
                _panels(b, b_at + k * b_row + j * b_column, b_row, b_column, end - j, wide, deep, right)
                for l in range(j, end, wide):
                    for i in range(top, bottom, TALL):
                        left_at, right_at, at = (i - top) * deep, (l - j) * deep, c_at + i * p + l
                        height, width = min(TALL, m - i), min(wide, p - l)
                        if height == TALL and width == wide:
                            large_tile(left, left_at, 1, TALL, right, right_at, wide, deep, c, at, p, k == 0)
                        else:
                            _edge(left, left_at, right, right_at, deep, c, at, p, k == 0, edge, wide, height, width)
