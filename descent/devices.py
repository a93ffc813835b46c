"""Where the large nets are trained: numpy on the processor, torch on a GPU, the same code for both."""

import numpy as np

DEVICES = ("cpu", "cuda")


def find(device: str) -> str:
    """The device that `auto` stands for, or the one asked for. Raises ValueError where it is not there."""
    if device == "cpu":
        return device
    import torch

    there = torch.cuda.is_available()
    if device == "cuda" and not there:
        raise ValueError("device = cuda: torch finds no GPU here; allowed: auto, cpu")
    return "cuda" if there else "cpu"


def place(values: np.ndarray, device: str, precision: str):
    """The numbers as an array of the device's library. precision: float32 or float64."""
    values = np.ascontiguousarray(values, dtype=precision)
    if device == "cpu":
        return values
    import torch

    return torch.from_numpy(values).to(device)


def fetch(values) -> np.ndarray:
    """As numpy's array of float64, from wherever it lies."""
    return np.asarray(values.cpu() if hasattr(values, "cpu") else values, dtype=float)
