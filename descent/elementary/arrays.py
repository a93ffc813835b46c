"""The elementary functions of arrays."""

import numpy as np
from array_api_compat import array_namespace

from descent.elementary.loops import LOOPS


def each(formula, standard: str, *numbers):
    """A formula applied to numbers or to the elements of numpy arrays, which are broadcast. Other libraries' arrays get their own function.

    standard: the function's name in the array API standard. float32 is computed in float64 and rounded. Raises TypeError for other dtypes.
    """
    others = [x for x in numbers if not isinstance(x, int | float | np.number | np.ndarray | list | tuple)]
    if others:
        return getattr(array_namespace(*others), standard)(*numbers)
    if all(isinstance(x, int | float | np.number) for x in numbers):
        return np.float64(formula(*map(float, numbers)))
    arrays = [np.asarray(x) for x in numbers]
    if not all(x.dtype.kind in "iub" or x.dtype in (np.float32, np.float64) for x in arrays):
        raise TypeError(f"{formula.__name__} of {[str(x.dtype) for x in arrays]}: must be float64, float32 or whole numbers")
    single = all(x.dtype == np.float32 for x in arrays)
    arrays = arrays if len(arrays) == 1 else np.broadcast_arrays(*arrays)
    out = np.empty(arrays[0].shape)
    LOOPS[formula.__name__](*(np.ascontiguousarray(x, np.float64).reshape(-1) for x in arrays), out.reshape(-1))
    return (out.astype(np.float32) if single else out)[()]
