# Stage 4: the figures. A figure is drawn from the metrics of its experiments, and from their runs where it shows curves.


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
    localrule: AT_ONCE
    params:
        python=python,
        caption=lambda wildcards, threads: caption_of(wildcards.paper, wildcards.figure),  # threads: see python
        studies=lambda wildcards: figure_of(wildcards)["from"],
        code=lambda wildcards: code(f"plots/{wildcards.paper}/{wildcards.figure}", values_in(figure_of(wildcards)["from"])),
        results=lambda wildcards, output: Path(output.png).parents[2],
    message:
        "plot     {wildcards.paper}/{wildcards.figure}"
    shell:
        "{params.python} -m scripts.plots.{wildcards.paper}.{wildcards.figure} --studies {params.studies} --results {params.results:q}"
        " --output {output.png:q} --log {log:q}"
