"""The claims as a page to read: report/claims.html filled with the rows of claims.csv."""

from itertools import groupby
from pathlib import Path

import jinja2
import pandas as pd

from scripts.job import arguments, job, whole


def main():
    given = arguments(claims=None, template=None, output=None)
    with job("claims page", given.log), whole(given.output) as part:
        table = pd.read_csv(given.claims, keep_default_na=False, na_values=[""])
        rows = table.to_dict("records")
        claims = [list(checks) for _, checks in groupby(rows, key=lambda row: row["claim"])]
        template = jinja2.Template(Path(given.template).read_text(), undefined=jinja2.StrictUndefined, autoescape=True)
        part.write_text(template.render(rows=rows, claims=claims, verdicts=table["verdict"].value_counts().to_dict()))


if __name__ == "__main__":
    main()
