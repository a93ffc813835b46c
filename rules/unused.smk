# What lies in the results folder and is of nothing in the configuration, such as the runs of a cell that it had once. It is never removed
# without being asked for.
from scripts import unused

KEPT = {
    "studies": {name: {"grid": study["grid"], "shards": layout.sizes(SHARDS[name])} for name, study in EXPERIMENTS.items()},
    "figures": [f"{paper}/{figure}" for paper, drawn in config["figures"].items() for figure in drawn],
    "claims": [name for name, claim in CLAIMS.items() if "not_run" not in claim],
}
"""What the configuration has files of."""


if not REMOTE:
    LIST = "{params.python} -m scripts.unused --results {params.results:q} --kept {params.kept:q} --log {log:q}"

    rule unused:
        log:
            f"{RESULTS}/logs/unused.log",
        localrule: True
        params:
            python=python,
            results=lambda wildcards: RESULTS,
            kept=lambda wildcards: long_arguments.hand(KEPT),
        message:
            "unused   files that are of nothing in the configuration"
        shell:
            LIST

    rule remove_unused:
        log:
            f"{RESULTS}/logs/remove_unused.log",
        localrule: True
        params:
            python=python,
            results=lambda wildcards: RESULTS,
            kept=lambda wildcards: long_arguments.hand(KEPT),
        message:
            "unused   files that are of nothing in the configuration, removed"
        shell:
            LIST + " --remove"
