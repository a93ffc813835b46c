"""Numbers, verdicts, figures and captions of a build, for the templates of the pages: none is typed there."""

import json
import os
import re
from collections import Counter
from functools import cached_property
from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup

from scripts.verdicts import FAILS, HOLDS, KINDS, NOT_RUN, OPEN, of_claim

STAGES = ("seeds", "train", "metrics", "plots", "claims")
FINISHED = re.compile(r"finished in ([\d.]+) s")
VERDICTS = (HOLDS, FAILS, OPEN, NOT_RUN)
RELATIONS = {"at_most": "at most ", "at_least": "at least ", "none": "none: ", "every": "every: "}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#$~^])")
NOTHING = """:::{warning}
There are no results to show. `make quick` makes few runs in minutes, `make figures` makes all; then `make docs` again.
:::"""
FEW = """:::{warning}
This page was built from the quick results: too few runs for the verdicts to count. `make figures`, then `make docs`, shows all runs.
:::"""


def plain(text: str) -> str:
    """A text as Markdown shows it unchanged, in a table too."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def number(value: float) -> str:
    """A number in three digits, with commas for thousands, or a dash where there is none."""
    if pd.isna(value):
        return "-"
    if 1000 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    mantissa, _, power = f"{value:.3g}".partition("e")
    return f"{mantissa}e{int(power)}" if power else mantissa


def span(values: pd.Series) -> str:
    """The least and the largest of some numbers, or the one that all of them are."""
    ends = [number(value) for value in (values.min(), values.max())]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def results_of(chosen: str, root: Path) -> Path | None:
    """The folder of results that the pages are built from: the one chosen, else the full build's, else the quick one's."""
    folders = [root / chosen] if chosen else [root / "results", root / "results/quick"]
    return next((folder for folder in folders if (folder / "claims.csv").is_file()), None)


class Findings:
    """What a build has found.

    folder: its results, or None where there are none, and then every function says so. pages: the folder of the pages' sources.
    """

    def __init__(self, folder: Path | None, pages: Path):
        self.folder, self.pages = folder, pages

    @cached_property
    def claims(self) -> pd.DataFrame:
        """All checks, with the columns of claims.csv."""
        return pd.read_csv(self.folder / "claims.csv")

    @cached_property
    def captions(self) -> dict[str, str]:
        """The caption of every figure, <paper>/<figure>, as the page of claims has it."""
        page = BeautifulSoup((self.folder / "claims.html").read_text(), "html.parser")
        return {section.h2.get_text(): section.find(class_="caption").get_text() for section in page.find_all(class_="figure")}

    def checks(self, claim: str) -> pd.DataFrame:
        """The checks of a claim. Raises KeyError for a name that no claim has."""
        rows = self.claims[self.claims["claim"] == claim]
        if rows.empty:
            raise KeyError(f"no claim {claim}")
        return rows

    def source(self) -> str:
        """Where the numbers of a page are from."""
        if self.folder is None:
            return NOTHING
        made = json.loads((self.folder / "provenance.json").read_text())
        size = FEW if self.folder.name == "quick" else ""
        return (
            f"{size}\n\nFigures and numbers on this page come from a build of commit `{made['commit'][:10]}` ({plain(made['processor'])})."
        )

    def value(self, claim: str, column: str) -> str:
        """The range that a column has over the checks of a claim."""
        return "(no results)" if self.folder is None else span(self.checks(claim)[column])

    def measured(self, claim: str) -> str:
        """What was measured."""
        return self.value(claim, "measured")

    def predicted(self, claim: str) -> str:
        """What theory gives."""
        return self.value(claim, "predicted")

    def total(self, column: str, *claims: str) -> str:
        """The sum of `runs` or `used` over all checks of some claims."""
        return "(no results)" if self.folder is None else number(sum(self.checks(claim)[column].sum() for claim in claims))

    def percent(self, claim: str) -> str:
        """A measured share in percent."""
        return "(no results)" if self.folder is None else f"{span(100 * self.checks(claim)['measured'])} %"

    def evidence(self, *claims: str) -> str:
        """A table of some claims: the statement, what was predicted and measured, and the verdict."""
        if self.folder is None:
            return f"(no results for {', '.join(f'`{claim}`' for claim in claims)})"
        lines = ["| claim | verdict | measured | predicted | tolerance | runs |", "|---|---|---|---|---|---|"]
        for claim in claims:
            rows = self.checks(claim)
            said = f"{plain(rows['statement'].iloc[0])} (`{claim}`: {plain(rows['quantity'].fillna('no run can decide it').iloc[0])})"
            runs, used = (number(rows[column].sum()) for column in ("runs", "used"))
            counted = runs if runs == used else f"{used} of {runs}"
            predicted = RELATIONS.get(rows["relation"].iloc[0], "") + span(rows["predicted"])
            cells = [said, f"**{of_claim(rows['verdict'])}**", span(rows["measured"]), predicted, span(rows["tolerance"]), counted]
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines)

    def verdicts(self, *papers: str) -> str:
        """A table of how many claims of each paper and kind came out how."""
        if self.folder is None:
            return ""
        lines = [f"| | kind | {' | '.join(VERDICTS)} |", "|---|---|" + "---|" * len(VERDICTS)]
        for paper in papers:
            known = self.claims[self.claims["paper"] == paper].groupby("claim")
            counts = Counter((rows["kind"].iloc[0], of_claim(rows["verdict"])) for _, rows in known)
            lines += [f"| {paper} | {kind} | {' | '.join(str(counts[kind, verdict]) for verdict in VERDICTS)} |" for kind in KINDS]
        return "\n".join(lines)

    def everything(self, paper: str) -> str:
        """The table of all claims of a paper."""
        return "" if self.folder is None else self.evidence(*self.claims.loc[self.claims["paper"] == paper, "claim"].unique())

    def figure(self, name: str) -> str:
        """A figure, <paper>/<figure>, with its caption."""
        picture = self.folder and self.folder / f"figures/{name}.png"
        if not picture or not picture.is_file():
            return f"(The figure `{name}` has not been drawn: `snakemake {name.replace('/', '_')}` draws it.)"
        caption = plain(self.captions[name])
        place = os.path.relpath(picture, self.pages)
        return f":::{{figure}} /{place}\n:alt: {name}\n\n`snakemake {name.replace('/', '_')}` · {caption}\n:::"

    def metrics(self, experiment: str) -> pd.DataFrame:
        """The table of metrics of an experiment; empty where there is none."""
        file = self.folder and self.folder / f"metrics/{experiment}.csv"
        return pd.read_csv(file) if file and file.is_file() else pd.DataFrame()

    def rows(self, *experiments: str) -> str:
        """How many runs some experiments have."""
        return number(sum(len(self.metrics(experiment)) for experiment in experiments))

    def stages(self) -> str:
        """A table of the jobs of each stage and the seconds that they took, from the logs of the build."""
        if self.folder is None:
            return "(no results)"
        lines = ["| stage | jobs | seconds | slowest job, s |", "|---|---|---|---|"]
        for stage in STAGES:
            spent = [FINISHED.findall(log.read_text()) for log in sorted(self.folder.glob(f"logs/{stage}/**/*.log"))]
            seconds = [float(times[-1]) for times in spent if times]
            lines.append(f"| {stage} | {len(seconds):,} | {sum(seconds):,.0f} | {max(seconds, default=0):,.1f} |")
        return "\n".join(lines)


def costs(table: Path, config: dict) -> str:
    """A table of what shards of each paper cost. table: expected/costs.csv. config: that of config.yaml."""
    measured = pd.read_csv(table).set_index("experiment")
    papers = measured.index.map(lambda name: config["experiments"].get(name, {}).get("paper", "-"))
    lines = ["| paper | experiments | slowest experiment | its shard, s | most memory, MB |", "|---|---|---|---|---|"]
    for paper, rows in measured.groupby(papers, sort=False):
        slowest = rows["seconds"].idxmax()
        lines.append(f"| {paper} | {len(rows)} | `{slowest}` | {rows['seconds'].max():g} | {rows['megabytes'].max():g} |")
    return "\n".join(lines)
