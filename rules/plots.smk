# Stage 4: the figures. A figure is drawn from the metrics of its experiments, and from their runs where it shows curves.


def data_of(wildcards):
    """The files that a figure is drawn from."""
    figure = config["figures"][wildcards.paper][wildcards.figure]
    curves = [file for study in figure["from"] for file in runs_of(study)] if figure.get("curves") else []
    return metrics_of(figure["from"]) + curves


def studies_of(wildcards):
    """The experiments of a figure with their settings, as text."""
    figure = config["figures"][wildcards.paper][wildcards.figure]
    return "{" + ", ".join(f'"{study}": {settings_of(study)}' for study in figure["from"]) + "}"


rule plot:
    input:
        data_of,
    output:
        pdf=f"{RESULTS}/figures/{{paper}}/{{figure}}.pdf",
        svg=f"{RESULTS}/figures/{{paper}}/{{figure}}.svg",
        png=report(
            f"{RESULTS}/figures/{{paper}}/{{figure}}.png",
            caption="../report/figure.rst",
            category="{paper}",
            labels={"figure": "{figure}"},
        ),
    log:
        f"{RESULTS}/logs/plots/{{paper}}/{{figure}}.log",
    params:
        studies=studies_of,
        code=lambda wildcards: code(f"plots/{wildcards.paper}/{wildcards.figure}"),
        results=RESULTS,
    message:
        "plot     {wildcards.paper}/{wildcards.figure}"
    shell:
        "python -m scripts.plots.{wildcards.paper}.{wildcards.figure} --studies {params.studies:q} --results {params.results:q}"
        " --output {output.png:q} --log {log:q}"
