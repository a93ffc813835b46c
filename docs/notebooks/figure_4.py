# %% [markdown]
# # Figure 4 of paper 1, and the same question for a function of one's own
#
# **What is asked.** On the way to a minimum there are many saddles in a row. How does the time at each grow from one to the next, without noise
# and with it?
#
# **What theory says.** On the octopus, a function with d strict saddles in a row, gradient descent (GD) takes longer at each saddle by the factor
# 1 - log(1 - 2 eta L) / log(1 + 2 eta gamma), which is (L + gamma) / gamma for small steps: the time is exponential in d. Perturbed gradient
# descent (PGD) adds noise where the gradient is small, and takes as long at each (Du, Jin, Lee, Jordan, Póczos, Singh 2017).

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import torch

from descent.instruments import saddles
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train
from descent.zoo import octopus

RUNS = 8


# %% [markdown]
# Runs are trained side by side: `train` takes an objective for each, with its own start. PGD is GD with noise uniform in a ball of radius `r`
# where the gradient's norm is at most `g_thres`, at most once in `t_thres` iterations.


# %%
def descend(build, lr, steps, **noise):
    runs = [Objective(build(torch.Generator().manual_seed(seed))) for seed in range(RUNS)]
    return train(runs, named({"SGD": {"lr": lr}}), Settings(steps, record=steps + 1, **noise))


# %% [markdown]
# ## Figure 4
#
# d = 10, tau = e, gamma = 1, eta = 1/(4 L), noise of radius e/100 where the gradient is at most e/100, starts uniform on [-1, 1]^10, as in the paper.

# %%
NOISE = {"r": math.e / 100, "g_thres": math.e / 100, "t_thres": 1}
fig, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
last = {}
for axis, L in zip(axes.flat, (1, 1.5, 2, 3), strict=True):
    for name, noise, colour in (("GD", {}, "#0072B2"), ("PGD", NOISE, "#D55E00")):
        found = descend(lambda generator, L=L: octopus.build(generator, d=10, L=L), 1 / (4 * L), 1000, **noise)
        axis.plot(found.loss.T, color=colour, lw=0.6, alpha=0.6)
        axis.plot(found.loss[0], color=colour, lw=2, label=name)
        last[name, L] = found.loss[:, -1] / octopus.saddle_value(1, L=L)
    axis.set(title=f"L = {L}, gamma = 1", xlabel="iteration", ylabel="f")
axes[0, 0].legend(frameon=False)
picture = fig

# %% [markdown]
# **What one sees.** Both fall in steps, one a saddle. PGD's steps have the same length, so that it passes all ten saddles; GD's grow, the faster
# the larger L, and after 1,000 iterations it has passed five at most.

# %%
assert all((last["PGD", L] > 9.99).all() for L in (1, 1.5, 2, 3))
assert all(last["GD", L].max() < 5.01 for L in (1, 1.5, 2, 3))
assert all(last["GD", a].mean() > last["GD", b].mean() for a, b in ((1, 1.5), (1.5, 2), (2, 3)))


# %% [markdown]
# ## A function of one's own
#
# The octopus is put together from pieces. Is its slowness owed to that? A polynomial with the same idea: every coordinate is a double well,
# and each well at 0 holds the next coordinate there,
#
#     f(x) = sum_i (x_i^2 - 1)^2 / 4 + c sum_i (x_i^2 - 1)^2 x_{i+1}^2.
#
# Where k coordinates are at +-1 and the others at 0, the next one has curvature -1 and those after it 2 c - 1. For c > 1/2 these are strict saddles
# in a row, f = (d - k) / 4, and linear theory says that the time grows by 1 - log(1 - eta (2 c - 1)) / log(1 + eta) from one to the next.


# %%
class Wells(torch.nn.Module):
    def __init__(self, generator, d=6, coupling=1.0, start=0.1):
        super().__init__()
        self.coupling = coupling
        self.x = torch.nn.Parameter(start * (2 * torch.rand(d, generator=generator, dtype=torch.float64) - 1))

    def forward(self):
        wells = (self.x**2 - 1) ** 2
        return wells.sum() / 4 + self.coupling * (wells[:-1] * self.x[1:] ** 2).sum()


# %%
ETA, STEPS = 0.1, 3500
PGD = {"r": 0.02, "g_thres": 0.02, "t_thres": 30}
fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained", sharey=True)
runs = {}
for axis, c in zip(axes, (0.0, 1.0, 1.5), strict=True):
    for name, noise, colour in (("GD", {}, "#0072B2"), ("PGD", PGD, "#D55E00")):
        runs[name, c] = descend(lambda generator, c=c: Wells(generator, coupling=c), ETA, STEPS, **noise)
        axis.plot(runs[name, c].loss.T, color=colour, lw=0.6, alpha=0.6)
        axis.plot(runs[name, c].loss[0], color=colour, lw=2, label=name)
    axis.set(title=f"c = {c}", xlabel="iteration", xlim=(0, (200, 1500, STEPS)[int(2 * c) - (c > 0)]))
axes[0].set_ylabel("f")
axes[0].legend(frameon=False)
picture = fig

# %% [markdown]
# A saddle is passed when f is half way from its level to the next. The factor by which the time between two of these grows:


# %%
def growth(found, levels=np.arange(6, -1, -1) / 4):
    below = found.loss[:, :, None] < (levels[:-1] + levels[1:]) / 2
    times = np.where(below.any(axis=1), below.argmax(axis=1), np.nan)
    spent = np.diff(times, axis=1)[:, 1:]
    return np.nanmedian(spent[:, 1:] / spent[:, :-1])


print("c    theory  GD    PGD")
for c in (1.0, 1.5):
    theory = 1 - math.log(1 - ETA * (2 * c - 1)) / math.log(1 + ETA)
    gd, pgd = growth(runs["GD", c]), growth(runs["PGD", c])
    print(f"{c}  {theory:.2f}    {gd:.2f}  {pgd:.2f}")
    assert abs(gd - theory) < 0.05 * theory and abs(pgd - 1) < 0.1

# %% [markdown]
# **What one sees.** GD's factor is the one of linear theory, PGD's is 1: the exponential slowness needs no pieces, a polynomial has it. It does need
# the coupling: at c = 0 there are as many saddles, but all coordinates leave at once and noise changes nothing.
#
# The instrument says the same of a single run without being told where the saddles are.

# %%
assert np.abs(runs["GD", 0.0].loss[:, :200] - runs["PGD", 0.0].loss[:, :200]).max() < 0.01
found = saddles(Wells(torch.Generator().manual_seed(0)), optimiser={"SGD": {"lr": ETA}}, steps=2000)
assert all(stay.strict for stay in found.stays) and found.twin.spent < found.spent / 3
print(found)
picture = found.plot()
