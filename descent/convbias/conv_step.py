"""A step of literal gradient descent of a convolutional net with full-width filters, in one sweep over the frequencies.

`push`, `predictor` and `margins` one after another are limited by memory bandwidth; here every sample and weight is read once.
"""

import numpy as np

from descent.compiled import compiled
from descent.convbias.lanes import clear


@compiled
def step(w, net, x, q, eta, alive, beta, m):
    """w += eta times the derivative of sum_n q_n m_n in the lanes that are alive; sets beta and the margins m to those of the new w.

    w: (L * 2 * H, lanes); x: (2 * H, N, lanes); q, m: (N, lanes); beta: (2 * H, lanes); alive: (lanes,) bool.
    """
    lanes, L, H, N = w.shape[1], net.L, net.H, x.shape[1]
    u, out = w.reshape(L, 2, H, lanes), beta.reshape(2, H, lanes)
    before, a, b = np.empty((L, 2, lanes)), np.empty(lanes), np.empty(lanes)
    clear(m)
    for k in range(H):
        for n in range(lanes):
            a[n], b[n] = 0.0, 0.0
        for i in range(N):
            for n in range(lanes):
                a[n] += q[i, n] * x[k, i, n]
                b[n] += q[i, n] * x[H + k, i, n]
        for n in range(lanes):
            a[n], b[n] = net.scale[k] * a[n], net.scale[k] * b[n]
        for layer in range(L):  # times the product of the layers before
            for n in range(lanes):
                before[layer, 0, n], before[layer, 1, n] = a[n], b[n]
                re, im, old = u[layer, 0, k, n], u[layer, 1, k, n], a[n]
                a[n] = old * re + b[n] * im
                b[n] = b[n] * re - old * im
        for n in range(lanes):
            a[n], b[n] = 1.0, 0.0
        for layer in range(L - 1, -1, -1):  # and of those after
            for n in range(lanes):
                re, im, old = u[layer, 0, k, n], u[layer, 1, k, n], a[n]
                d_re = before[layer, 0, n] * old - before[layer, 1, n] * b[n]
                d_im = before[layer, 0, n] * b[n] + before[layer, 1, n] * old
                a[n] = old * re + b[n] * im
                b[n] = b[n] * re - old * im
                u[layer, 0, k, n] = re + eta * d_re if alive[n] else re
                u[layer, 1, k, n] = im + eta * d_im if alive[n] else im
        for n in range(lanes):
            a[n], b[n] = net.scale[k], 0.0
        for layer in range(L):
            for n in range(lanes):
                re, im, old = u[layer, 0, k, n], u[layer, 1, k, n], a[n]
                a[n] = old * re - b[n] * im
                b[n] = old * im + b[n] * re
        for n in range(lanes):
            out[0, k, n], out[1, k, n] = a[n], b[n]
        for i in range(N):
            for n in range(lanes):
                m[i, n] += x[k, i, n] * a[n] + x[H + k, i, n] * b[n]
