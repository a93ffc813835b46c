# %% [markdown]
# # Where does training go once the loss is zero?
#
# **What is asked.** All points are right and the loss is nearly zero, but gradient descent goes on. Where to?
#
# **What theory says.** For a net with f(s theta) = s^L f(theta), such as a ReLU net of L layers without biases, the weights grow without
# end and their direction theta / |theta| settles. The smoothed margin, the loss turned into a margin over |theta|^L, never falls; the
# limit is a stationary point of "largest margin at a given norm", which KKT residuals measure (Lyu, Li 2020); theta comes to point along
# minus the gradient, the alignment goes to 1 (Ji, Telgarsky 2020); and the loss falls as 1/(t (log t)^(2 - 2/L)).
#
# In floating point a loss of exp(-margin) is zero from a margin of 745 on, and training stands still. `margins` trains on the logarithm
# of the loss and keeps the norm as a logarithm.

# %%
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

from descent.instruments import margins

# %% [markdown]
# ## A ReLU net on digits

# %%
pixels, classes = load_digits(return_X_y=True)
data = torch.from_numpy(pixels[:30] / 16), torch.from_numpy(classes[:30])
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(64, 16, bias=False), nn.ReLU(), nn.Linear(16, 10, bias=False))

# %%
late = margins(net, data)
print(late)
picture = late.plot()

# %% [markdown]
# **What one sees.** TODO

# %% [markdown]
# ## Where there is no answer
#
# With biases f(s theta) is no multiple of f(theta), and the theory has nothing to say. Nor has the instrument.

# %%
biased = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))
none = margins(biased, data)
print(none)
assert none.status == "not homogeneous"

# %% [markdown]
# ## Two linear nets, two limits
#
# A net that is linear in its inputs has one direction beta in the end, f(x) = beta.x. Which separator is it? The fully connected net goes
# to the largest l2 margin, the convolutional one to the separator with the least l1 norm of its Fourier coefficients (Gunasekar, Lee,
# Soudry, Srebro 2018).


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
signals, sides = torch.randn(4, 16), torch.tensor([1.0, -1.0, 1.0, -1.0])[:, None]
nets = {"full": nn.Sequential(nn.Linear(16, 16, bias=False), nn.Linear(16, 1, bias=False)), "conv": Convolution(16)}
found = {name: margins(net, (signals, sides), until=12.0) for name, net in nets.items()}
for name, one in found.items():
    print(name, one, sep="\n")
