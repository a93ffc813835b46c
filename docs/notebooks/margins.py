# %% [markdown]
# # Where does training go once the loss is zero?
#
# **What is asked.** All points are right and the loss is nearly zero, but gradient descent goes on. Where to?
#
# **What theory says.** Take a net with f(s theta) = s^L f(theta), and a loss that falls exponentially in the margins. Then the weights
# grow without end and it is their direction theta / |theta| that matters:
#
# - the smoothed margin, the loss turned into a margin and divided by |theta|^L, never falls (Lyu, Li 2020);
# - every limit of the direction is a stationary point of the largest margin at a given norm: KKT residuals go to 0 (Lyu, Li 2020);
# - theta comes to point along minus the gradient: alignment, the cosine of the two, goes to 1 (Ji, Telgarsky 2020);
# - the loss falls as 1/(t (log t)^(2 - 2/L)) in flow time t (Lyu, Li 2020).
#
# In floating point a loss of exp(-margin) is zero from a margin of 745 on, and training stands still. `margins` trains on the logarithm
# of the loss and keeps the norm as a logarithm, and goes on to margins of 1e20.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

from descent.instruments import margins

# %% [markdown]
# ## A smooth net on digits
#
# Two layers with a squared ReLU between them and no biases: L = 2 + 1 = 3. Three classes, twelve digits.


# %%
class SquaredReLU(nn.Module):
    def forward(self, x):
        return torch.relu(x) ** 2


# %%
pixels, classes = load_digits(n_class=3, return_X_y=True)
data = torch.from_numpy(pixels[:12] / 16), torch.from_numpy(classes[:12])
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(64, 8, bias=False), SquaredReLU(), nn.Linear(8, 3, bias=False))
smooth = margins(net, data, steps=2000, until=20.0, record=13)
print(smooth)

# %%
picture = smooth.plot()

# %% [markdown]
# **What one sees.** The degree is measured to be 3. Two thousand steps of gradient descent come to a margin of some hundred; in the grey
# part the flow of the late phase goes on. The normalised and the smoothed margin become one and rise to a limit, alignment goes to 1, the
# KKT residuals go to 0, the direction turns less in every decade of the margin, and the loss falls with the power that theory says.

# %%
seen = smooth.series
late = seen["log10"] > 8
power, _ = np.polyfit(np.log(seen["log_time"][late]), seen["log_product"][late], 1)
print(f"t loss falls as (log t)^{power:.3f}; theory: {-(2 - 2 / 3):.3f}")

# %%
assert smooth.degree == 3
assert smooth.status == "reached"
assert smooth.change >= -1e-12
assert seen["alignment"][-1] > 1 - 1e-6
assert seen["residual"][-1] < 1e-4
assert abs(power + 4 / 3) < 0.02

# %% [markdown]
# ## A ReLU net
#
# With ReLU itself L = 2, and there are kinks: a digit may come to lie where a neuron's argument is zero, and stay there. Theory holds
# with Clarke's subdifferential in place of the gradient; the flow slides along kinks, and the KKT residuals take the slopes on both
# sides.

# %%
torch.manual_seed(0)
relu = nn.Sequential(nn.Linear(64, 8, bias=False), nn.ReLU(), nn.Linear(8, 3, bias=False))
kinked = margins(relu, data, steps=2000, until=12.0, record=13)
print(kinked)

# %%
picture = kinked.plot()
assert kinked.degree == 2
assert kinked.change >= -1e-12
assert kinked.series["alignment"][-1] > 0.999
assert kinked.series["residual"][-1] < 0.03

# %% [markdown]
# **What one sees.** The same picture: the smoothed margin never falls, alignment comes within 0.001 of 1, and the KKT residual to a few
# percent and less.

# %% [markdown]
# ## Two linear nets, two limits
#
# A net that is linear in its inputs is one direction beta in the end, f(x) = beta.x. Which separator does it become? The fully connected
# net goes to the largest l2 margin, whatever its depth; a convolutional one of two layers goes to the separator with the least l1 norm of
# its Fourier coefficients (Gunasekar, Lee, Soudry, Srebro 2018).


# %%
class Convolution(nn.Module):
    """A circular convolution with a filter as wide as the signal, and a linear layer."""

    def __init__(self, D):
        super().__init__()
        self.filter, self.out = (nn.Parameter(torch.randn(D) / D**0.5) for _ in range(2))

    def forward(self, x):
        D = x.shape[1]
        shifted = torch.stack([x.roll(-k, 1) for k in range(D)], dim=2)
        return shifted @ self.filter / D**0.5 @ self.out[:, None]


# %%
torch.manual_seed(1)
signals = torch.randn(4, 8), torch.tensor([1.0, -1.0, 1.0, -1.0])[:, None]
full = nn.Sequential(nn.Linear(8, 8, bias=False), nn.Linear(8, 1, bias=False))
found = {name: margins(net, signals, steps=2000, until=20.0) for name, net in (("full", full), ("conv", Convolution(8)))}

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", sharey=True)
for axis, (name, one) in zip(axes, found.items(), strict=True):
    for separator, distance in one.to_separators.items():
        axis.semilogy(one.series["log10"], distance, label=f"to the {separator} separator")
    axis.set(title=name, xlabel="log10 of the margin", ylabel="1 - cos", ylim=(1e-16, 1))
    axis.legend(frameon=False)

# %% [markdown]
# **What one sees.** The same data, the same loss, the same method, and two limits: each net comes to the separator that its theorem
# names, and stays away from the other. The convolutional net takes its time. At a margin of 745, where ordinary training ends, it is
# still turning.

# %%
ends = {name: {separator: distance[-1] for separator, distance in one.to_separators.items()} for name, one in found.items()}
assert ends["full"]["l2"] < 1e-12
assert ends["conv"]["l1"] < 1e-6
assert min(ends["full"]["l1"], ends["conv"]["l2"]) > 0.1
assert np.interp(np.log10(745), found["conv"].series["log10"], found["conv"].to_separators["l1"]) > 0.01

# %% [markdown]
# ## Where there is no answer
#
# With biases f(s theta) is no multiple of f(theta). Theory has nothing to say then, and nor has the instrument.

# %%
none = margins(nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 3)), data)
assert none.status == "not homogeneous"
print(none)
