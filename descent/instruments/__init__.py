"""Instruments: the papers' questions, asked of any torch module, data and loss. They need torch."""

from descent.devices import torch_for

torch_for("descent.instruments")
