# A target for each figure and each claim: `snakemake escape_fig4`, `snakemake escape-growth`. For a misspelt one, the nearest are suggested.
from scripts import targets


def refuse_taken(name):
    """Stop if two targets would have the same name."""
    if workflow.is_rule(name):
        raise WorkflowError(f"config: {name}: there are two targets of this name; call the figure or the claim another")


for paper, drawn in config["figures"].items():
    for figure in drawn:
        refuse_taken(f"{paper}_{figure}")

        rule:
            """A figure."""
            name:
                f"{paper}_{figure}"
            input:
                [f"{RESULTS}/figures/{paper}/{figure}.{suffix}" for suffix in FORMATS],
            localrule: True
            message:
                "goal     a figure"


for claim in CLAIMS:
    refuse_taken(claim)

    rule:
        """A claim."""
        name:
            claim
        input:
            claim_file(claim),
        localrule: True
        message:
            "goal     a claim"


if workflow.is_main_process and IS_MAIN:  # the targets of a module are its host's
    try:
        if asked := targets.asked():
            targets.refuse_left_out(asked, config["left_out"], RESULTS)
            targets.check(asked, [rule.name for rule in workflow.rules], all_files(), RESULTS)
        for experiment, why in config["not_run"].items():
            print(f"experiment {experiment} is not run: {why}", file=sys.stderr)
        for figure, why in config["left_out"].items():
            print(f"figure {figure} is left out: {why}", file=sys.stderr)
    except targets.TargetError as error:
        raise WorkflowError(str(error))
