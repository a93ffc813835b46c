"""Requests to a cluster cover the measured costs, in proportion to the number of runs. A cluster that cannot take jobs is refused early."""

import json
import sys

import pytest

from scripts import cluster, costs, invocation


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A table of costs that replaces the project's."""
    path = tmp_path / "costs.csv"
    path.write_text("experiment,runs,seconds,megabytes\nslow,10,600,400\n")
    monkeypatch.setattr(costs, "TABLE", path)
    costs.known.cache_clear()
    yield path
    costs.known.cache_clear()


def test_minutes_and_memory_grow_with_the_runs(table):
    assert costs.minutes("slow", 10) == costs.STARTUP_MINUTES + costs.ROOM * 10
    assert costs.minutes("slow", 20) == costs.STARTUP_MINUTES + costs.ROOM * 20
    assert costs.megabytes("slow", 5) == costs.megabytes("slow", 10) == costs.CALL_MEGABYTES + 600
    assert costs.megabytes("slow", 30) == costs.CALL_MEGABYTES + 1800


def test_an_experiment_that_nobody_measured_gets_a_second_a_run(table):
    assert costs.minutes("new", 60) == costs.STARTUP_MINUTES + costs.ROOM


def test_the_table_holds_the_largest_costs_of_an_experiments_shards(tmp_path, monkeypatch):
    for cell, seconds, peak in (("a", 1.234, 300), ("b", 0.5, 350)):
        folder = tmp_path / "results/runs/one" / cell
        folder.mkdir(parents=True)
        (folder / "0-7.json").write_text(json.dumps({"runs": 8, "kernel_seconds": seconds, "peak_megabytes": peak}))
    written = tmp_path / "costs.csv"
    arguments = ["costs", "--results", str(tmp_path / "results"), "--output", str(written), "--log", ""]
    monkeypatch.setattr(sys, "argv", arguments)
    costs.main()
    assert written.read_text() == "experiment,runs,seconds,megabytes\none,8,1.23,350\n"


def fake(folder, name, script):
    """Write a program to a folder on the path."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("sinfo", "said"),
    [
        (None, "there is no sbatch on the path"),
        ("echo sinfo: error: connection refused >&2; exit 1", "sinfo says error: connection refused"),
        ("echo small; echo large", "slurm_partition = huge: the cluster has no such partition; allowed: large, small"),
    ],
    ids=["no Slurm", "no answer", "no partition"],
)
def test_a_cluster_that_cannot_take_jobs_is_told_in_one_line(tmp_path, monkeypatch, sinfo, said):
    monkeypatch.setenv("PATH", str(tmp_path))
    if sinfo:
        fake(tmp_path, "sinfo", sinfo)
        fake(tmp_path, "sbatch", "")
    with pytest.raises(cluster.ClusterError, match=said) as caught:
        cluster.check({"small", "huge"})
    assert "\n" not in str(caught.value)


def test_a_cluster_that_has_what_is_asked_for_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    fake(tmp_path, "sinfo", "echo small")
    fake(tmp_path, "sbatch", "")
    cluster.check({"small"})


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("slurmstepd: error: *** JOB 7 CANCELLED AT 12:00 DUE TO TIME LIMIT ***", "ran out of time"),
        ("slurmstepd: error: Exceeded job memory limit", "ran out of memory"),
        ("slurmstepd: error: Detected 1 oom_kill event in StepId=3.batch", "ran out of memory"),
        ("SLURM status is: 'OUT_OF_MEMORY'", "ran out of memory"),
        ("died with <Signals.SIGKILL: 9>", "--cores 1"),
    ],
)
def test_logs_lead_to_advice(tmp_path, said, advice):
    log = tmp_path / "log"
    log.write_text(f"...\n{said}\n")
    assert advice in invocation.advice([str(log)])
    log.write_text("a mistake\n")
    assert invocation.advice([str(log)]) is None
