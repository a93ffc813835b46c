"""Labels of optimisers: tables, figures and file names call {SGD: {lr: 0.1, momentum: 0.9}} `SGD lr=0.1 momentum=0.9`."""

import json


def label(given: dict | str) -> str:
    """An optimiser's label. given: a name, a label, or a mapping from a name to arguments. Raises ValueError where it is none of these."""
    if isinstance(given, str):
        return label(read(given))
    if not isinstance(given, dict) or len(given) != 1:
        raise ValueError("must be the name of an optimiser and its arguments, such as {SGD: {lr: 0.1}}")
    ((name, arguments),) = given.items()
    if not isinstance(arguments, dict | None):
        raise ValueError("an optimiser's arguments must be a mapping, such as {SGD: {lr: 0.1}}")
    shown = (f"{key}={json.dumps(value, separators=(',', ':'), default=str)}" for key, value in (arguments or {}).items())
    return " ".join([name, *shown])


def read(text: str) -> dict[str, dict]:
    """An optimiser's name and arguments. text: a label, as `label` gives it. Raises ValueError where a part is not `key=value`."""
    name, *parts = text.split()
    arguments = {}
    for part in parts:
        key, sign, value = part.partition("=")
        try:
            arguments[key] = json.loads(value)
        except ValueError:
            sign = ""
        if not (key and sign):
            raise ValueError(f"{part} must be key=value, as in SGD lr=0.1 momentum=0.9")
    return {name: arguments}
