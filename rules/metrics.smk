# Stage 3: one table an experiment, one row a run, and beside it what the experiment is.


rule metrics:
    """A stage."""
    input:
        runs=lambda wildcards: runs_of(wildcards.experiment),
        records=lambda wildcards: records_of(wildcards.experiment),
    output:
        table=layout.metrics_file(RESULTS, "{experiment}"),
        study=layout.study_file(RESULTS, "{experiment}"),
    log:
        f"{RESULTS}/logs/metrics/{{experiment}}.log",
    params:
        settings=lambda wildcards: settings_of(wildcards.experiment),
        script=lambda wildcards: EXPERIMENTS[wildcards.experiment]["metrics"],
        code=lambda wildcards: code(
            "measuring", f"metrics/{EXPERIMENTS[wildcards.experiment]['metrics']}", values=values_in([wildcards.experiment])
        ),
        results=lambda wildcards: RESULTS,
    message:
        "metrics  {wildcards.experiment}"
    shell:
        "python -m scripts.measuring --script {params.script} --experiment {wildcards.experiment} --settings {params.settings:q}"
        " --results {params.results:q} --output {output.table:q} --study {output.study:q} --log {log:q}"
