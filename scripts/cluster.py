"""A check of a Slurm cluster before a thousand jobs are submitted to it."""

import shutil
import subprocess


class ClusterError(ValueError):
    """The reason why jobs cannot be submitted. The message needs no traceback."""


def check(partitions: set[str]):
    """Raise ClusterError if no Slurm answers, or if it has none of the partitions."""
    if not (shutil.which("sbatch") and shutil.which("sinfo")):
        raise ClusterError("executor = slurm: there is no sbatch on the path; start this on the cluster, or use another profile")
    try:
        answer = subprocess.run(["sinfo", "--noheader", "--format=%R"], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        raise ClusterError("executor = slurm: sinfo has not answered for a minute; is the cluster down?") from None
    if answer.returncode:
        raise ClusterError(f"executor = slurm: sinfo says {answer.stderr.strip().splitlines()[-1].removeprefix('sinfo: ')}")
    there = sorted(set(answer.stdout.split()))
    for partition in sorted(partitions - set(there)):
        raise ClusterError(f"slurm_partition = {partition}: the cluster has no such partition; allowed: {', '.join(there)}")
