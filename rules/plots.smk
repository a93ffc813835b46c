# Stage 4: the figures. A figure is drawn from the metrics of its experiments, and from their runs if it shows curves.


rule plot:
    """A stage. Ask for its files, not for the rule."""
    input:
        data_of,
    output:
        [in_report("pdf", category="Figures as PDF", subcategory="{paper}")] * ("pdf" in FORMATS),
        [figure_file(suffix) for suffix in FORMATS if suffix not in ("pdf", "png")],
        png=in_report("png", category="{paper}"),
        caption=figure_file("rst"),
    log:
        f"{RESULTS}/logs/plots/{{paper}}/{{figure}}.log",
    localrule: AT_ONCE
    params:
        python=python,
        caption=lambda wildcards, threads: caption_of(wildcards.paper, wildcards.figure),  # threads: see python
        studies=lambda wildcards: figure_of(wildcards)["from"],
        code=lambda wildcards: code("drawing", f"plots/{script_of(wildcards)}", values=values_in(figure_of(wildcards)["from"])),
        script=lambda wildcards, threads: script_of(wildcards),  # threads: see python
        style=lambda wildcards: json.dumps(style_of(wildcards)),
        results=lambda wildcards, output: Path(output.png).parents[2],
    message:
        "plot     {wildcards.paper}/{wildcards.figure}"
    shell:
        "{params.python} -m scripts.drawing --figure {wildcards.paper}/{wildcards.figure} --script {params.script} --studies {params.studies} --style {params.style:q} --caption {params.caption:q}"
        " --results {params.results:q} --output {output.png:q} --log {log:q}"
