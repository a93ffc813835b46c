"""Claims: the rows of all of them in one table, in the order of predictions/."""

from scripts.handed import take
from scripts.job import arguments, job, whole
from scripts.predictions import read_all
from scripts.verdicts import read, undecided, write


def main():
    """Read the predictions and the rows of every claim that was checked; write claims.csv. --not-run: a file of claim -> why it was not."""
    given = arguments(predictions={"nargs": "+", "required": True}, **{"not-run": None}, folder=None, output=None)
    with job("claims", given.log), whole(given.output) as part:
        reasons, rows = take(given.not_run), []
        for name, claim in read_all(given.predictions).items():
            rows += undecided(claim | ({"not_run": reasons[name]} if name in reasons else {})) or read(f"{given.folder}/{name}.csv")
        write(part, rows)


if __name__ == "__main__":
    main()
