"""Plant each fault of the table in a separate copy, and write docs/mutants.md: `python -m tests.mutants [--cores 2] [names of faults]`."""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.mutants import checkout, faults, page
from tests.mutants.outcome import Outcome, judged

KEPT = checkout.SOURCE / "build/mutants/outcomes.json"
PAGE = checkout.SOURCE / "docs/mutants.md"


def main() -> int:
    """Plant faults and write the page. Returns 1 if nothing detected a fault and the table does not say why, otherwise 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="faults, all without any")
    parser.add_argument("--cores", type=int, default=1, help="faults at once")
    given, table = parser.parse_args(), faults.read()
    for name in given.names:
        if name not in table:
            parser.error(f"{name}: there is no such fault")
    chosen = [table[name] for name in given.names or table]
    base = checkout.base(given.cores)
    outcomes = {}
    if given.names and KEPT.exists():
        outcomes = {entry["name"]: Outcome(**entry) for entry in json.loads(KEPT.read_text())}
    with ThreadPoolExecutor(given.cores) as pool:
        for outcome in pool.map(lambda fault: judged(fault, base), chosen):
            outcomes[outcome.name] = outcome
            print(page.line(table[outcome.name], outcome), flush=True)
            KEPT.write_text(json.dumps([kept.kept() for kept in outcomes.values()], indent=1))
            PAGE.write_text(page.page(table, outcomes))
    survivors = [fault.name for fault in chosen if not outcomes[fault.name].seen and not fault.equivalent]
    if survivors:
        print(f"seen by nothing, and not explained: {', '.join(survivors)}", file=sys.stderr)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
