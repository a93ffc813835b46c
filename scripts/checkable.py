"""Checkable: which claims the configuration has runs for, and what measures them."""

from scripts import measures
from scripts.layout import describe
from scripts.mistakes import ConfigurationError


def planned(claims: dict[str, dict], experiments: dict) -> dict[str, dict]:
    """The claims with what the configuration has for them: `metrics`, the script that makes what is measured, or `not_run`, why none does.

    experiments: name -> experiment. Raises ConfigurationError where a measure does not take what the metrics script makes.
    """
    found = {}
    for name, claim in claims.items():
        why = _not_run(claim, experiments) if "open" not in claim else None
        metrics = experiments[claim["experiment"]]["metrics"] if "open" not in claim and not why else None
        found[name] = claim | {key: value for key, value in {"metrics": metrics, "not_run": why}.items() if value}
        if metrics and claim["measure"] not in measures.names(metrics):
            key, allowed = f"claim {name}.measure = {claim['measure']}", ", ".join(measures.names(metrics)) or "none"
            raise ConfigurationError(f"predictions/{claim['paper']}.yaml: {key}: of scripts/metrics/{metrics}.py allowed: {allowed}")
    return found


def _not_run(claim: dict, experiments: dict) -> str | None:
    """Why the configuration has no runs for a claim, if it has none."""
    name = claim["experiment"]
    if name not in experiments:
        return f"the configuration has no experiment {name}"
    grid = experiments[name]["grid"]
    for axis in [*claim["where"], *claim["per"]]:
        if axis not in grid:
            return f"the grid of {name} has no {axis}"
    for axis, wanted in claim["where"].items():
        if not set(wanted if isinstance(wanted, list) else [wanted]) & set(grid[axis]):
            return f"no cell of {name} has {describe({axis: wanted})}"
    return None
