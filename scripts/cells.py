"""The parameters of a cell: which ones its train script and its chosen modules take, and whether the values are allowed."""

from functools import cache
from types import ModuleType
from typing import get_args

from pydantic import create_model

from descent.parameters import Parameters
from scripts import choices
from scripts.expression import is_expression, names_in, resolve
from scripts.mistakes import check, demand, sound
from scripts.own_files import OwnFile


def chosen(script: ModuleType, values: dict, file: OwnFile | None = None) -> dict[str, ModuleType | OwnFile]:
    """The modules that a cell chooses. values: the cell's; a choice that is missing has the default of the script's Parameters. file: a
    user's own file, if the script takes one.

    Raises ValueError if a name is not among the choices.
    """
    declared, fields = getattr(script, "CHOICES", {}), script.Parameters.model_fields
    modules = {key: choices.load(declared, key, values.get(key, fields[key].default)) for key in declared}
    return modules if file is None else modules | {"file": file}


@cache
def model(script: ModuleType, *modules: ModuleType | OwnFile) -> type[Parameters]:
    """The class of a cell's parameters: the fields of the script's class and of those of the chosen modules, which may narrow the script's.

    Raises TypeError if two of the classes have a check of the same name, since one would silently replace the other.
    """
    bases = dict.fromkeys(module.Parameters for module in modules if hasattr(module, "Parameters"))
    bases = [base for base in bases if not any(other is not base and issubclass(other, base) for other in (*bases, script.Parameters))]
    bases.append(script.Parameters)
    checks = {}
    for base in bases:
        for name, decorator in base.__pydantic_decorators__.model_validators.items():
            if checks.setdefault(name, decorator.func) is not decorator.func:
                raise TypeError(f"{script.__name__}: two checks are named {name}, one of them in {base.__module__}")
    derived = {name: work for base in reversed(bases) for name, work in base.derived.items()}
    made = create_model("Cell", __base__=tuple(bases))
    made.derived = derived
    return made


def defaults(script: ModuleType, modules: dict[str, ModuleType | OwnFile]) -> dict:
    """The values of parameters that the configuration does not give, and the names of those that it must give.

    A script's DEFAULTS take precedence over those of the classes: first those for a chosen name, then those for all ("*").
    """
    fields = model(script, *modules.values()).model_fields
    found = {name: field.default for name, field in fields.items() if not field.is_required()}
    special = getattr(script, "DEFAULTS", {})
    for name in ("*", *(module.__name__.rpartition(".")[2] for module in modules.values())):
        found |= {key: value for key, value in special.get(name, {}).items() if key in fields}
    return found


def complete(
    script: ModuleType, given: dict, where: str, constants: dict | None = None, file: OwnFile | None = None
) -> tuple[dict, dict, dict]:
    """The parameters that a cell's script and choices take, as written and with arithmetic evaluated, and its constants.

    given: what the configuration gives, perhaps more than the cell takes. constants: names for arithmetic only; those that the cell's
    arithmetic mentions are evaluated. file: as in `chosen`.

    Raises ConfigurationError if a value is missing or not allowed.
    """
    modules = chosen(script, given, file)
    cell = model(script, *modules.values())
    known = defaults(script, modules)
    for name in cell.model_fields:
        demand(name in given or name in known, f"{where}.fixed.{name}", None, "must be given")
    written = {name: given.get(name, known.get(name)) for name in cell.model_fields}
    check(cell, written, where, only={name for name, value in written.items() if not is_expression(value)})  # before arithmetic uses it
    constants = constants or {}
    worked_out = resolve(written | _mentioned(written, constants | given), cell.derived)
    resolved = {name: worked_out[name] for name in written}
    check(cell, sound(resolved, [where]), where)
    return written, resolved, {name: worked_out[name] for name in constants if name in worked_out}


def _mentioned(written: dict, given: dict) -> dict:
    """The names that a cell's arithmetic mentions, directly or indirectly, and that the cell does not take."""
    found, waiting = {}, list(written.values())
    while waiting:
        value = waiting.pop()
        names = names_in(value[1:].strip()) if is_expression(value) else ()
        new = {name: given[name] for name in names if name in given and name not in written and name not in found}
        found |= new
        waiting += new.values()
    return found


def cell_of(script: ModuleType, settings: dict, file: OwnFile | None = None) -> tuple[Parameters, dict[str, ModuleType | OwnFile]]:
    """A cell as its train script takes it, and the modules that it chooses. settings: its complete parameters. file: as in `chosen`."""
    modules = chosen(script, settings, file)
    return check(model(script, *modules.values()), settings, "settings"), modules


@cache
def allowed(script: ModuleType, key: str) -> list[str]:
    """The names of a choice that a script can use: those of the Literal in its Parameters, if there is one, and of these the ones whose
    module its SUITABLE accepts, if there is one.
    """
    found, suits = choices.names(script.CHOICES, key), getattr(script, "SUITABLE", {}).get(key)
    literal = get_args(script.Parameters.model_fields[key].annotation)
    found = [name for name in found if not literal or name in literal]
    return [name for name in found if suits(choices.load(script.CHOICES, key, name))] if suits else found


def check_choices(script: ModuleType, given: dict, where: str):
    """Raise ConfigurationError if a cell's choice is not among the names that the script can use."""
    for key in getattr(script, "CHOICES", {}):
        name, names = given.get(key), allowed(script, key)
        required = script.Parameters.model_fields[key].is_required()
        demand(key in given or not required, f"{where}.fixed.{key}", None, "must be given")
        known = name in names if isinstance(name, str) else key not in given
        demand(known, f"{where}.{key}", name, f"allowed: {', '.join(names)}")
