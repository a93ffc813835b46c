"""A host's command line: what it gives the configuration of this workflow, where that is a module."""


def has(whole: dict, part: dict) -> bool:
    """Whether a mapping has all of another."""
    return all(
        key in whole and (has(whole[key], value) if isinstance(value, dict) and isinstance(whole[key], dict) else whole[key] == value)
        for key, value in part.items()
    )


def given(config: dict, parsed: dict, read: dict) -> dict:
    """The part of the command line that is already in a module's configuration, read as in a file.

    parsed: the command line as Snakemake reads it, which leaves numbers within braces as text; read: as a file would have it. A host hands
    its whole configuration on, or what stands under one of its keys.
    """
    if has(config, parsed):
        return read
    return next((read[key] for key, value in parsed.items() if isinstance(value, dict) and has(config, value)), {})
