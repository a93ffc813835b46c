"""A transformer block that learns to reverse a sequence.

Theory: under gradient flow a head keeps the symmetric matrices W_Q W_Q^T - W_K W_K^T and W_V W_V^T - W_O^T W_O, each neuron of the
feedforward part |in|^2 + bias^2 - |out|^2 (Marcotte, Gribonval, Peyre 2024). Two more of `laws: matrices`: the stream keeps what is written
to it less what is read, and softmax the sum of the logits' weights, which changes no probability.
"""

import torch
from torch import nn

TOKENS = 5
LENGTH = 6


class Block(nn.Module):
    """Embedding, one attention head and a feedforward part, each added to the stream, and the logits of every position's token."""

    def __init__(self, d, hidden):
        super().__init__()
        self.token, self.position = nn.Embedding(TOKENS, d), nn.Embedding(LENGTH, d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(d, hidden), nn.Linear(hidden, d)
        self.logits = nn.Linear(d, TOKENS)

    def forward(self, tokens):
        """tokens: (sequences, LENGTH). Returns (sequences, TOKENS, LENGTH), classes second as cross_entropy wants them."""
        x = self.token(tokens) + self.position.weight
        scores = self.query(x) @ self.key(x).mT / x.shape[-1] ** 0.5
        x = x + self.out(torch.softmax(scores, -1) @ self.value(x))
        x = x + self.down(torch.relu(self.up(x)))
        return self.logits(x).mT


def build(generator, d=8, hidden=16):
    """The block, started as torch.nn starts it. d: width of the stream; hidden: neurons of the feedforward part."""
    return Block(d, hidden)


def data(generator, sequences=32):
    """Random sequences (sequences, LENGTH) of tokens, and the same reversed. Each run has its own."""
    tokens = torch.randint(TOKENS, (sequences, LENGTH), generator=generator)
    return tokens, tokens.flip(-1)


def loss(outputs, targets):
    """Cross entropy of the tokens."""
    return nn.functional.cross_entropy(outputs, targets)
