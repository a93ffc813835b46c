# Files in the results folder that no longer belong to the configuration, such as the runs of a former cell. They are removed only on
# request.
from scripts import unused

KEPT = {
    "studies": {name: {"grid": study["grid"], "shards": layout.sizes(SHARDS[name])} for name, study in EXPERIMENTS.items()},
    "figures": [f"{paper}/{figure}" for paper, drawn in config["figures"].items() for figure in drawn],
    "claims": [name for name, claim in CLAIMS.items() if "not_run" not in claim],
}
"""Everything in the configuration that has files."""


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
