# %% [markdown]
# # Which quantities does training conserve?
#
# **What is asked.** Gradient descent changes every weight. Are there quantities that it leaves alone, whatever the data are?
#
# **What theory says.** Multiply what comes into a ReLU neuron by c and divide what leaves it by c: the net computes the same. So for
# every hidden neuron gradient flow keeps |in|^2 + bias^2 - |out|^2 (Du, Hu, Lee 2018, theorem 2.1). A law of this kind is a statement on
# gradients that is linear in its unknown coefficients; `conserved` takes gradients at random weights and random data and solves for all
# laws there are.

# %%
import torch
from torch import nn

from descent.instruments import conserved, drift

torch.manual_seed(0)
mse = nn.functional.mse_loss
x = torch.randn(50, 5)
y = x[:, :2].prod(1, keepdim=True)

# %% [markdown]
# ## A ReLU net

# %%
net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
laws = conserved(net, (x, y), mse)
print(laws)

# %% [markdown]
# **What one sees.** Eight hidden neurons, eight laws, and no other. The singular values say how sure that is: what is conserved has
# values of rounding (1e-16), all else is above 0.01, and nothing lies between. The two trivial laws say only that the rows and the
# columns of a matrix have the same sum of squares.

# %%
assert [family.words for family in laws.families] == ["layer 1, 8 neurons: |in|^2 + bias^2 - |out|^2"]
assert laws.null < 1e-13 < 0.01 < laws.kept
picture = laws.plot()

# %% [markdown]
# ## Where there is no symmetry there is no law
#
# Tanh does not commute with a factor c, so the same net with tanh should conserve nothing.

# %%
tanh = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 1))
none = conserved(tanh, (x, y), mse)
assert none.count == 0
print(none)


# %% [markdown]
# ## A module of your own
#
# Any module goes, here an attention head of width 4. Its queries and keys meet only in a product W_Q^T W_K, its values and outputs in W_O
# W_V. So gradient flow should keep two symmetric matrices, W_Q W_Q^T - W_K W_K^T and W_V W_V^T - W_O^T W_O, of 4 x 5 / 2 = 10 numbers
# each (Marcotte, Gribonval, Peyre 2024). Products of different rows are looked for with `form="matrices"`.


# %%
class Head(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(d, d, bias=False) for _ in range(4))

    def forward(self, tokens):
        scores = self.query(tokens) @ self.key(tokens).mT
        return self.out(torch.softmax(scores, -1) @ self.value(tokens))


# %%
of_head = conserved(Head(), (torch.randn(20, 6, 4), torch.randn(20, 6, 4)), mse, form="matrices")
assert [family.count for family in of_head.families] == [10, 10]
print(of_head)

# %% [markdown]
# ## How far does training drift?
#
# Theory speaks of gradient flow, of infinitely small steps. A step of gradient descent moves each law by exactly eta^2 times the same
# form of the gradient. Over the same flow time the drift is then proportional to eta: power 1 of the step size.

# %%
by_gd = drift(net, (x, y), mse, {"SGD": {"lr": 0.05}}, steps=200)
print(by_gd)
picture = by_gd.plot()

# %% [markdown]
# **What one sees.** Power 1, as theory says, and the laws move by what the identity says but for rounding (right: every point on the
# line).
#
# Adam does not follow the gradient. Its direction is another one, so smaller steps should not help: power 0.

# %%
by_adam = drift(net, (x, y), mse, {"Adam": {"lr": 0.01}}, steps=200)
print(by_adam)
picture = by_adam.plot()

# %% [markdown]
# **What one sees.** Adam's laws move hundreds of times as far, almost all of it by the direction of its steps, and halving the step
# leaves that as it is. Which of these quantities a trained net has kept is a fact about the optimiser, not about the net.

# %%
assert abs(by_gd.power.value - 1) < 0.1
assert by_gd.unexplained < 1e-12
assert abs(by_adam.power.value) < 0.3
assert by_adam.share_by_direction.value > 0.9
assert by_adam.ends[0].mean() > 100 * by_gd.ends[0].mean()
