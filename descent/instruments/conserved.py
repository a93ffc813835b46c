"""Which quantities gradient flow conserves, whatever the data: found from a module's gradients alone.

Gradient flow conserves Q(theta) = sum_g tr(S_g Theta_g Theta_g^T) exactly if sum_g tr(S_g (Theta_g G_g^T + G_g Theta_g^T)) = 0 at every
theta and for every data set, where G is the gradient. This is linear in the unknown entries of S. Each random theta with random data is one
equation; with more equations than unknowns, their null space is all laws of the form. Sources: Du, Hu and Lee 2018; Marcotte, Gribonval
and Peyre 2023. The search by a null space, and its thresholds, are ours.
"""

from collections.abc import Callable

import numpy as np
import torch

from descent.instruments import draws, unknowns
from descent.instruments.laws import Laws
from descent.instruments.null_space import solved
from descent.instruments.objective import Objective
from descent.instruments.sparse import sparsest
from descent.instruments.unknowns import Form

WHOLE = 1e-3
"""A law's entries are written as whole numbers where they are as close to them, relative to themselves."""
MORE = 30
"""Equations beyond the number of unknowns."""
NULL = 1e-10
"""A singular value below this share of the largest is zero: the rounding of float64 leaves about 1e-15."""
NEARLY = 1e-3
"""An approximate law has a singular value below this share of the largest, ..."""
GAP = 30.0
"""... and so many times below those of what is not conserved."""
DEAD = 1e-12
"""A row whose gradient is below this share of the largest row's, both times the row, has none."""
MOST = 8000
"""Unknowns that are tried. The equations take 8 (unknowns)^2 bytes, and seven times that while they are solved: a net of 984,850
parameters has 4,524 unknowns, and takes 1.5 GB and 40 s of one core.
"""


def conserved(module: torch.nn.Module, data=((), None), loss: Callable | None = None, form: Form = "diagonal", seed: int = 0) -> Laws:
    """The conservation laws of a module under gradient flow on a loss, whatever the data.

    module, data, loss: as `Objective` takes them; data are random ones like these. form: "diagonal", sums of squared norms of rows and
    columns (laws of neurons and channels); "matrices", sums of tr(S W W^T) too (those of linear layers and of attention). The result prints
    as a table.

    Raises ValueError where the form is another, where there are too many unknowns, and as `Objective` does.
    """
    if form not in unknowns.FORMS:
        raise ValueError(f"form = {form!r}: expected one of {', '.join(unknowns.FORMS)}")
    return laws_of(Objective(module, data, loss), form, seed)


def laws_of(objective: Objective, form: Form = "diagonal", seed: int = 0) -> Laws:
    """`conserved` of an objective."""
    among = unknowns.groups(objective.start, form)
    count = among[-1].first + among[-1].unknowns
    if count > MOST:
        raise ValueError(
            f"form={form}: {count} unknowns, of at most {MOST}; " + ("form=diagonal has fewer" if form == "matrices" else "too many")
        )
    equations, possible = (found.numpy() for found in draws.rows(objective, among, form, count + MORE, seed))
    i, j = unknowns.rows(among, form)
    sizes = np.sqrt(possible[i] * possible[j])
    unseen = sizes <= DEAD * sizes.max()  # in the draws that were measured, such as a rare token's row
    sizes[unseen] = np.sqrt(np.square(equations[:, unseen]).mean(axis=0))
    live = sizes > DEAD * sizes.max()
    singular, kept, directions = solved(equations[:, live] / sizes[live])
    exact = int((singular <= NULL).sum())
    nearly = exact + _approximate(np.append(kept, singular))
    trivial = _independent(unknowns.trivial(among, form).numpy()[:, live])
    scaled = [directions[len(directions) - k :] / sizes[live] for k in (exact, nearly)]
    lengths = np.repeat([group.length for group in among], [group.unknowns for group in among])[live]
    found = sparsest(_orthonormal(scaled[0]), trivial, lengths)
    known = np.concatenate([trivial, found])
    approximate = sparsest(_orthonormal(scaled[1]), known, lengths, 1e-3) if nearly > exact else found[:0]
    return Laws(
        objective=objective,
        form=form,
        coefficients=_spread(_ordered(found), live),
        approximate_coefficients=_spread(_ordered(approximate), live),
        trivial=len(trivial),
        dead=int((~live).sum()),
        singular=singular,
        kept=min(kept, *singular[: len(singular) - nearly], np.inf),
        equations=equations.shape,
    )


def _approximate(singular: np.ndarray) -> int:
    """How many laws hold nearly: those below the widest gap among singular values that are not zero, if it is wide and low enough."""
    kept = singular[singular > NULL]
    ratios = np.where(kept[1:] <= NEARLY, kept[:-1] / kept[1:], 0.0)
    return len(kept) - 1 - int(ratios.argmax()) if ratios.size and ratios.max() >= GAP else 0


def _orthonormal(space: np.ndarray) -> np.ndarray:
    return np.linalg.qr(space.T)[0].T


def _independent(vectors: np.ndarray) -> np.ndarray:
    """Trivial forms of tensors that have a gradient."""
    return vectors[np.abs(vectors).any(axis=1)]


def _ordered(found: np.ndarray) -> np.ndarray:
    """Laws in the order of the parameters, each positive where it begins, in whole numbers where that can be."""
    if not len(found):
        return found
    found = found / np.abs(np.where(found == 0.0, np.inf, found)).min(axis=1, keepdims=True)
    whole = (np.abs(found - found.round()) < WHOLE * np.abs(found)).all(axis=1, where=found != 0.0)
    found = np.where(whole[:, None], found.round(), found / np.abs(found).max(axis=1, keepdims=True))
    first = (found != 0).argmax(axis=1)
    last = found.shape[1] - (found[:, ::-1] != 0).argmax(axis=1)
    found = found * np.sign(found[np.arange(len(found)), first])[:, None]
    return found[np.lexsort([last, first])]


def _spread(found: np.ndarray, live: np.ndarray) -> np.ndarray:
    """Laws over all unknowns, those without a gradient among them."""
    whole = np.zeros((len(found), len(live)))
    whole[:, live] = found
    return whole
