# What a call does with the machine that it runs on: forks of one process, the limit of jobs, the lock of a killed call, the cluster.
import atexit
import time

from snakemake.logging import logger

from scripts import account, cluster
from scripts.fork import server

if workflow.is_main_process and IS_MAIN:
    ALIVE = invocation.forget_the_killed()


def networks_are_trained():
    """Whether networks of one's own are among the jobs of this call, which need further libraries."""
    return any(job.rule.name == "train" and "located" in EXPERIMENTS[job.wildcards.experiment] for job in workflow.dag.needrun_jobs())


def fork_jobs(of_networks=False):
    """Have the jobs of this process be forks of one that has the libraries loaded (see scripts/fork)."""
    if command := server.launch(server.OF_NETWORKS if of_networks else ()):
        strict = "set -euo pipefail; " if shell.get_executable().endswith("bash") else ""  # as Snakemake has it without a prefix
        shell.prefix(strict + command.replace("{", "{{").replace("}", "}}"))


def no_rate_is_given():
    """Whether jobs are limited by Snakemake's own --max-jobs-per-timespan alone, 100/1s. One machine starts fewer, and the limit costs more
    than it spares: Snakemake is woken a second after each time that it has looked for jobs.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    return limit is not None and (limit.max_jobs, limit.timespan) == (100, 1)


def refuse_absent_cluster():
    """Stop before any job where Slurm or a partition that jobs are to go to is not there."""
    partitions = {job.resources.get("slurm_partition") for job in workflow.dag.needrun_jobs()} - {None}
    try:
        cluster.check(partitions)
    except cluster.ClusterError as error:
        raise WorkflowError(str(error))


AT_ONCE = workflow.remote_exec and not any(argument.startswith("--slurm-jobstep-array-execs") for argument in sys.argv)
"""Goals, seeds and what gathers always run where their call is: they take less than sending them. All other jobs do so where this holds: what
was sent to a node runs there, with no further call of Snakemake for every shard of its group. A task of an array has the calls of all its tasks
on its command line, and makes its own.
"""

if AT_ONCE and IS_MAIN and "--local-groupid" in sys.argv:
    fork_jobs()

STARTED = time.time()


def accounted(jobs):
    """Jobs as scripts/account.py takes them; goals have no log and are none."""
    return [
        account.Job(job.rule.name, " ".join((job.message or job.rule.name).split()), str(job.log[0]), job.wildcards.get("experiment"))
        for job in jobs
        if job.log
    ]


def say_where_time_went():
    """A table of the jobs of this call, if there were any."""
    if table := account.times(accounted(workflow.dag.needrun_jobs(exclude_finished=False)), STARTED):
        logger.info(f"\n{table}\n")


def say_what_failed(logs):
    """At the very end, below Snakemake's last words: the jobs that failed, why, and what can be done about it."""
    said = account.failures([accounted(getattr(entry, "jobs", [entry])) for entry in workflow.scheduler.failed], STARTED)
    atexit.register(print, "", said, *filter(None, [invocation.advice(logs)]), sep="\n", file=sys.stderr)
