# Every figure and theorem of four papers on what gradient descent does: seeds -> train -> metrics -> plots and claims.


configfile: workflow.source_path("config.yaml")


include: "rules/common.smk"
include: "rules/seeds.smk"
include: "rules/train.smk"
include: "rules/metrics.smk"
include: "rules/plots.smk"
include: "rules/claims.smk"


onstart:
    ready.launch()


onerror:
    if any("SIGKILL" in Path(file).read_text() for file in log):
        print(
            "a job was killed, most often by the system for want of memory: run fewer at once (--cores 1), or set a smaller shard_size"
        )


rule all:
    default_target: True
    input:
        tables(),
        figures(),
        f"{RESULTS}/claims.html",
        f"{RESULTS}/provenance.json",


rule escape:
    input:
        tables("escape"),
        figures("escape"),


rule oneneuron:
    input:
        tables("oneneuron"),
        figures("oneneuron"),


rule convbias:
    input:
        tables("convbias"),
        figures("convbias"),


rule balance:
    input:
        tables("balance"),
        figures("balance"),
