# Every figure and theorem of four papers on what gradient descent does: seeds -> train -> metrics -> plots and claims.


configfile: workflow.source_path("config.yaml")


include: "rules/common.smk"
include: "rules/machine.smk"
include: "rules/seeds.smk"
include: "rules/train.smk"
include: "rules/metrics.smk"
include: "rules/plots.smk"
include: "rules/claims.smk"


# Where jobs go to a cluster, these run on the machine of the call: they take less than sending them.
localrules:
    all,
    escape,
    oneneuron,
    convbias,
    balance,
    seeds,
    claims,
    claims_page,
    provenance,
    verify,


if workflow.remote_exec and not any(argument.startswith("--slurm-jobstep-array-execs") for argument in sys.argv):

    # What was sent to a node runs there at once, with no further call of Snakemake for every shard of its group. A task of an array has
    # the calls of all its tasks on its command line, and makes its own.
    localrules:
        train,
        metrics,
        plot,
        claim,

    if "--local-groupid" in sys.argv:
        fork_jobs()


onstart:
    if workflow.executor_plugin.name == "local" and no_rate_is_given():
        workflow.scheduler.job_rate_limiter = None
    if workflow.executor_plugin.name == "slurm":
        refuse_absent_cluster()
    if len(list(workflow.dag.needrun_jobs())) > server.FEW:
        fork_jobs()


onsuccess:
    asked = {*workflow.dag.targetfiles, *(rule.name for rule in workflow.dag.targetrules)}
    if asked := [file for name in CLAIMS for file in [claim_file(name)] if asked & {name, file}]:
        from scripts import verify

        verify.show_files(asked)


onerror:
    if advice := machine.advice(log):
        print(advice)


rule all:
    """Everything, without a target."""
    default_target: True
    input:
        tables(),
        figures(),
        f"{RESULTS}/claims.html",
        f"{RESULTS}/provenance.json",
    message:
        "goal     every figure, the claims and their page"


rule escape:
    """All of paper 1."""
    input:
        tables("escape"),
        figures("escape"),
    message:
        "goal     every figure of escape"


rule oneneuron:
    """All of paper 2."""
    input:
        tables("oneneuron"),
        figures("oneneuron"),
    message:
        "goal     every figure of oneneuron"


rule convbias:
    """All of paper 3."""
    input:
        tables("convbias"),
        figures("convbias"),
    message:
        "goal     every figure of convbias"


rule balance:
    """All of paper 4."""
    input:
        tables("balance"),
        figures("balance"),
    message:
        "goal     every figure of balance"


include: "rules/targets.smk"
