"""Checks of the arguments of the library's functions: a mistake is a ValueError of one line that names the argument."""

import dis
import inspect
import math
from types import ModuleType
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError

from descent.parameters import Parameters

STREAM_WORDS = 4


def array(name: str, values, *axes: str | int, finite: bool = True, dtype=np.float64) -> np.ndarray:
    """Values as an array of the dtype, not copied where they are one already. axes: its shape, with a name for each free axis.

    Raises ValueError where the values are not numbers, have another shape, or are not finite (unless finite is False).
    """
    kind = "whole numbers" if np.dtype(dtype).kind in "iu" else "numbers"
    allowed = f"must be an array {_axes(axes)} of {'finite ' * finite}{kind}"
    try:
        found = np.asarray(values)
    except (ValueError, TypeError):
        raise ValueError(f"{name} is {_kind(values)} with rows that differ: {allowed}") from None
    if found.dtype.kind not in ("iu" if kind == "whole numbers" else "iuf"):
        raise ValueError(
            f"{name} is {_kind(values)} of {found.dtype}: {allowed}" if found.ndim else f"{name} = {_short(values)}: {allowed}"
        )
    shape(name, found, *axes, allowed=allowed)
    if finite and not np.isfinite(found).all():
        first = tuple(map(int, np.argwhere(~np.isfinite(found))[0]))
        raise ValueError(f"{name}[{', '.join(map(str, first))}] = {found[first]}: {allowed}")
    return np.asarray(found, dtype=dtype)


def shape(name: str, values, *axes: str | int, allowed: str = "") -> tuple[int, ...]:
    """The shape of an array of any library. axes: the size of each axis, or a name for a free one. Raises ValueError for another shape."""
    found = getattr(values, "shape", None)
    if (
        found is None
        or len(found) != len(axes)
        or any(size != axis for size, axis in zip(found, axes, strict=True) if isinstance(axis, int))
    ):
        given = f"has the shape {tuple(found)}" if found is not None else f"is {_kind(values)}"
        raise ValueError(f"{name} {given}: {allowed or 'must be an array ' + _axes(axes)}")
    return tuple(found)


def _axes(axes) -> str:
    """A shape in words: (runs, d)."""
    return f"({', '.join(map(str, axes))}{',' * (len(axes) == 1)})"


def increasing(name: str, values, least: float = -math.inf) -> np.ndarray:
    """Values (points,), one or more, that increase strictly. Raises ValueError where they do not, or where the first is below `least`."""
    found = array(name, values, "points")
    if not found.size or found[0] < least or (np.diff(found) <= 0).any():
        first = f", from {least:g} or more on" if least > -math.inf else ""
        raise ValueError(f"{name} = {_short(found.tolist())}: must increase from point to point{first}")
    return found


def number(name: str, value, least: float = -math.inf, above: float = -math.inf) -> float:
    """A finite number as a float. Raises ValueError where it is not a finite number, below `least`, or not above `above`."""
    allowed = f"must be a finite number{f' of at least {least:g}' * (least > -math.inf)}{f' above {above:g}' * (above > -math.inf)}"
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real or not math.isfinite(value) or value < least or value <= above:
        raise ValueError(f"{name} = {_short(value)}: {allowed}")
    return float(value)


def whole(name: str, value, least: int = 0) -> int:
    """A whole number as an int. Raises ValueError where it is not a whole number, or below `least`."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} = {_short(value)}: must be a whole number of at least {least}")
    return int(value)


def widths(name: str, values, least: int = 0) -> list[int]:
    """Widths of layers. Raises ValueError where they are not a list of at least `least` whole numbers, each at least 1."""
    if not isinstance(values, list | tuple | np.ndarray) or len(values) < least:
        raise ValueError(f"{name} = {_short(values)}: must be a list of widths{f', at least {least}' * (least > 0)}")
    return [whole(f"{name}[{place}]", value, 1) for place, value in enumerate(values)]


def generators(given) -> list[np.random.Generator]:
    """One numpy generator per run. Raises ValueError where they are not a list of generators, or the list is empty."""
    found = list(given) if isinstance(given, list | tuple) else []
    if not found or not all(isinstance(generator, np.random.Generator) for generator in found):
        raise ValueError(f"generators is {_kind(given)}: must be a list of numpy.random.Generator, one for each run")
    return found


def one_of(name: str, value, allowed) -> str:
    """A name that is allowed. Raises ValueError for any other."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} = {_short(value)}: allowed: {', '.join(allowed)}")
    return value


def module(name: str, value, example: str, *parts: str) -> ModuleType:
    """A module with at least one of some parts. Raises ValueError for anything else. example: a valid module, for the message."""
    if not isinstance(value, ModuleType) or not any(hasattr(value, part) for part in parts):
        found = getattr(value, "__name__", _kind(value)) if isinstance(value, ModuleType) else _kind(value)
        raise ValueError(f"{name} is {found}: must be a module with {' or '.join(parts)}, such as {example}")
    return value


