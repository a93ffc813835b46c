"""The claims and the figures as one page to explore: report/claims.html filled with claims.csv, the captions and the commands."""

from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import jinja2
import pandas as pd
import yaml
from docutils.core import publish_parts

from scripts.job import arguments, job, whole
from scripts.long_arguments import take
from scripts.verdicts import FAILS, HOLDS, KINDS, NOT_RUN, OPEN, of_claim

VERDICTS = (HOLDS, FAILS, OPEN, NOT_RUN)
CHECKS = "checks"
"""In the headline, beside the verdicts: on how many checks they rest."""
OWN = "own"
"""The studies that are no paper's."""
NUMBERS = ("predicted", "measured", "low", "high", "tolerance", "runs", "used", "least_used")


def number(value: float) -> str:
    """A number to five digits, or a dash if there is none."""
    return "-" if pd.isna(value) else f"{value:.5g}"


def capitalize_first(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def in_report(path: str, results: Path) -> str:
    """The path of a result within Snakemake's report.zip, relative to the page. Its folder is named by the hash of the file's path."""
    file = results / path
    return f"../{sha256(str(file).encode()).hexdigest()[:16]}/{file.name}"


def rows_of(path: str) -> list[dict]:
    """The rows of claims.csv. An empty field is an empty text, except for numbers."""
    table = pd.read_csv(path)
    texts = [name for name in table if name not in NUMBERS]
    table[texts] = table[texts].astype(object).fillna("")
    table["as_expected"] = (table["verdict"] == table["expected"]) | (table["verdict"] == NOT_RUN)
    return table.to_dict("records")


def headline(claims: list[list[dict]], papers: dict) -> dict[str, dict[str, dict[str, int]]]:
    """The number of claims and of their checks: paper -> kind -> verdict, or CHECKS -> number. claims: the checks of each claim."""
    counts = {paper: {kind: dict.fromkeys((*VERDICTS, CHECKS), 0) for kind in KINDS} for paper in papers}
    for checks in claims:
        found = counts[checks[0]["paper"]][checks[0]["kind"]]
        found[of_claim(check["verdict"] for check in checks)] += 1
        found[CHECKS] += len(checks)
    return counts


def claimed(counts: dict[str, int]) -> int:
    """How many claims there are, whatever came out. counts: verdict -> number, and CHECKS."""
    return sum(counts[verdict] for verdict in VERDICTS)


def of_papers(counts: dict[str, dict[str, dict[str, int]]]) -> dict[str, int]:
    """The headline of all papers' own statements in one: verdict, or CHECKS -> number. counts: as of `headline`."""
    statements = [kinds["paper"] for paper, kinds in counts.items() if paper != OWN]
    return {name: sum(found[name] for found in statements) for name in (*VERDICTS, CHECKS)}


def main():
    """Read claims.csv, the template, the papers and the captions; write claims.html."""
    given = arguments(claims=None, template=None, papers=None, figures=None, output=None)
    with job("claims page", given.log), whole(given.output) as part:
        rows = rows_of(given.claims)
        claims = [list(checks) for _, checks in groupby(rows, key=lambda row: row["claim"])]
        figures, pictures = take(given.figures), Path(given.output).parent / "figures"
        for name, figure in figures.items():
            figure["caption"] = publish_parts((pictures / f"{name}.rst").read_text(), writer="html5")["body"]
            figure["claims"] = [checks[0]["claim"] for checks in claims if checks[0]["figure"] == name]
        papers = yaml.safe_load(Path(given.papers).read_text())
        shown = {paper: papers[paper] for paper in papers if any(row["paper"] == paper for row in [*rows, *figures.values()])}
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        environment.filters |= {
            "claimed": claimed,
            "number": number,
            "capitalize_first": capitalize_first,
            "name": lambda text: text.replace(" ", "-"),
        }
        environment.filters["in_report"] = partial(in_report, results=Path(given.output).parent)
        page = environment.from_string(Path(given.template).read_text())
        surprises = sum(not row["as_expected"] for row in rows)
        known = {"rows": rows, "claims": claims, "figures": figures, "papers": shown, "verdicts": VERDICTS, "surprises": surprises}
        counts = headline(claims, shown)
        part.write_text(page.render(**known, kinds=KINDS, headline=counts, all_papers=of_papers(counts)))


if __name__ == "__main__":
    main()
