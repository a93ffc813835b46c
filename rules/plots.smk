# Stage 4: the figures. A figure is drawn from the metrics of its experiments, and from their runs where it shows curves.


rule plot:
    """A stage."""
    input:
        data_of,
    output:
        [f"{RESULTS}/figures/{{paper}}/{{figure}}.{suffix}" for suffix in FORMATS if suffix != "png"],
        png=report(
            f"{RESULTS}/figures/{{paper}}/{{figure}}.png",
            caption="../report/figure.rst",
            category="{paper}",
            labels={"figure": "{figure}"},
        ),
    log:
        f"{RESULTS}/logs/plots/{{paper}}/{{figure}}.log",
    params:
        studies=lambda wildcards: figure_of(wildcards)["from"],
        code=lambda wildcards: code(
            "drawing", f"plots/{wildcards.paper}/{wildcards.figure}", values=values_in(figure_of(wildcards)["from"])
        ),
        style=lambda wildcards: json.dumps(style_of(wildcards)),
        results=lambda wildcards: RESULTS,
    message:
        "plot     {wildcards.paper}/{wildcards.figure}"
    shell:
        "python -m scripts.drawing --figure {wildcards.paper}/{wildcards.figure} --studies {params.studies} --style {params.style:q}"
        " --results {params.results:q} --output {output.png:q} --log {log:q}"
