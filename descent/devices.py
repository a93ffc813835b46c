"""Where the large nets are trained: numpy on the processor, torch on a GPU, the same code for both."""

import numpy as np

DEVICES = ("cpu", "cuda")


NO_TORCH = "torch is not installed here: `pip install torch`, or a build for the processor alone, as the README has it"


def torch_for(need: str):
    """The library torch. need: what needs it, for the message. Raises ValueError where it is not installed, or cannot be imported."""
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ValueError(f"{need}: {NO_TORCH}") from None
    except ImportError as error:
        if "memory" in str(error) or "map segment" in str(error):  # the machine's want, not the installation's
            raise
        raise ValueError(f"{need}: torch cannot be imported here: {str(error).partition(chr(10))[0]}") from error
    return torch


def find(device: str) -> str:
    """The device that is asked for; `auto` is a GPU where torch finds one, else the processor. Raises ValueError where it is not there."""
    if device == "cpu":
        return device
    try:
        there = torch_for(f"device = {device}").cuda.is_available()
    except ValueError:
        if device == "cuda":
            raise
        return "cpu"
    if device == "cuda" and not there:
        raise ValueError("device = cuda: torch finds no GPU here; allowed: auto, cpu")
    return "cuda" if there else "cpu"


def place(values: np.ndarray, device: str, precision: str):
    """The numbers as an array of the device's library. precision: float32 or float64."""
    values = np.ascontiguousarray(values, dtype=precision)
    if device == "cpu":
        return values
    return torch_for(f"device = {device}").from_numpy(values).to(device)


def fetch(values) -> np.ndarray:
    """As numpy's array of float64, from wherever it lies."""
    return np.asarray(values.cpu() if hasattr(values, "cpu") else values, dtype=float)
