# Stage 2: all runs of one shard of one cell.


rule train:
    """A stage. Ask for its files, not for the rule."""
    input:
        f"{RESULTS}/seeds/{{experiment}}/{{shard}}.csv",
    output:
        runs=layout.run_file(RESULTS, "{experiment}", "{cell}", "{shard}"),
        record=layout.record_file(RESULTS, "{experiment}", "{cell}", "{shard}"),
    log:
        f"{RESULTS}/logs/train/{{experiment}}/{{cell}}/{{shard}}.log",
    localrule: AT_ONCE
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: attempt * costs.megabytes(wildcards.experiment, runs_in(wildcards.shard)),
        runtime=lambda wildcards, attempt: attempt * costs.minutes(wildcards.experiment, runs_in(wildcards.shard)),
        gpu=lambda wildcards: None if parameters_of(wildcards).get("device", "cpu") == "cpu" else 1,
    params:
        python=python,
        settings=lambda wildcards: json.dumps(parameters_of(wildcards)),
        script=lambda wildcards: EXPERIMENTS[wildcards.experiment]["train"],
        code=lambda wildcards: code("training", f"train/{EXPERIMENTS[wildcards.experiment]['train']}", values=parameters_of(wildcards))
        + own_code(wildcards.experiment),
        file=lambda wildcards, threads: own_file(wildcards.experiment),  # threads: see python
        cell=lambda wildcards, threads: layout.describe(CELLS[wildcards.experiment][wildcards.cell]),  # threads: see python
    message:
        "train    {wildcards.experiment}, {params.cell}, runs {wildcards.shard}"
    shell:
        "{params.python} -m scripts.training --script {params.script} --name {wildcards.experiment}/{wildcards.cell} --shard {wildcards.shard}"
        " {params.file} --settings {params.settings:q} --seeds {input:q} --output {output.runs:q} --record {output.record:q} --log {log:q}"
