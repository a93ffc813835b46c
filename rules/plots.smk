# Stage 4: the figures. A figure is drawn from the metrics of its experiments, and from their runs where it shows curves.


rule plot:
    input:
        data_of,
    output:
        pdf=report(
            f"{RESULTS}/figures/{{paper}}/{{figure}}.pdf",
            caption="../report/figure.rst",
            category="Figures as PDF",
            subcategory="{paper}",
            labels={"figure": "{figure}"},
        ),
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
        studies=lambda wildcards: figure_of(wildcards)["from"],
        code=lambda wildcards: code(f"plots/{wildcards.paper}/{wildcards.figure}", values_in(figure_of(wildcards)["from"])),
        results=lambda wildcards: RESULTS,
    message:
        "plot     {wildcards.paper}/{wildcards.figure}"
    shell:
        "python -m scripts.plots.{wildcards.paper}.{wildcards.figure} --studies {params.studies} --results {params.results:q}"
        " --output {output.png:q} --log {log:q}"
