"""Conservation laws as text: formulas, laws of neurons, and families of laws."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from descent.instruments.objective import Parameters

EQUAL = 1e-4
"""A coefficient whose absolute value is within this of 1 counts as 1 or -1."""


class Family(NamedTuple):
    """Laws of the same form. laws: their indices."""

    words: str
    count: int
    laws: list[int]


def formula(law: np.ndarray, places: list) -> str:
    """A law's formula, such as `|0.weight[2,:]|^2 + 0.bias[2]^2 - |2.weight[:,2]|^2`, with indices from 0 as in torch.

    A tensor whose rows all have the same coefficient has one term: `|0.weight|^2`, `|sum of 0.weight over axis 0|^2`. law: (unknowns,).
    """
    squares: dict = {}
    pairs: dict = {}
    for n in np.flatnonzero(law):
        group, i, j = places[n]
        (squares if i == j else pairs).setdefault(group, []).append((round(law[n], 4), _form(group, i, j)))
    whole: dict[str, float] = {}
    for group in [group for group, terms in squares.items() if _alike(terms, group.rows)]:
        whole[group.tensor] = whole.get(group.tensor, 0.0) + squares.pop(group)[0][0]
    for group in [group for group, terms in pairs.items() if _alike(terms, group.rows * (group.rows - 1) // 2)]:
        if whole.get(group.tensor) == pairs[group][0][0] / 2:  # (a + b + ...)^2
            axis = f" over axis {group.axis}" if group.of > 1 else ""
            pairs[group] = [(whole.pop(group.tensor), f"|sum of {group.tensor}{axis}|^2")]
    terms = [(group.first, term) for part in (squares, pairs) for group, found in part.items() for term in found]
    terms += [(group.first, (whole.pop(group.tensor), f"|{group.tensor}|^2")) for group, _, _ in places if group.tensor in whole]
    return _sum([term for _, term in sorted(terms, key=lambda pair: pair[0])])


def _alike(terms: list, count: int) -> bool:
    """Whether there are `count` terms, more than one, all with the same coefficient."""
    return len(terms) == count > 1 and len({coefficient for coefficient, _ in terms}) == 1


def _form(group, i: int, j: int) -> str:
    """The form of one unknown: a row's squared norm, or the product of two rows."""
    if i != j:
        return f"<{_row(group, i)}, {_row(group, j)}>"
    return f"{_row(group, i)}^2" if group.of < 2 else f"|{_row(group, i)}|^2"


def _row(group, i: int) -> str:
    if group.of < 2:
        return f"{group.tensor}[{i}]" if group.of else group.tensor
    return f"{group.tensor}[{i},:]" if group.axis == 0 else f"{group.tensor}[:,{i}]"


def _sum(terms) -> str:
    """A sum such as `a + b - 2 c`. terms: coefficients with names."""
    said = ""
    for coefficient, name in terms:
        size = "" if abs(abs(coefficient) - 1) < EQUAL else f"{abs(coefficient):.3g} "
        said += (" - " if coefficient < 0 else " + ") + size + name
    return said.removeprefix(" + ").removeprefix(" ").strip()


def neuron(law: np.ndarray, places: list, start: Parameters) -> str:
    """A law of a neuron or channel, such as `layer 1, neuron 3: |in|^2 + bias^2 - |out|^2`, counted from 1; "" for another law.

    A law of a neuron begins with a row of a matrix, with the coefficient 1. The same entry of vectors of the same module may follow, such
    as the bias, with the coefficient 1. The other terms are columns of one other matrix, with the coefficient -1.
    """
    found = _neuron(law, places, start)
    return f"layer {found[0]}, {found[1]} {found[2]}: {found[3]}" if found else ""


def _neuron(law, places, start: Parameters):
    """(layer, kind, number, formula), or None."""
    support = np.flatnonzero(law)
    (first, i, j), *others = (places[n] for n in support)
    if i != j or first.of < 2 or first.axis != 0 or abs(law[support[0]] - 1) > EQUAL or not others:
        return None
    beside = [(g, a, b) for g, a, b in others if g.of == 1]
    out = [(g, a, b) for g, a, b in others if g.of > 1]
    own = all(g.tensor.rpartition(".")[0] == first.tensor.rpartition(".")[0] and a == b == i for g, a, b in beside)
    one = len({(g.tensor, g.axis) for g, _, _ in out}) == 1 and out[0][0].axis == 1 and out[0][0].tensor != first.tensor
    signs = all(abs(law[n] - (1 if places[n][0].of == 1 else -1)) < EQUAL for n in support[1:])
    if not (own and one and signs and all(a == b for _, a, b in out)):
        return None
    layers = list(dict.fromkeys(name for name, values in start.items() if values.dim() > 1))
    kind = "channel" if first.of > 2 else "neuron"
    parts = ["|in|^2", *(f"{g.tensor.rpartition('.')[2]}^2" for g, _, _ in beside)]
    return layers.index(first.tensor) + 1, kind, i + 1, f"{' + '.join(parts)} - |out|^2"


def families(coefficients: np.ndarray, places: list, start: Parameters) -> list[Family]:
    """Laws grouped by form, in order. Laws of a family have the same groups with the same coefficients."""
    found: dict[tuple, list[int]] = {}
    for n, law in enumerate(coefficients):
        found.setdefault(tuple(dict.fromkeys((places[k][0], round(law[k], 4)) for k in np.flatnonzero(law))), []).append(n)
    return [Family(_family(key, coefficients[laws], places, start), len(laws), laws) for key, laws in found.items()]


def _family(key: tuple, laws: np.ndarray, places: list, start: Parameters) -> str:
    about = [_neuron(law, places, start) for law in laws]
    if all(about) and len({(layer, said) for layer, _, _, said in about}) == 1:
        layer, kind, number, said = about[0]
        return f"layer {layer}, {kind} {number}: {said}" if len(laws) == 1 else f"layer {layer}, {len(laws)} {kind}s: {said}"
    if len(laws) == 1:
        return formula(laws[0], places)
    pairs = {places[k][1:] for law in laws for k in np.flatnonzero(law)}
    square = any(i != j for i, j in pairs)
    return _sum([(coefficient, _whole(group, square)) for group, coefficient in key]) + _blocks(pairs if square else set())


def _blocks(pairs: set) -> str:
    """The blocks of rows that pairs connect, such as heads: `, blocks of rows: 2 of 4`; "" where all rows are one block."""
    blocks = {i: {i} for pair in pairs for i in pair}
    for i, j in pairs:
        joined = blocks[i] | blocks[j]
        for row in joined:
            blocks[row] = joined
    sizes = Counter(len(block) for block in {frozenset(block) for block in blocks.values()})
    said = " and ".join(f"{count} of {size}" for size, count in sorted(sizes.items()))
    return f", blocks of rows: {said}" if sum(sizes.values()) > 1 else ""


def _whole(group, square: bool) -> str:
    """A group as a term of a family: W W^T or W^T W if the laws have products of different rows, else its rows or columns."""
    name = group.tensor
    if group.of < 2:
        return f"{name} {name}^T" if square else f"{name}[i]^2"
    if square:
        return f"{name} {name}^T" if group.axis == 0 else f"{name}^T {name}"
    return f"|{name}[i,:]|^2" if group.axis == 0 else f"|{name}[:,i]|^2"
