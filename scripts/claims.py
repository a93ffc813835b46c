"""The rows of all claims in one table, in the order of predictions/."""

from scripts.job import arguments, job, whole
from scripts.long_arguments import take
from scripts.verdicts import read, undecided, write


def main():
    """Read all claims, as `checkable.planned` gives them, and the rows of each that was checked. Write claims.csv."""
    given = arguments(claims=None, folder=None, output=None)
    with job("claims", given.log), whole(given.output) as part:
        rows = []
        for name, claim in take(given.claims).items():
            rows += undecided(claim) or read(f"{given.folder}/{name}.csv")
        write(part, rows)


if __name__ == "__main__":
    main()
