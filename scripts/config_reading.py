"""Reading a configuration: what files and the command line say, before it is checked."""

import os

import yaml

from scripts.mistakes import LOADER, ConfigurationError, joined, short


def refuse_repeated_keys(path):
    """Raise ConfigurationError where a YAML or JSON file has a key twice: the second would silently take the place of the first."""
    try:
        with open(path, "rb") as file:
            root = yaml.compose(file, Loader=LOADER)
    except (OSError, yaml.YAMLError):  # Snakemake has read it, or has said why it could not
        return
    waiting, seen = [(root, [])], set()
    while waiting:
        node, where = waiting.pop()
        if id(node) in seen:  # by an alias; it may even be within itself
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += [(item, where) for item in node.value]
        elif isinstance(node, yaml.MappingNode):
            lines = {}
            for key, value in node.value:
                name, line = (key.tag, str(key.value)), key.start_mark.line + 1
                if name in lines:
                    found = f"twice in {os.path.relpath(path)}, lines {lines[name]} and {line}"
                    raise ConfigurationError(f"config: {joined(*where, key.value)}: {found}; each key once")
                lines[name] = line
                waiting.append((value, [*where, key.value]))


def on_command_line(arguments: list[str]) -> dict:
    """What `--config key=value ...` gives, values read as in a file: Snakemake leaves numbers within braces and brackets as text."""
    return {key: _read(key, value) for key, _, value in (argument.partition("=") for argument in arguments)}


def _read(key: str, text: str):
    """A value on the command line. Raises ConfigurationError where it is no YAML."""
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        allowed = f"is no YAML, {getattr(error, 'problem', error)}; an example: experiments={{staircase: {{seeds: 4}}}}"
        raise ConfigurationError(f"config: {key} = {short(text)}: {allowed}") from None
