"""What a call prints about its jobs at its end: which failed and why, and where the time went. It reads the jobs' logs."""

import math
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

LONGEST = 5
"""The number of experiments that are named, the slowest first."""
MOST_KINDS = 10
"""The number of different failures that are shown."""
FINISHED = re.compile(r"^(\S+ \S+) INFO .*: finished in ([0-9.]+) s$", re.MULTILINE)
ERROR = re.compile(r"^\S+ \S+ ERROR (.*(?:\n  .*)*)$", re.MULTILINE)
"""An error message with the indented lines below it, which list what is wrong."""
SILENT = "it has ended without a word, as jobs do that are killed"
INCOMPLETE = "it has not written all of its files"


class Job(NamedTuple):
    """A job of this call."""

    stage: str
    """The name of the job's rule."""
    name: str
    """A description of the job for a person."""
    log: str
    experiment: str | None = None


def written(job: Job, since: float) -> str:
    """The text of a job's log, or an empty text if the log is older than `since`, in seconds since 1970, and so of an earlier call."""
    try:
        return Path(job.log).read_text(errors="replace") if Path(job.log).stat().st_mtime >= since else ""
    except OSError:
        return ""


def why(said: str) -> str:
    """The reason why a job failed: one line, or one line above a list. said: the text of its log."""
    errors = ERROR.findall(said)
    return errors[-1] if errors else INCOMPLETE if FINISHED.search(said) else SILENT


def culprits(group: list[Job], since: float) -> list[Job]:
    """The jobs of a group that made it fail: those with an error in their log, or those that were running when it ended. If no job had
    started, the first.
    """
    begun = [job for job in group if (said := written(job, since)) and not FINISHED.search(said)]
    return [job for job in begun if ERROR.search(written(job, since))] or begun or group[:1]


def failures(groups: list[list[Job]], since: float) -> str:
    """The failed jobs, described for a person. Jobs that failed in the same way are described together, the most frequent way last. groups:
    jobs that were submitted together, mostly one alone. since: the start of the call, in seconds since 1970.
    """
    alike, jobs = defaultdict(list), sorted(job for group in groups for job in culprits(group, since))
    for job in jobs:
        alike[job.stage, why(written(job, since)).replace(job.log, "its log")].append(job)
    kinds = sorted(alike.items(), key=lambda kind: len(kind[1]))
    lines = [f"{len(jobs)} job{'s' * (len(jobs) > 1)} failed:"]
    if len(kinds) > MOST_KINDS:
        lines.append(f"(in {len(kinds)} ways, of which {MOST_KINDS} are shown)")
    for (_, reason), (first, *others) in kinds[-MOST_KINDS:]:
        lines += ["", f"{first.name}{f', and {len(others)} more like it' if others else ''}"]
        lines += [f"    {line}" for line in [*reason.splitlines(), f"log: {first.log}"]]
    return "\n".join(lines)


def at_work(job: Job, since: float) -> tuple[float, float] | None:
    """The times at which a job started and finished its work, in seconds since 1970, or None if it did not finish."""
    found = FINISHED.search(written(job, since))
    if not found:
        return None
    ended = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S,%f").timestamp()
    return ended - float(found[2]), ended


def covered(spans: list[tuple[float, float]]) -> float:
    """The number of seconds that at least one of the time spans covers."""
    total, reached = 0.0, -math.inf
    for begun, ended in sorted(spans):
        total += max(0.0, ended - max(begun, reached))
        reached = max(reached, ended)
    return total


def times(jobs: list[Job], since: float) -> str | None:
    """A table of where the jobs' time went: one line per stage, and one line per experiment for the slowest. None if no job ran."""
    stages, experiments = defaultdict(list), defaultdict(list)
    for job in jobs:
        if span := at_work(job, since):
            stages[job.stage].append(span)
            if job.experiment:
                experiments[job.experiment].append(span)
    if not stages:
        return None
    stages = dict(sorted(stages.items(), key=lambda stage: min(stage[1])))
    spans = [span for stage in stages.values() for span in stage]
    whole = max(max(ended for _, ended in spans) - min(begun for begun, _ in spans), 1e-3)

    longest = sorted(experiments, key=lambda name: sum(begun - ended for begun, ended in experiments[name]))[:LONGEST]
    width = max([24, *(len(name) + 4 for name in longest)])

    def line(name, spans):
        return f"{name:<{width}}{len(spans):>6}{sum(ended - begun for begun, ended in spans):>10.1f}{covered(spans) / whole:>10.0%}"

    head = f"{f'{whole:.1f} s, of which':<{width}}{'jobs':>6}{'seconds':>10}{'at work':>10}"
    lines = [head, *(line(stage, spans) for stage, spans in stages.items())]
    return "\n".join([*lines, *(["longest experiments"] if longest else []), *(line(f"  {name}", experiments[name]) for name in longest)])
