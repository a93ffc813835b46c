# Every figure and theorem of four papers on what gradient descent does: seeds -> train -> metrics -> plots and claims.


include: "rules/project_folder.smk"
include: "rules/reading.smk"


configfile: workflow.source_path("config.yaml")


if IS_MAIN:

    report: "report/workflow.rst"


include: "rules/common.smk"
include: "rules/invocation.smk"
include: "rules/seeds.smk"
include: "rules/train.smk"
include: "rules/metrics.smk"
include: "rules/plots.smk"
include: "rules/claims.smk"
include: "rules/lecture.smk"
include: "rules/unused.smk"


onstart:
    if workflow.executor_plugin.name == "local" and no_rate_is_given():
        workflow.scheduler.job_rate_limiter = None
    if workflow.executor_plugin.name == "slurm":
        refuse_absent_cluster()
    if len(list(workflow.dag.needrun_jobs())) > server.FEW:
        fork_jobs(networks_are_trained())


onsuccess:
    say_where_time_went()
    asked = {*workflow.dag.targetfiles, *(rule.name for rule in workflow.dag.targetrules)}
    if shown := [claim_file(name) for name in CLAIMS if asked & {name, claim_file(name)}]:
        from scripts import verify

        verify.show_files(shown)
    if not REMOTE and "all" in asked:
        unused.remind(RESULTS, unused.wanted(**KEPT))


onerror:
    say_where_time_went()
    say_what_failed(log)


rule all:
    """Everything. This is the default."""
    input:
        lambda wildcards: goal("all"),
    localrule: True
    message:
        "goal     every figure, the claims and their page"


rule escape:
    """All of paper 1."""
    input:
        lambda wildcards: goal("escape"),
    localrule: True
    message:
        "goal     every figure of escape"


rule oneneuron:
    """All of paper 2."""
    input:
        lambda wildcards: goal("oneneuron"),
    localrule: True
    message:
        "goal     every figure of oneneuron"


rule convbias:
    """All of paper 3."""
    input:
        lambda wildcards: goal("convbias"),
    localrule: True
    message:
        "goal     every figure of convbias"


rule balance:
    """All of paper 4."""
    input:
        lambda wildcards: goal("balance"),
    localrule: True
    message:
        "goal     every figure of balance"


rule own:
    """All studies of users' own networks, and the zoo of saddles."""
    input:
        lambda wildcards: goal("own"),
    localrule: True
    message:
        "goal     every figure of own"


rule lecture:
    """The page for a lecture, of experiments that nothing else builds."""
    input:
        lambda wildcards: goal("lecture"),
    localrule: True
    message:
        "goal     the page for a lecture"


rule together:
    """The files of a goal's last batch."""
    input:
        lambda wildcards: wanted(wildcards.goal),
    output:
        temp(touch(f"{RESULTS}/together/{{goal}}")),
    localrule: True
    message:
        "goal     together with the last batch"


include: "rules/targets.smk"


if not IS_MAIN:
    take(*HOST)
