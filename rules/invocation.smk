# What one call of Snakemake does to its machine: forks of one process, the limit of jobs, the lock of a killed call, the cluster.
import atexit
import time

from snakemake.logging import logger

from scripts import account, cluster
from scripts.fork import server

if workflow.is_main_process and IS_MAIN:
    ALIVE = invocation.forget_the_killed()


def networks_are_trained():
    """Whether this call trains users' own networks, which need further libraries."""
    return any(job.rule.name == "train" and "located" in EXPERIMENTS[job.wildcards.experiment] for job in workflow.dag.needrun_jobs())


def fork_jobs(of_networks=False):
    """Start the process whose forks the jobs are: it has the libraries loaded (see scripts/fork)."""
    if command := server.launch(server.OF_NETWORKS if of_networks else ()):
        strict = "set -euo pipefail; " if shell.get_executable().endswith("bash") else ""  # Snakemake's own prefix
        shell.prefix(strict + command.replace("{", "{{").replace("}", "}}"))


def no_rate_is_given():
    """Whether --max-jobs-per-timespan has its default, 100/1s. On one machine this limit only costs time: fewer jobs start per second, and
    Snakemake wakes up one second after each time that it looked for jobs.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    return limit is not None and (limit.max_jobs, limit.timespan) == (100, 1)


def refuse_absent_cluster():
    """Stop before any job if Slurm, or a partition that jobs ask for, does not exist."""
    partitions = {job.resources.get("slurm_partition") for job in workflow.dag.needrun_jobs()} - {None}
    try:
        cluster.check(partitions)
    except cluster.ClusterError as error:
        raise WorkflowError(str(error))


AT_ONCE = workflow.remote_exec and not any(argument.startswith("--slurm-jobstep-array-execs") for argument in sys.argv)
"""Whether all jobs run in the process of their call. On a node this saves a further call of Snakemake for every shard of a group. A task of an
array is the exception: its command line has the calls of all tasks, and it makes its own. Goals, seeds and gathering always run in the process
of their call, since they take less time than submitting them.
"""

if AT_ONCE and IS_MAIN and "--local-groupid" in sys.argv:
    fork_jobs()

STARTED = time.time()


def accounted(jobs):
    """Jobs in the form that scripts/account.py takes. Goals have no log and are left out."""
    return [
        account.Job(job.rule.name, " ".join((job.message or job.rule.name).split()), str(job.log[0]), job.wildcards.get("experiment"))
        for job in jobs
        if job.log
    ]


def say_where_time_went():
    """Print a table of where the time of this call's jobs went, if there were any."""
    if table := account.times(accounted(workflow.dag.needrun_jobs(exclude_finished=False)), STARTED):
        logger.info(f"\n{table}\n")


def say_what_failed(logs):
    """Print at the very end, below Snakemake's own messages: the jobs that failed, the reasons, and advice."""
    said = account.failures([accounted(getattr(entry, "jobs", [entry])) for entry in workflow.scheduler.failed], STARTED)
    atexit.register(print, "", said, *filter(None, [invocation.advice(logs)]), sep="\n", file=sys.stderr)
