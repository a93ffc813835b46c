"""The command line of a host workflow: which part of it configures this workflow, when this workflow is a module."""


def has(whole: dict, part: dict) -> bool:
    """Whether one mapping contains all of another."""
    return all(
        key in whole and (has(whole[key], value) if isinstance(value, dict) and isinstance(whole[key], dict) else whole[key] == value)
        for key, value in part.items()
    )


def given(config: dict, parsed: dict, read: dict) -> dict:
    """The part of the command line that is already in a module's configuration, read as in a file.

    parsed: the command line as Snakemake reads it, which leaves numbers within braces as text; read: the same as in a file.

    A host passes on its whole configuration, or the value of one of its keys.
    """
    if has(config, parsed):
        return read
    return next((read[key] for key, value in parsed.items() if isinstance(value, dict) and has(config, value)), {})
