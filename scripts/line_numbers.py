"""The file, the line and the column of what a message about the configuration names."""

import contextlib
import json
import os
from collections.abc import Iterator

import yaml

from scripts.mistakes import LOADER, NOWHERE, ConfigurationError, short

WITHIN = ("fixed", "grid", "constants")
"""The keys above the parameters of an experiment. A message names a parameter without them."""
ARGUMENT = "--config "


def composed(path) -> yaml.Node | None:
    """The nodes of a YAML file, or of JSON that is also YAML. None for other JSON and for an empty file.

    Raises ConfigurationError, with the line and the column, if the file is neither.
    """
    with open(path, "rb") as file:
        text = file.read()
    try:
        return yaml.compose(text.decode(), Loader=LOADER)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"config: {os.path.relpath(path)}, line {line}: must be text in UTF-8") from None
    except yaml.YAMLError as error:
        with contextlib.suppress(ValueError):
            return json.loads(text) and None
        raise ConfigurationError(f"config: {os.path.relpath(path)}{mistake(error, text.decode())}") from None


def mistake(error: yaml.YAMLError, text: str) -> str:
    """The line, the column and the reason why a text is not YAML: `, line 3, column 1: ...`."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # of a character that YAML does not allow
        before = text[: getattr(error, "position", 0)]
        return f", line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}: {getattr(error, 'reason', error)}"
    said = str(error.problem)
    if error.context and error.context_mark and error.context_mark.line < mark.line:
        said += f", {error.context} that begins in line {error.context_mark.line + 1}"
    line = text.splitlines()[mark.line : mark.line + 1]
    if line and "\t" in line[0][: mark.column + 1]:
        said += "; there is a tab: indent with spaces"
    return f", line {mark.line + 1}, column {mark.column + 1}: {said}"


def placed(message: str, files: list, arguments: list[str] = ()) -> str:
    """A message about the configuration with the place of the key that it begins with: the last file that has it, or the command line. The
    message itself if none has it.

    files: paths in increasing precedence; arguments: those of --config, which take precedence over files.
    """
    keys, deepest, place = _keys(message.removeprefix("config: ")), 0, ""
    for node, name in _sources(files, arguments):
        found = list(_way(node, keys))
        if found and len(found) >= deepest:
            deepest, place = len(found), name if name.startswith(ARGUMENT) else f"{name}, line {found[-1].start_mark.line + 1}"
    return f"{message} ({place})" if place else message


def line_of_claim(root: yaml.Node, message: str) -> str:
    """The same for a mistake in a file of claims: `claim growth.measure = ...`. root: the file's nodes."""
    key = _keys(message.removeprefix("claim "))
    for number, entry in enumerate(root.value if isinstance(root, yaml.SequenceNode) else (), 1):
        names = [value.value for name, value in getattr(entry, "value", ()) if name.value == "claim"] if _is_mapping(entry) else []
        if key[0] in (*names, str(number)):
            return f"{message} (line {[entry, *_way(entry, key[1:])][-1].start_mark.line + 1})"
    return message


def _keys(message: str) -> list[str]:
    """The keys that a message begins with, ending with the unknown key if there is one."""
    known, _, rest = message.partition(" = ")[0].partition(": ")
    unknown = [rest.removeprefix("unknown key ")] if rest.startswith("unknown key ") else []
    return [*([] if known == NOWHERE else known.split(".")), *unknown]


def _sources(files: list, arguments: list[str]) -> Iterator[tuple[yaml.Node, str]]:
    """The parts of the configuration: their nodes, and where they come from."""
    for path in files:
        yield composed(path), os.path.relpath(path)
    for argument in arguments:
        name, _, value = argument.partition("=")
        with contextlib.suppress(yaml.YAMLError):  # it is the mistake itself
            pair = yaml.ScalarNode("", name, None), yaml.compose(value, Loader=LOADER)
            yield yaml.MappingNode("", [pair]), f"{ARGUMENT}{short(name)}=..."


def _way(node: yaml.Node | None, keys: list[str]) -> Iterator[yaml.Node]:
    """The keys, or items, that lead to a place, as far as they exist."""
    for depth, key in enumerate(keys):
        found = _step(node, key)
        if found is None and depth == 2:
            found = next((step for name in WITHIN if (part := _step(node, name)) and (step := _step(part[1], key))), None)
        if found is None:
            return
        mark, node = found
        yield mark


def _step(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """A key of a mapping and its value, or an item of a list twice, if it exists."""
    if _is_mapping(node):
        return next(((name, value) for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        return (node.value[int(key)],) * 2
    return None


def _is_mapping(node) -> bool:
    return isinstance(node, yaml.MappingNode)
