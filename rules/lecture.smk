# The page for a lecture: moving pictures of experiments that nothing else builds.


rule lecture_page:
    """The page for a lecture."""
    input:
        data=[file for picture in config["lecture"].values() for file in read_of(picture["from"], curves=True)],
        template=local(os.path.relpath(ROOT / "report/lecture.html")),
    output:
        f"{RESULTS}/lecture.html",
    log:
        f"{RESULTS}/logs/lecture.log",
    localrule: True
    params:
        python=python,
        pictures=lambda wildcards: long_arguments.hand(config["lecture"]),
        code=code("lecture_page", values={"picture": sorted(config["lecture"])}),
        results=lambda wildcards, output: Path(output[0]).parent,
    message:
        "lecture  the page of moving pictures"
    shell:
        "{params.python} -m scripts.lecture_page --pictures {params.pictures:q} --template {input.template:q} --results {params.results:q}"
        " --output {output:q} --log {log:q}"
