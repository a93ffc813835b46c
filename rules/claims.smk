# Stage 4, beside the figures: every theorem as a number beside its prediction. A claim needs only the metrics of its own experiment.


rule claim:
    """A stage. Ask for its files, not for the rule."""
    input:
        data_of_claim,
    output:
        f"{RESULTS}/claims/{{claim}}.csv",
    log:
        f"{RESULTS}/logs/claims/{{claim}}.log",
    wildcard_constraints:
        claim="|".join(CLAIMS),
    localrule: AT_ONCE
    params:
        python=python,
        claim=lambda wildcards: json.dumps(CLAIMS[wildcards.claim]),
        code=lambda wildcards: code("claim", values=CLAIMS[wildcards.claim]),
        results=lambda wildcards, output: Path(output[0]).parents[1],
    message:
        "claim    {wildcards.claim}"
    shell:
        "{params.python} -m scripts.claim --claim {params.claim:q} --results {params.results:q} --output {output:q} --log {log:q}"


rule claims:
    """The table of claims."""
    input:
        claims=[f"{RESULTS}/claims/{name}.csv" for name, claim in CLAIMS.items() if "metrics" in claim],
    output:
        report(f"{RESULTS}/claims.csv", caption="../report/claims.rst", category="claims", labels={"claims": "table"}),
    log:
        f"{RESULTS}/logs/claims.log",
    localrule: True
    params:
        python=python,
        claims=long_arguments.hand(CLAIMS),
        code=code("claims"),
        folder=lambda wildcards, output: Path(output[0]).with_suffix(""),
    message:
        "claims   what the papers predict beside what was measured"
    shell:
        "{params.python} -m scripts.claims --claims {params.claims:q} --folder {params.folder:q} --output {output:q} --log {log:q}"


rule claims_page:
    """The page of claims."""
    input:
        claims=f"{RESULTS}/claims.csv",
        template=local(os.path.relpath(ROOT / "report/claims.html")),
        papers=local(os.path.relpath(ROOT / "report/papers.yaml")),
        captions=[file for file in figures() if file.endswith(".rst")],
    output:
        report(f"{RESULTS}/claims.html", caption="../report/claims.rst", category="claims", labels={"claims": "page"}),
    log:
        f"{RESULTS}/logs/claims_page.log",
    localrule: True
    params:
        python=python,
        figures=lambda wildcards: long_arguments.hand(cards()),
        code=code("claims_page"),
    message:
        "claims   as a page"
    shell:
        "{params.python} -m scripts.claims_page --claims {input.claims:q} --template {input.template:q} --papers {input.papers:q}"
        " --figures {params.figures:q} --output {output:q} --log {log:q}"


rule verify:
    """Print the claims and compare them with the expected ones."""
    input:
        claims=f"{RESULTS}/claims.csv",
        provenance=f"{RESULTS}/provenance.json",
        metrics=metrics_of(SUITE),
        tables=local(os.path.relpath(ROOT / "expected/tables.csv")),
        columns=local(os.path.relpath(ROOT / "expected/columns.csv")),
        expected=local(os.path.relpath(ROOT / "expected/claims.csv")),
    log:
        f"{RESULTS}/logs/verify.log",
    localrule: True
    params:
        python=python,
        results=lambda wildcards, input: Path(input.claims).parent,
    message:
        "verify   every verdict, every number of a claim and every table of metrics against the expected one"
    shell:
        "{params.python} -m scripts.verify --claims {input.claims:q} --tables {input.tables:q}"
        " --columns {input.columns:q} --expected {input.expected:q} --results {params.results:q} --log {log:q}"


rule provenance:
    """The machine, the versions and the settings that made the results."""
    input:
        f"{RESULTS}/claims.csv",
        metrics_of(SUITE),
    output:
        report(f"{RESULTS}/provenance.json", caption="../report/provenance.rst", category="claims", labels={"claims": "provenance"}),
    log:
        f"{RESULTS}/logs/provenance.log",
    localrule: True
    params:
        python=python,
        settings=long_arguments.hand({name: configuration.settings(config["seed"], EXPERIMENTS[name]) for name in SUITE}),
        seeds=long_arguments.hand({name: EXPERIMENTS[name]["seeds"] for name in SUITE}),
        root=config["seed"],
        code=code("provenance"),
    message:
        "provenance"
    shell:
        "{params.python} -m scripts.provenance --root {params.root} --seeds {params.seeds:q} --settings {params.settings:q}"
        " --output {output:q} --log {log:q}"
