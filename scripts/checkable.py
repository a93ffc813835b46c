"""Which claims the configuration has runs for, and which functions measure them."""

from scripts import measures
from scripts.layout import describe
from scripts.mistakes import ConfigurationError

EACH = "each"
"""This word in place of an experiment means every study of a user's own."""


def planned(claims: dict[str, dict], experiments: dict) -> dict[str, dict]:
    """The claims, each with `metrics`, the script that makes what is measured, or with `not_run`, the reason why there are no runs.

    experiments: name -> experiment.

    Raises ConfigurationError if a measure does not take what the metrics script makes.
    """
    found = {}
    for name, claim in _of_each(claims, experiments).items():
        if "open" in claim:
            found[name] = claim
        elif why := _not_run(claim, experiments):
            found[name] = claim | {"not_run": why}
        else:
            found[name] = claim | {"metrics": experiments[claim["experiment"]]["metrics"]}
            _demand_measure(found[name])
    return found


def _of_each(claims: dict[str, dict], experiments: dict) -> dict[str, dict]:
    """The claims, with each claim on `each` study repeated for every study that looks at laws or plateaus: `own-laws` becomes
    `own-my_net-laws`, in every cell of that study.
    """
    found = {}
    for name, claim in claims.items():
        if claim.get("experiment") != EACH:
            found[name] = claim
            continue
        paper, _, rest = name.partition("-")
        for study in (study for study, experiment in experiments.items() if experiment.get("looks")):
            own = {"claim": f"{paper}-{study}-{rest}", "experiment": study, "figure": study, "per": list(experiments[study]["grid"])}
            found[own["claim"]] = claim | own
    return found


def _demand_measure(claim: dict):
    """Raise ConfigurationError if a claim's measure is not among those for its metrics script."""
    allowed = measures.names(claim["metrics"])
    if claim["measure"] not in allowed:
        key = f"predictions/{claim['paper']}.yaml: claim {claim['claim']}.measure = {claim['measure']}"
        raise ConfigurationError(f"{key}: of scripts/metrics/{claim['metrics']}.py allowed: {', '.join(allowed) or 'none'}")


def _not_run(claim: dict, experiments: dict) -> str | None:
    """The reason why the configuration has no runs for a claim, or None if it has some."""
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
