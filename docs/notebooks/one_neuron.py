# %% [markdown]
# # Is the end a bad local minimum?
#
# **What is asked.** Training has come to rest with points on the wrong side. Is that a local minimum, and is there a way out?
#
# **What theory says.** Add one exponential neuron to the output, f(x) + a exp(w.x + b), and lambda a^2 / 2 to the loss. Then every local
# minimum is a global one, and the neuron is off there (Liang, Sun, Lee, Srikant 2018). The reason can be measured. At a = 0 the loss
# falls along a at the rate g(w, b) = sum_i r_i exp(w.x_i + b), where r_i is the derivative of point i's loss by its output. Exponentials
# of different points are independent, so g is zero for all (w, b) only if all r_i are zero: at a global minimum. Anywhere else some
# neuron lowers the loss, by g^2 / (2 lambda) to leading order.

# %%
from collections import Counter

import matplotlib.pyplot as plt
import torch
from torch import nn

from descent.instruments import one_neuron

# %% [markdown]
# ## A bad minimum that is known
#
# Three points on a line with classes +, -, +, a smoothed hinge loss, and two ReLUs that are active at all points. Nearby nets are
# straight lines, and the best line is a constant, m = (sqrt 2 - 1)/(sqrt 2 + 1): one point stays wrong, the loss is 2.745. A net of two
# ReLUs can have loss 0.


# %%
def hinge(outputs, targets):
    return torch.relu(1 - targets * outputs).pow(3).sum()


def net_at(*values):
    net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1)).double()
    for parameter, value in zip(net.parameters(), values, strict=True):
        parameter.data = torch.tensor(value, dtype=torch.float64).view_as(parameter)
    return net


# %%
x, y = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[1.0], [-1.0], [1.0]])
m = (2**0.5 - 1) / (2**0.5 + 1)
caught = one_neuron(net_at([0.3, -0.2], [1, 1], [0.2, 0.3], [m - 0.5]), (x, y), hinge)
print(caught)

# %%
assert caught.minimum.word == "bad"
assert abs(caught.minimum.loss - 2.745166) < 1e-6
assert caught.minimum.errors == 1

# %% [markdown]
# ## The neuron by hand
#
# g^2 / 2 over all neurons, from the formula. The largest within the circle |(w, b)| <= 1 is what the instrument calls its certificate
# (lambda = 1).

# %%
r = -3 * y * torch.relu(1 - y * m) ** 2
radius, angle = torch.meshgrid(torch.linspace(0, 1, 101), torch.linspace(0, 2 * torch.pi, 721), indexing="ij")
w, b = radius * torch.cos(angle), radius * torch.sin(angle)
g = sum(r_i * torch.exp(w * x_i + b) for r_i, x_i in zip(r, x, strict=True))
by_hand, certificate = (g**2 / 2).max().item(), caught.certificate.gain(1.0)
print(f"by hand {by_hand:.3f}, certificate {certificate:.3f}")

# %%
fig, axis = plt.subplots(figsize=(4.5, 3.6), layout="constrained")
fig.colorbar(axis.contourf(w, b, g**2 / 2, 20), label="g^2 / 2")
axis.set(xlabel="w", ylabel="b", aspect="equal", title="what a neuron can gain")
assert abs(by_hand - certificate) < 0.002 * certificate

# %% [markdown]
# **What one sees.** With a bias alone (w = 0) nothing is gained: the three r_i sum to zero, as the output bias is at its best. Any neuron
# with a slope gains.
#
# ## Does descent get out?
#
# The theorem is about minima, not about where descent goes. From the bad minimum with the best neuron the instrument descends.

# %%
assert caught.neuron == "to infinity"
assert caught.path.F[-1] < 1e-6
assert caught.path.base_errors[-1] == 1
picture = caught.plot()

# %% [markdown]
# **What one sees.** The loss with the neuron goes to zero, and the net alone gets worse: it leans on a neuron whose w and b grow for ever
# (Kawaguchi and Kaelbling 2020). No bad local minimum is left at a finite distance, and the net is not helped.
#
# ## A global minimum needs no neuron

# %%
best = one_neuron(net_at([1, -1], [0, 0], [3, 3], [-1.5]), (x, y), hinge)
assert best.minimum.word == "good"
assert best.neuron == "not needed"
assert best.residual == 0
print(best)

# %% [markdown]
# ## Trainings of your own
#
# Two moons, nets of 4 and of 8 hidden neurons, six random starts each. The instrument polishes what it is given to a gradient of 1e-8, so
# that a start will do in place of a trained net.

# %%
angle = torch.linspace(0, torch.pi, 20)[:, None]
moon = torch.cat([torch.cos(angle), torch.sin(angle)], dim=1)
points = torch.cat([moon, torch.tensor([1.0, 0.5]) - moon]) - torch.tensor([0.5, 0.25])
classes = torch.tensor([1.0, -1.0]).repeat_interleave(20)[:, None]

# %%
ends = []
for width in (4, 8):
    for seed in range(6):
        torch.manual_seed(seed)
        net = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 1))
        end = one_neuron(net, (points, classes), hinge, steps=400)
        ends.append((width, end.minimum.word, end.neuron))
for words, count in sorted(Counter(ends).items()):
    print(count, "ends of width", *words)

# %% [markdown]
# **What one sees.** Some starts end in a global minimum, where the neuron is not needed, and some in a bad one, where it goes to infinity
# and the net stays as wrong as it was. Six starts are no statistics: the experiment `bad_minima` of `config.yaml` counts two thousand.

# %%
assert {neuron for _, minimum, neuron in ends if minimum == "good"} == {"not needed"}
assert {neuron for _, minimum, neuron in ends if minimum == "bad"} == {"to infinity"}
