"""Read a configuration from files and from the command line, before it is checked."""

import os
import sys

import yaml

from scripts.line_numbers import composed
from scripts.mistakes import LOADER, ConfigurationError, joined, short

STANDARD = "tag:yaml.org,2002:"
ALLOWED = {f"{STANDARD}{kind}" for kind in ("str", "int", "float", "bool", "null", "seq", "map", "merge")}


def check_file(path):
    """Raise ConfigurationError if a file is neither YAML nor JSON, or if `check_nodes` refuses it."""
    if os.path.isfile(path):  # Snakemake says so where it is not
        check_nodes(composed(path), path)


def check_nodes(root: yaml.Node | None, path):
    """Raise ConfigurationError if a file has anything that no configuration may have, or a key twice: the second value would silently
    replace the first. root: the file's nodes.
    """
    waiting, seen = [(root, [])] if root else [], set()
    while waiting:
        node, where = waiting.pop()
        if id(node) in seen:  # by an alias; it may even be within itself
            continue
        seen.add(id(node))
        if node.tag not in ALLOWED:
            allowed = "must be text, a number, true, false, a list or a mapping; put text in quotes"
            raise _mistake(where, node.tag.removeprefix(STANDARD), allowed, path, node)
        if isinstance(node, yaml.SequenceNode):
            waiting += [(item, where) for item in node.value]
        elif isinstance(node, yaml.MappingNode):
            lines = {}
            for key, value in node.value:
                name, line = (key.tag, str(key.value)), key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise _mistake(where, f"a {key.id} as a name", "a name must be text", path, key)
                if key.tag == f"{STANDARD}merge" and not isinstance(value, yaml.CollectionNode):
                    raise _mistake([*where, key.value], value.value, "must be an alias of a mapping", path, key)
                if name in lines:
                    found = f"twice in {os.path.relpath(path)}, lines {lines[name]} and {line}"
                    raise ConfigurationError(f"config: {joined(*where, key.value)}: {found}; each key once")
                lines[name] = line
                waiting.append((value, [*where, key.value]))


def _mistake(where: list[str], value: str, allowed: str, path, node: yaml.Node) -> ConfigurationError:
    """A mistake with its line and column."""
    return ConfigurationError(f"config: {joined(*where)} = {value}: {allowed} ({os.path.relpath(path)}, line {node.start_mark.line + 1})")


def on_command_line(arguments: list[str]) -> dict:
    """The configuration that `--config key=value ...` gives, with values read as in a file. Snakemake leaves numbers within braces and
    brackets as text.
    """
    return {key: _read(key, value) for key, _, value in (argument.partition("=") for argument in arguments)}


def _read(key: str, text: str):
    """A value from the command line. Raises ConfigurationError if it is not YAML."""
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        allowed = f"is no YAML, {getattr(error, 'problem', error)}; an example: experiments={{staircase: {{seeds: 4}}}}"
        raise ConfigurationError(f"config: {key} = {short(text)}: {allowed}") from None


def main():
    """Check files that `--configfile` may name. Snakemake reads these before this project can."""
    try:
        for path in sys.argv[1:]:
            check_file(path)
    except ConfigurationError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
