"""Snakemake's lints except one: here software comes from the pinned requirements, not from a conda environment or container per rule."""

import subprocess
import sys

ACCEPTED = "Specify a conda environment or container for each rule."
CLEAN = "Congratulations, your workflow is in a good condition!"


def main():
    """Fail with Snakemake's lints, except the accepted one, if there are any."""
    done = subprocess.run(["snakemake", "--lint"], capture_output=True, text=True)
    report = done.stdout + done.stderr
    lints = [line.strip() for line in report.splitlines() if line.startswith("    * ")]
    left = [lint for lint in lints if ACCEPTED not in lint]
    if left or not (lints or CLEAN in report):
        sys.exit("\n".join(left) or report)


if __name__ == "__main__":
    main()
