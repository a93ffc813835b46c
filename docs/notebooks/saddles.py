# %% [markdown]
# # Is training waiting at a saddle, and would noise help?
#
# **What is asked.** The loss stands still for a while, then falls. Was that a saddle? How long must one wait, and does noise shorten it?
#
# **What theory says.** Near a strict saddle, the component along an escaping direction with curvature -lambda grows by the factor 1 + eta
# lambda in each step. From a distance s to a distance r that takes log(r / s) / log(1 + eta lambda) steps: short, unless s is tiny. Noise
# makes s as large as itself, so it helps where training comes to a saddle very exactly, and only there (Du et al. 2017; Jin et al. 2017).

# %%
import torch
from torch import nn

from descent.instruments import saddles

# %% [markdown]
# ## A function whose saddles are known
#
# f(U) = |U U^T - M|^2 / 4 where M has eigenvalues 1, 1/2, 1/4. It has a strict saddle wherever U U^T is a part of M's spectrum. From a
# small start gradient descent learns the largest eigenvalue first, and so meets three saddles: those at which 1, 1/2 and 1/4 are still
# missing, which are their lowest curvatures.


# %%
class Factorisation(nn.Module):
    def __init__(self):
        super().__init__()
        self.U = nn.Parameter(1e-3 * torch.randn(10, 3))
        self.register_buffer("M", torch.diag(torch.tensor([1.0, 0.5, 0.25] + 7 * [0.0])))

    def forward(self):
        return ((self.U @ self.U.T - self.M) ** 2).sum() / 4


# %%
torch.manual_seed(0)
found = saddles(Factorisation(), optimiser={"SGD": {"lr": 0.2}}, steps=400)
print(found)

# %% [markdown]
# **What one sees.** Three plateaus, each a strict saddle, with the lowest eigenvalues -1, -1/2 and -1/4. `left` counts iterations from
# the lowest gradient to the end of the plateau, and linear theory foretells it to within a few. The last line is where training ended: no
# saddle. The second table is the same start with noise. It spends as long at each saddle: the run never comes close enough to one for
# noise to matter.

# %%
lowest = [stay.lowest.values[0] for stay in found.stays]
assert [stay.strict for stay in [*found.stays, found.end]] == [True, True, True, False]
assert max(abs(a - b) for a, b in zip(lowest, (-1, -0.5, -0.25), strict=True)) < 0.02
assert all(abs(stay.plateau.left - stay.predicted) <= 3 for stay in found.stays)
assert abs(found.twin.spent - found.spent) <= 0.1 * found.spent
picture = found.plot()

# %% [markdown]
# ## Closer to a saddle
#
# Now a start on which noise should matter: 1e-12 in place of 1e-3. Theory: the first wait is longer by log(1e9) / log(1 + 0.2) = 114
# steps.

# %%
torch.manual_seed(0)
close = Factorisation()
close.U.data *= 1e-9
near = saddles(close, optimiser={"SGD": {"lr": 0.2}}, steps=800)
longer = near.stays[0].plateau.left - found.stays[0].plateau.left
print(near, f"{longer:.0f} steps longer", sep="\n\n")

# %%
assert abs(longer - 114) <= 2
assert near.twin.spent < 0.6 * near.spent
picture = near.plot()

# %% [markdown]
# **What one sees.** Longer by that many steps, and the noisy twin (orange) saves most of it: noise does not need luck, it needs a saddle
# that training has come close to.
#
# ## A net on data
#
# The same question to a net of your own. Small weights are near the saddle at 0, where each of the four hidden neurons has an escaping
# direction, all with the same curvature. (Linear theory adds up what grows along the lowest four eigenvectors; a wider net needs a higher
# `count=`.)

# %%
torch.manual_seed(0)
x = torch.randn(100, 5)
y = x[:, :2].prod(1, keepdim=True)
net = nn.Sequential(nn.Linear(5, 4, bias=False), nn.Tanh(), nn.Linear(4, 1, bias=False))
for weights in net.parameters():
    weights.data *= 0.01

# %%
of_net = saddles(net, (x, y), nn.functional.mse_loss, {"SGD": {"lr": 0.05}}, steps=4000)
print(of_net)
picture = of_net.plot()

# %% [markdown]
# **What one sees.** Two plateaus, both at strict saddles. The first is the saddle at 0, and linear theory foretells its end. At the
# second the gradient never falls below 0.02: training passes that saddle at a distance, and theory, which is of a saddle's neighbourhood,
# gives two thirds of the time that is spent. Noise comes only where the gradient is small, which it never is: the twin is the same run.
# This training is slow where the curvature is small, it is not caught at a saddle.

# %%
first, second = of_net.stays
assert [stay.strict for stay in (first, second, of_net.end)] == [True, True, False]
assert abs(first.plateau.left - first.predicted) <= 0.1 * first.predicted
assert second.plateau.slope > 0.02
assert 0.55 < second.predicted / second.plateau.left < 0.75
assert of_net.twin.spent == of_net.spent
