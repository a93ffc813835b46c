# Stage 1: the seeds of every shard.


rule seeds:
    """A stage. Ask for its files, not for the rule."""
    output:
        f"{RESULTS}/seeds/{{experiment}}/{{shard}}.csv",
    log:
        f"{RESULTS}/logs/seeds/{{experiment}}/{{shard}}.log",
    localrule: True
    params:
        python=python,
        root=config["seed"],
        code=code("seeds"),
    message:
        "seeds    {wildcards.experiment}, runs {wildcards.shard}"
    shell:
        "{params.python} -m scripts.seeds --root {params.root} --experiment {wildcards.experiment} --shard {wildcards.shard}"
        " --output {output:q} --log {log:q}"
