"""The quantities that gradient flow conserves for all data, found from a module's gradients alone.

Gradient flow conserves Q(theta) = sum_g tr(S_g Theta_g Theta_g^T) if and only if sum_g tr(S_g (Theta_g G_g^T + G_g Theta_g^T)) = 0 at every
theta and for every data set, where G is the gradient. The condition is linear in the unknown entries of S. Each random theta with random
data gives one equation. With more equations than unknowns, their null space contains exactly the laws of this form. Sources: Du, Hu and Lee
2018; Marcotte, Gribonval and Peyre 2023. The search by a null space, and its thresholds, are ours.
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
"""A law's entries are written as whole numbers where all are within this relative distance of them."""
MORE = 30
"""The number of equations exceeds that of unknowns by this."""
NULL = 1e-10
"""A singular value below this share of the largest is zero: the rounding of float64 leaves about 1e-15."""
NEARLY = 1e-3
"""The singular value of an approximate law is below this share of the largest singular value, ..."""
GAP = 30.0
"""... and smaller by at least this factor than the singular values of what is not conserved."""
DEAD = 1e-12
"""A row has no gradient where |row| |its gradient| is below this share of the largest."""
MOST = 8000
"""Most unknowns. The equations take 8 (unknowns)^2 bytes, and seven times that while they are solved. A net of 984,850 parameters has 4,524
unknowns, and takes 1.5 GB and 40 s of one core.
"""


def conserved(module: torch.nn.Module, data=((), None), loss: Callable | None = None, form: Form = "diagonal", seed: int = 0) -> Laws:
    """The conservation laws of a module under gradient flow on a loss, for all data.

    module, data, loss: as in `Objective`; the search draws random data like these. form: "diagonal" for sums of squared norms of rows and
    columns (laws of neurons and channels); "matrices" for sums of tr(S W W^T) as well (laws of linear layers and attention). The result
    prints as a table.

    Raises ValueError for another form, for more than `MOST` unknowns, and as `Objective` does.
    """
    if form not in unknowns.FORMS:
        raise ValueError(f"form = {form!r}: expected one of {', '.join(unknowns.FORMS)}")
    return laws_of(Objective(module, data, loss), form, seed)


def laws_of(objective: Objective, form: Form = "diagonal", seed: int = 0) -> Laws:
    """As `conserved`, for an objective."""
    among = unknowns.groups(objective.start, form)
    count = among[-1].first + among[-1].unknowns
    if count > MOST:
        raise ValueError(
            f"form={form}: {count} unknowns, of at most {MOST}; " + ("form=diagonal has fewer" if form == "matrices" else "too many")
        )
    equations, possible = (found.numpy() for found in draws.rows(objective, among, form, count + MORE, seed))
    i, j = unknowns.rows(among, form)
    sizes = np.sqrt(possible[i] * possible[j])
    unseen = sizes <= DEAD * sizes.max()  # no gradient in the draws that were measured, such as a rare token's row
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
    """Number of approximate laws: those below the widest gap among the singular values that are not zero, if it is wide and low enough."""
    kept = singular[singular > NULL]
    ratios = np.where(kept[1:] <= NEARLY, kept[:-1] / kept[1:], 0.0)
    return len(kept) - 1 - int(ratios.argmax()) if ratios.size and ratios.max() >= GAP else 0


def _orthonormal(space: np.ndarray) -> np.ndarray:
    return np.linalg.qr(space.T)[0].T


def _independent(vectors: np.ndarray) -> np.ndarray:
    """The trivial forms of tensors with a gradient."""
    return vectors[np.abs(vectors).any(axis=1)]


def _ordered(found: np.ndarray) -> np.ndarray:
    """Laws in the order of the parameters. The first entry of each is positive, and entries are whole numbers where possible."""
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
    """Laws as vectors over all unknowns, with 0 for unknowns without a gradient."""
    whole = np.zeros((len(found), len(live)))
    whole[:, live] = found
    return whole
