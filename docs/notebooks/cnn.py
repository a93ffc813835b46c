# %% [markdown]
# # All four questions to one small CNN
#
# **What is asked.** What does its training conserve, is it waiting at a saddle, is its end a bad minimum, and where does it go once the
# loss is zero? The net is that of `own/cnn.py`, a file as a study takes it, with the functions `build`, `data` and `loss`: two
# convolutions and a linear layer on 50 handwritten digits.
#
# **What theory says.** Each channel keeps |in|^2 + bias^2 - |out|^2, past ReLU and pooling (Du, Hu, Lee 2018, theorem 2.3). A start with
# small weights is near a strict saddle. The cross entropy has no finite minimum once all points are right, so that a net that fits its
# data goes to infinity, in a direction that is a stationary point of the largest margin (Lyu and Li 2020).

# %%
import sys

import torch

from descent.instruments import conserved, drift, margins, one_neuron, saddles

sys.path.insert(0, "../../own")  # the folder of files of your own, seen from this one
import cnn

# %%
generator = torch.Generator().manual_seed(0)
torch.manual_seed(0)
net, data = cnn.build(generator), cnn.data(generator)
print(net)

# %% [markdown]
# ## What does it conserve?

# %%
laws = conserved(net, data, cnn.loss)
print(laws)
assert laws.count == 4 + 8  # channels of the first and of the second convolution

# %%
moved = drift(net, data, cnn.loss, {"SGD": {"lr": 0.05}}, steps=100, runs=2)
print(moved)
assert moved.unexplained < 1e-10

# %% [markdown]
# **What one sees.** Twelve laws, one for each channel, and no other. Every step of gradient descent moves them by eta^2 times the same
# form of the gradient.
#
# ## Is it waiting at a saddle?

# %%
found = saddles(net, data, cnn.loss, {"SGD": {"lr": 0.1}}, steps=600)
print(found)
picture = found.plot()

# %%
first, end = found.stays[0], found.end
assert first.strict
assert not end.strict
assert abs(first.plateau.left - first.predicted) < 0.2 * first.predicted
assert abs(found.twin.spent - found.spent) <= 0.1 * found.spent

# %% [markdown]
# **What one sees.** Training starts beside a strict saddle and is there for a hundred iterations, about as long as linear theory says.
# Noise does not shorten that: the start is no closer to the saddle than noise would put it.
#
# ## Is its end a bad minimum?
#
# The instrument takes the net where training has left it.

# %%
for name, parameter in net.named_parameters():
    parameter.data = found.trained.end[name][0]
end = one_neuron(net, data, cnn.loss, steps=500)
print(end)
assert end.minimum.word == "at infinity"
assert end.minimum.errors == 0

# %% [markdown]
# **What one sees.** No minimum at all: all digits are right, and the loss goes to zero as the weights grow. A neuron is not needed. What
# is left to ask is in which direction they grow.
#
# ## Where does it go?
#
# That question needs a homogeneous net, f(s theta) = s^L f(theta). Biases spoil it, and the instrument says so.

# %%
none = margins(net, data)
assert none.status == "not homogeneous"
print(none)

# %% [markdown]
# The same net without biases has L = 3, its three layers; max pooling and ReLU do not matter. It is built anew, and trained on ten digits
# with plain torch until all are right.

# %%
torch.manual_seed(0)
bare, few = cnn.build(generator).double(), cnn.data(generator, points=10)
for layer in bare:
    layer.bias = None
optimiser = torch.optim.Adam(bare.parameters(), lr=0.01)
for _ in range(600):
    optimiser.zero_grad()
    cnn.loss(bare(few[0]), few[1]).backward()
    optimiser.step()

# %%
late = margins(bare, few, steps=1000, growth=0.0)
print(late)
picture = late.plot()

# %%
seen = late.series
assert late.degree == 3
assert late.change >= -1e-12
assert seen["normalised"][-1] > 1.3 * seen["normalised"][0]
assert seen["delta"][-1] < 0.5 * seen["delta"][0]
assert seen["alignment"][-1] < 0.9

# %% [markdown]
# **What one sees.** The smoothed margin rises in every one of a thousand steps, as theory says; the normalised margin rises by a third
# and more, and Lyu and Li's delta falls by more than half. The limit is far: alignment is below 0.9, and goes up and down from kink to
# kink. The margin has more than doubled, and a limit takes many decades of it. The notebook `margins` goes there with smaller nets.
