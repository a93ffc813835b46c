"""A matrix in two triangular factors, for kernels that solve with it again and again (Golub and Van Loan, section 3.4)."""

from descent.compiled import compiled


@compiled
def factorise(A, order):
    """Put the factors L and U of A (n, n) in its place, with partial pivoting. order: (n,) integers, the rows that were exchanged."""
    n = A.shape[0]
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(A[i, k]) > abs(A[best, k]):
                best = i
        order[k] = best
        if best != k:
            for j in range(n):
                A[k, j], A[best, j] = A[best, j], A[k, j]
        for i in range(k + 1, n):
            A[i, k] /= A[k, k]
            for j in range(k + 1, n):
                A[i, j] -= A[i, k] * A[k, j]


@compiled
def substitute(A, order, b):
    """Put the solution of a factorised system in the place of b (n,). A, order: as `factorise` leaves them."""
    n = A.shape[0]
    for k in range(n):
        b[k], b[order[k]] = b[order[k]], b[k]
    for k in range(n):
        for i in range(k + 1, n):
            b[i] -= A[i, k] * b[k]
    for k in range(n - 1, -1, -1):
        for j in range(k + 1, n):
            b[k] -= A[k, j] * b[j]
        b[k] /= A[k, k]
