# %% [markdown]
# # Figure 4 of paper 1, and the same question for a function of your own
#
# **What is asked.** On the way to a minimum there are many saddles in a row. How does the time at each grow from one to the next, without
# noise and with it?
#
# **What theory says.** On the octopus, a function with d strict saddles in a row, gradient descent (GD) takes longer at each saddle by
# the factor 1 - log(1 - 2 eta L) / log(1 + 2 eta gamma), which is (L + gamma) / gamma for small steps: the time is exponential in d.
# Perturbed gradient descent (PGD) adds noise where the gradient is small, and takes as long at each (Du, Jin, Lee, Jordan, Póczos, Singh
# 2017).

# %%
import math
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch

from descent.instruments import saddles
from descent.instruments.objective import Objective
from descent.instruments.optimisers import named
from descent.instruments.training import Settings, train
from descent.zoo import octopus

# %% [markdown]
# Runs are trained side by side: `train` takes an objective for each, with its own start. PGD is GD with noise uniform in a ball of radius
# `r` where the gradient's norm is at most `g_thres`, at most once in `t_thres` iterations.


# %%
def descend(build, lr, steps, runs=8, **noise):
    objectives = [Objective(build(torch.Generator().manual_seed(run))) for run in range(runs)]
    return train(objectives, named({"SGD": {"lr": lr}}), Settings(steps, record=steps + 1, **noise))


def draw(axis, gd, pgd, title):
    for found, colour, name in ((gd, "#0072B2", "GD"), (pgd, "#D55E00", "PGD")):
        axis.plot(found.loss.T, color=colour, lw=0.6, alpha=0.6)
        axis.plot(found.loss[0], color=colour, lw=2, label=name)
    axis.set(title=title, xlabel="iteration", ylabel="f")
    axis.legend(frameon=False)


# %% [markdown]
# ## Figure 4
#
# d = 10, tau = e, gamma = 1, eta = 1/(4 L), noise of radius e/100 where the gradient is at most e/100, starts uniform on [-1, 1]^10, as
# in the paper.

# %%
noise = {"r": math.e / 100, "g_thres": math.e / 100, "t_thres": 1}
fig, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
passed = {}
for axis, L in zip(axes.flat, (1, 1.5, 2, 3), strict=True):
    build = partial(octopus.build, d=10, L=L)
    gd, pgd = descend(build, 1 / (4 * L), 1000), descend(build, 1 / (4 * L), 1000, **noise)
    draw(axis, gd, pgd, f"L = {L}, gamma = 1")
    passed[L] = [found.loss[:, -1] / octopus.saddle_value(1, L=L) for found in (gd, pgd)]

# %% [markdown]
# **What one sees.** Both fall in steps, one a saddle. PGD's steps have the same length, so that it passes all ten saddles; GD's grow, the
# faster the larger L, and after 1,000 iterations it has passed five at most.

# %%
for gd, pgd in passed.values():
    assert gd.max() < 5.1
    assert pgd.min() > 9.9
assert passed[1][0].mean() > passed[2][0].mean() > passed[3][0].mean()


# %% [markdown]
# ## A function of your own
#
# The octopus is put together from pieces. Is its slowness owed to that? A polynomial with the same idea: every coordinate is a double
# well, and each well at 0 holds the next coordinate there,
#
#     f(x) = sum_i (x_i^2 - 1)^2 / 4 + c sum_i (x_i^2 - 1)^2 x_{i+1}^2.
#
# Where k coordinates are at +-1 and the others at 0, the next one has curvature -1 and those after it 2 c - 1. For c > 1/2 these are
# strict saddles in a row, f = (d - k) / 4, and linear theory says that the time grows by 1 - log(1 - eta (2 c - 1)) / log(1 + eta) from
# one to the next.


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
eta, noise = 0.1, {"r": 0.02, "g_thres": 0.02, "t_thres": 30}
fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
found = {}
for axis, c, steps in zip(axes, (0, 1, 1.5), (200, 2500, 3500), strict=True):
    build = partial(Wells, coupling=c)
    found[c] = descend(build, eta, steps), descend(build, eta, steps, **noise)
    draw(axis, *found[c], f"c = {c}")

# %% [markdown]
# A saddle is passed when f is half way from its level to the next. The factor by which the time between two of these grows:


# %%
def growth(run):
    levels = np.arange(6, -1, -1) / 4
    below = run.loss[:, :, None] < (levels[:-1] + levels[1:]) / 2
    times = np.where(below.any(axis=1), below.argmax(axis=1), np.nan)
    spent = np.diff(times, axis=1)[:, 1:]
    return np.nanmedian(spent[:, 1:] / spent[:, :-1])


# %%
print("c    theory  GD    PGD")
for c in (1, 1.5):
    theory = 1 - math.log(1 - eta * (2 * c - 1)) / math.log(1 + eta)
    gd, pgd = map(growth, found[c])
    print(f"{c:<3}  {theory:.2f}    {gd:.2f}  {pgd:.2f}")
    assert abs(gd - theory) < 0.05 * theory
    assert abs(pgd - 1) < 0.1

# %% [markdown]
# **What one sees.** GD's factor is the one of linear theory, PGD's is 1: the exponential slowness needs no pieces, a polynomial has it.
# It does need the coupling: at c = 0 there are as many saddles, but all coordinates leave at once and noise changes nothing.
#
# The instrument says the same of a single run without being told where the saddles are.

# %%
uncoupled, with_noise = found[0]
assert np.abs(uncoupled.loss - with_noise.loss).max() < 0.01

# %%
seen = saddles(Wells(torch.Generator().manual_seed(0)), optimiser={"SGD": {"lr": eta}}, steps=2000)
assert [stay.strict for stay in [*seen.stays, seen.end]] == 6 * [True] + [False]
assert seen.twin.spent < seen.spent / 3
print(seen)
picture = seen.plot()
