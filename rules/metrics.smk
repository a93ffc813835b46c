# Stage 3: one table per experiment with one row per run, and a description of the experiment beside it.


rule metrics:
    """A stage. Ask for its files, not for the rule."""
    input:
        runs=lambda wildcards: runs_of(wildcards.experiment),
        records=lambda wildcards: records_of(wildcards.experiment),
    output:
        table=report(
            layout.metrics_file(RESULTS, "{experiment}"),
            caption="../report/metrics.rst",
            category="metrics",
            subcategory=lambda wildcards: EXPERIMENTS[wildcards.experiment]["paper"],
            labels={"experiment": "{experiment}"},
        ),
        study=layout.study_file(RESULTS, "{experiment}"),
    log:
        f"{RESULTS}/logs/metrics/{{experiment}}.log",
    localrule: AT_ONCE
    params:
        python=python,
        settings=lambda wildcards: settings_of(wildcards.experiment),
        script=lambda wildcards: EXPERIMENTS[wildcards.experiment]["metrics"],
        code=lambda wildcards: code(
            "measuring", f"metrics/{EXPERIMENTS[wildcards.experiment]['metrics']}", values=values_in([wildcards.experiment])
        ),
        results=lambda wildcards, output: Path(output.table).parents[1],
    message:
        "metrics  {wildcards.experiment}"
    shell:
        "{params.python} -m scripts.measuring --script {params.script} --experiment {wildcards.experiment} --settings {params.settings:q}"
        " --results {params.results:q} --output {output.table:q} --study {output.study:q} --log {log:q}"
