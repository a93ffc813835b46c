"""docs/mutants.md: every planted fault, and what detects it."""

from tests.mutants.faults import Fault
from tests.mutants.outcome import Outcome

HEAD = """# Planted faults
What sees a fault in this project? `make mutants` plants those of `tests/mutants/table.yaml`, one at a time, in a copy of the checkout
with a built quick suite. Snakemake rebuilds what the fault touches, and these look at it:

- V: so many claims have another verdict than without the fault;
- N: so many claims have another measured number, end of an interval or count of runs, or tables of metrics another byte;
- U: a unit test fails, the first is named;
- B: the build stops with a message.

The table names the experiments that are built and the unit tests that are run: `-` says that those do not see the fault, `.` that
none is named. V and N are at quick size, of a few runs a cell. No tool for mutations serves here (mutmut, cosmic-ray): these plant
thousands of faults of syntax and ask pytest alone, while the question here is whether the workflow's verdicts and numbers see a fault
of mathematics too. A fault whose text is no longer in its file, exactly once, fails a unit test.
"""


def _cell(fault: Fault, outcome: Outcome) -> list[str]:
    """The entries of a fault in columns V, N, U and B."""
    built = "-" if fault.studies else "."
    tested = "-" if fault.tests else "."
    verdicts, numbers = ((str(len(found)) if found else built) for found in (outcome.verdicts, outcome.numbers))
    return [
        verdicts,
        numbers,
        f"`{outcome.tests.partition('[')[0]}`" if outcome.tests else tested,
        outcome.build.replace("|", "/") or built,
    ]


def line(fault: Fault, outcome: Outcome) -> str:
    """The line that is printed about a fault during the run."""
    verdicts, numbers, tests, build = _cell(fault, outcome)
    return f"{'seen    ' if outcome.seen else 'SURVIVES'} {fault.name}: V {verdicts}, N {numbers}, U {tests}, B {build}"


def page(faults: dict[str, Fault], outcomes: dict[str, Outcome]) -> str:
    """The whole page. A fault without an outcome was not run."""
    run = [(fault, outcomes[name]) for name, fault in faults.items() if name in outcomes]
    seen = [outcome for _, outcome in run if outcome.seen]
    by = {
        "a verdict": sum(bool(outcome.verdicts) for outcome in seen),
        "a number": sum(bool(outcome.numbers) for outcome in seen),
        "a unit test": sum(bool(outcome.tests) for outcome in seen),
        "a build that stops": sum(bool(outcome.build) for outcome in seen),
    }
    counts = ", ".join(f"{count} by {what}" for what, count in by.items())
    survivors = [fault for fault, outcome in run if not outcome.seen]
    said = [HEAD, f"Of {len(run)} faults {len(seen)} are seen: {counts}. {len(survivors)} are seen by nothing.", ""]
    said += [f"- `{fault.name}` survives: {fault.equivalent or 'not explained'}" for fault in survivors]
    missing = [f"`{name}`" for name in faults if name not in outcomes]
    said += [f"\nNot run: {', '.join(missing)}."] if missing else []
    said += ["", "| fault | in | what is wrong | V | N | U | B |", "|---|---|---|---|---|---|---|"]
    for fault, outcome in run:
        said.append(f"| {fault.name} | `{fault.file}` | {fault.breaks} | {' | '.join(_cell(fault, outcome))} |")
    return "\n".join(said) + "\n"
