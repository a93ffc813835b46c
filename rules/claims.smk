# Stage 4, beside the figures: every theorem as a number against its prediction.
PREDICTIONS = sorted(os.path.relpath(path) for path in Path(workflow.basedir, "predictions").glob("*.yaml"))


rule claims:
    input:
        predictions=PREDICTIONS,
        metrics=metrics_of(EXPERIMENTS),
        studies=[layout.study_file(RESULTS, name) for name in EXPERIMENTS],
    output:
        f"{RESULTS}/claims.csv",
    log:
        f"{RESULTS}/logs/claims.log",
    params:
        studies=list(EXPERIMENTS),
        code=[code("claims", {"paper": Path(path).stem}) for path in PREDICTIONS],
        results=lambda wildcards: RESULTS,
    message:
        "claims   what the papers predict beside what was measured"
    shell:
        "python -m scripts.claims --predictions {input.predictions:q} --studies {params.studies} --results {params.results:q}"
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
        figures=lambda wildcards: cards(),
        code=code("claims_page"),
    message:
        "claims   as a page"
    shell:
        "python -m scripts.claims_page --claims {input.claims:q} --template {input.template:q} --papers {input.papers:q}"
        " --figures {params.figures:q} --output {output:q} --log {log:q}"


rule verify:
    input:
        claims=f"{RESULTS}/claims.csv",
        provenance=f"{RESULTS}/provenance.json",
        metrics=metrics_of(EXPERIMENTS),
        expected=os.path.relpath(Path(workflow.basedir, "expected/metrics.csv")),
    log:
        f"{RESULTS}/logs/verify.log",
    params:
        results=lambda wildcards: RESULTS,
    message:
        "verify   every verdict and every metric against the expected one"
    shell:
        "python -m scripts.verify --claims {input.claims:q} --expected {input.expected:q} --results {params.results:q} --log {log:q}"


rule provenance:
    input:
        f"{RESULTS}/claims.csv",
        metrics_of(EXPERIMENTS),
    output:
        f"{RESULTS}/provenance.json",
    log:
        f"{RESULTS}/logs/provenance.log",
    params:
        settings=json.dumps({name: digest_of(name) for name in EXPERIMENTS}),
        seeds=json.dumps({name: experiment["seeds"] for name, experiment in EXPERIMENTS.items()}),
        root=config["seed"],
        code=code("provenance"),
    message:
        "provenance"
    shell:
        "python -m scripts.provenance --root {params.root} --seeds {params.seeds:q} --settings {params.settings:q}"
        " --output {output:q} --log {log:q}"
