# Stage 4, beside the figures: every theorem as a number against its prediction.
PREDICTIONS = sorted(os.path.relpath(path) for path in Path(workflow.basedir, "predictions").glob("*.yaml"))


def command(figure):
    """The command that draws a figure anew."""
    given = " ".join(os.path.relpath(path) for path in workflow.overwrite_configfiles)
    return f"snakemake {f'--configfile {given} ' if given else ''}--force {RESULTS}/figures/{figure}.png"


def cards():
    """What the page of claims says of every figure, as text."""
    return json.dumps(
        {
            f"{paper}/{name}": {
                "paper": paper,
                "studies": figure["from"],
                "caption": config["captions"][paper][name],
                "command": command(f"{paper}/{name}"),
            }
            for paper, drawn in config["figures"].items()
            for name, figure in drawn.items()
        }
    )


rule claims:
    input:
        predictions=PREDICTIONS,
        metrics=metrics_of(EXPERIMENTS),
    output:
        f"{RESULTS}/claims.csv",
    log:
        f"{RESULTS}/logs/claims.log",
    params:
        studies=json.dumps({name: json.loads(settings_of(name)) for name in EXPERIMENTS}),
        code=[code("claims", {"paper": Path(path).stem}) for path in PREDICTIONS],
        results=lambda wildcards: RESULTS,
    message:
        "claims   what the papers predict beside what was measured"
    shell:
        "python -S -m scripts.start scripts.claims --predictions {input.predictions:q} --studies {params.studies:q} --results {params.results:q}"
        " --output {output:q} --log {log:q}"


rule claims_page:
    input:
        claims=f"{RESULTS}/claims.csv",
        template=os.path.relpath(Path(workflow.basedir, "report/claims.html")),
        papers=os.path.relpath(Path(workflow.basedir, "report/papers.yaml")),
    output:
        report(f"{RESULTS}/claims.html", caption="../report/claims.rst", category="claims", labels={"page": "claims"}),
    log:
        f"{RESULTS}/logs/claims_page.log",
    params:
        figures=cards(),
        code=code("claims_page"),
    message:
        "claims   as a page"
    shell:
        "python -S -m scripts.start scripts.claims_page --claims {input.claims:q} --template {input.template:q} --papers {input.papers:q}"
        " --figures {params.figures:q} --output {output:q} --log {log:q}"


rule verify:
    input:
        f"{RESULTS}/claims.csv",
    log:
        f"{RESULTS}/logs/verify.log",
    message:
        "verify   every verdict against the expected one"
    shell:
        "python -S -m scripts.start scripts.verify --claims {input:q} --log {log:q}"


rule provenance:
    input:
        f"{RESULTS}/claims.csv",
        metrics_of(EXPERIMENTS),
    output:
        f"{RESULTS}/provenance.json",
    log:
        f"{RESULTS}/logs/provenance.log",
    params:
        settings=json.dumps({key: config[key] for key in ("seed", "experiments")}),
        code=code("provenance"),
    message:
        "provenance"
    shell:
        "python -S -m scripts.start scripts.provenance --settings {params.settings:q} --output {output:q} --log {log:q}"