def made_by(name: str, value, kind: type, maker: str):
    """A value of the class that the function `maker` returns. Raises ValueError for any other."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} is {_kind(value)}: must be what {maker} returns")
    return value


def parameters(owner: ModuleType, values: dict) -> dict:
    """The parameters of a method, a problem or an augmentation, with defaults.

    Raises ValueError where one is missing, unknown or not allowed.
    """
    kind: type[Parameters] = owner.Parameters
    name = owner.__name__.rpartition(".")[2]
    plain = {key: value.item() if isinstance(value, np.generic) else value for key, value in values.items()}
    try:
        found = kind.of(kind(**plain))
        key = next((key for key, value in found.items() if isinstance(value, str) and value.startswith("=")), None)
        if key is None:
            return found
        error = {"loc": (key,), "msg": "", "type": "missing"}  # only the configuration evaluates arithmetic
    except ValidationError as errors:
        error = errors.errors()[0]
    key, said = ".".join(map(str, error["loc"])), error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        raise ValueError(f"{name} takes no {key} = {_short(error['input'])}; it takes {', '.join(kind.model_fields) or 'nothing'}")
    if error["type"] == "missing":
        raise ValueError(f"{name} needs {key}, {kind.model_fields[key].description}")
    raise ValueError(f"{name}: {key} = {_short(error['input'])}: must be {said}" if key else f"{name}: {said}")


def dimension(problem: ModuleType, d: int):
    """Raise ValueError where d, the dimension of the points x (runs, d), is not allowed by a problem with a parameter d."""
    fields = problem.Parameters.model_fields if hasattr(problem, "Parameters") else {}
    if "d" not in fields:
        return
    field = fields["d"]
    try:
        TypeAdapter(Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation).validate_python(d)
    except ValidationError as errors:
        said = errors.errors()[0]["msg"].removeprefix("Input should be ")
        raise ValueError(f"x has rows of {d} numbers: the dimension of {problem.__name__.rpartition('.')[2]} must be {said}") from None


def numbers(problem: ModuleType, p) -> tuple:
    """The numbers p of a problem. Raises ValueError where p is not what the problem's own `numbers` returns, or not made of numbers."""
    plain = tuple if hasattr(problem, "gradient") and getattr(problem, "COMPILED", True) else object
    wanted = inspect.get_annotations(problem.numbers).get("return") if hasattr(problem, "numbers") else plain
    if isinstance(wanted, type) and not isinstance(p, wanted):
        name = problem.__name__.rpartition(".")[2]
        allowed = (
            f"what {name}.numbers returns, a {wanted.__name__}" if wanted is not tuple else f"the numbers of {name}, a tuple, perhaps ()"
        )
        raise ValueError(f"p is {_kind(p)}: must be {allowed}")
    if plain is tuple and (odd := _odd(p)):
        raise ValueError(f"p has {odd} in it: must be numbers, arrays and tuples of them")  # a kernel may crash Python on anything else
    return p


def _odd(part) -> str | None:
    """The type of the first part of a problem's numbers that is no number, array or tuple of them; None where there is none."""
    if isinstance(part, tuple):
        return next(filter(None, map(_odd, part)), None)
    array = isinstance(part, np.ndarray | np.generic) and part.dtype.kind in "biufc"
    return None if array or isinstance(part, int | float | complex) else _kind(part)


def limits(given) -> NamedTuple:
    """The limits of a descent. Raises ValueError where they are no `Limits` of a watch, one is not a number, or a count is not whole."""
    if not hasattr(inspect.getmodule(type(given)), "watch") or not hasattr(given, "_asdict"):
        raise ValueError(f"limits is {_kind(given)}: must be the Limits of descent.watching, or of a module with a watch of its own")
    for name, kind in inspect.get_annotations(type(given)).items():
        value = getattr(given, name)
        if kind is int:
            whole(f"limits.{name}", value)
        elif kind is float and not (isinstance(value, int | float | np.number) and value == value):
            raise ValueError(f"limits.{name} = {_short(value)}: must be a number")
    return given


def streams(method: ModuleType, given, runs: int) -> np.ndarray:
    """Random streams (runs, 4) uint64. Raises ValueError for another shape or type, or for None where the method draws from them."""
    if given is not None:
        return array("streams", given, runs, STREAM_WORDS, finite=False, dtype=np.uint64)
    if hasattr(method, "step") and "stream" in _read(method.step):
        raise ValueError(f"streams is nothing: {method.__name__.rpartition('.')[2]} draws random numbers, so it must be an array (runs, 4)")
    return np.zeros((runs, STREAM_WORDS), np.uint64)


def _read(function) -> set[str]:
    """The names of arguments and local variables that a function reads. One instruction of Python 3.13 may read two."""
    loads = (work.argval for work in dis.get_instructions(function) if work.opname.startswith("LOAD_FAST"))
    return {name for names in loads for name in (names if isinstance(names, tuple) else (names,))}


def _kind(value) -> str:
    """What a value is, in words."""
    return "an array" if isinstance(value, np.ndarray) else "nothing" if value is None else f"a {type(value).__name__}"


def _short(value) -> str:
    text = " ".join((value if isinstance(value, str) else repr(value)).split())
    return text if len(text) <= 60 else text[:57] + "..."
