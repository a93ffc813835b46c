"""LU factorisation, for kernels that solve with the same matrix repeatedly (Golub and Van Loan, section 3.4)."""

from descent.compiled import compiled


@compiled
def factorise(A, order):
    """Replace A (n, n) by its factors L and U, with partial pivoting. order: (n,) integers, written: the row exchanged with each row."""
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
    """Replace b (n,) by the solution of a factorised system. A, order: from `factorise`."""
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
