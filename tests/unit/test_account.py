"""The report of a call on its jobs: the failed ones, with equal failures grouped, and the time that each stage took."""

import os
from datetime import datetime

import pytest

from scripts.account import INCOMPLETE, LONGEST, MOST_KINDS, SILENT, Job, failures, times

BEGAN = datetime(2026, 1, 2, 3, 4, 5).timestamp()
MISTAKE = "KeyError: 'eta' (scripts/train/mine.py:7, in train: cell.eta); the whole traceback is in "


@pytest.fixture
def logged(tmp_path):
    """Makes a job with a log from lines (seconds after the call began, level, text)."""

    def make(name, *lines, stage="train", experiment="study", at=1.0):
        log = tmp_path / f"{stage} {name}.log"
        if lines:
            stamps = (datetime.fromtimestamp(BEGAN + seconds).strftime("%Y-%m-%d %H:%M:%S,%f")[:-3] for seconds, *_ in lines)
            log.write_text("".join(f"{stamp} {level} {text}\n" for stamp, (_, level, text) in zip(stamps, lines, strict=True)))
            os.utime(log, (BEGAN + at, BEGAN + at))
        return Job(stage, f"{stage} {name}", str(log), experiment)

    return make


def finished(logged, name, seconds, ended, **more):
    return logged(name, (ended, "INFO", f"{name}: finished in {seconds:.2f} s"), **more)


def alone(*jobs):
    return [[job] for job in jobs]


def test_a_failed_job_is_its_name_its_line_and_its_log(logged):
    job = logged("a", (0, "INFO", "parameters {}"), (1, "WARNING", "run 2 of 3"), (2, "ERROR", "seeds.csv is damaged: delete it"))
    assert failures(alone(job), BEGAN).splitlines() == [
        "1 job failed:",
        "",
        "train a",
        "    seeds.csv is damaged: delete it",
        f"    log: {job.log}",
    ]


def test_a_list_of_what_is_wrong_is_told_whole(logged):
    job = logged("a", (0, "ERROR", "2 are not as expected:\n  one: 1\n  two: 2"), (1, "INFO", "the end"))
    told = ["    2 are not as expected:", "      one: 1", "      two: 2", f"    log: {job.log}"]
    assert failures(alone(job), BEGAN).splitlines()[3:] == told


def test_fifty_jobs_that_fail_alike_are_told_once(logged):
    jobs = [logged(f"{number:02}", (0, "ERROR", f"{MISTAKE}{logged(f'{number:02}').log}")) for number in range(50)]
    said = failures(alone(*jobs), BEGAN)
    assert said.count("KeyError") == 1
    assert "train 00, and 49 more like it" in said
    assert said.endswith(f"{MISTAKE}its log\n    log: {jobs[0].log}")


def test_the_most_frequent_way_to_fail_stands_last_and_not_all_of_many_are_shown(logged):
    rare = [logged(f"rare {number}", (0, "ERROR", f"mistake {number}")) for number in range(MOST_KINDS + 3)]
    said = failures(alone(*rare, *(logged(f"often {number}", (0, "ERROR", "the same")) for number in range(2))), BEGAN)
    assert said.startswith(f"{MOST_KINDS + 5} jobs failed:")
    assert f"in {MOST_KINDS + 4} ways, of which {MOST_KINDS} are shown" in said
    assert said.count("log: ") == MOST_KINDS
    assert "the same" in said.splitlines()[-2]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [((), SILENT), (((0, "INFO", "parameters {}"),), SILENT), (((0, "INFO", "a: finished in 0.10 s"),), INCOMPLETE)],
    ids=["no log", "a killed job", "a file that is missing"],
)
def test_a_job_without_an_error_is_not_passed_over(logged, lines, reason):
    assert reason in failures(alone(logged("a", *lines)), BEGAN)


def test_the_log_of_an_earlier_call_is_not_this_ones(logged):
    said = failures(alone(logged("a", (0, "ERROR", "long ago"), at=-60)), BEGAN)
    assert "long ago" not in said
    assert SILENT in said


def test_of_a_group_those_are_told_that_failed(logged):
    group = [
        finished(logged, "well", 1.0, 1),
        logged("wrong", (0, "ERROR", "no such file")),
        logged("waiting"),
        logged("cut off", (0, "INFO", "parameters {}")),
    ]
    said = failures([group], BEGAN)
    assert said.startswith("1 job failed:")
    assert "train wrong" in said


def test_of_a_group_without_a_word_those_are_told_that_were_at_work(logged):
    group = [finished(logged, "well", 1.0, 1), logged("cut off", (0, "INFO", "parameters {}")), logged("waiting")]
    assert "train cut off" in failures([group], BEGAN)
    assert "1 job failed" in failures([[logged("waiting"), logged("waiting too")]], BEGAN)


def test_where_the_time_went_is_a_line_a_stage_and_one_of_each_long_experiment(logged):
    jobs = [
        finished(logged, "a", 2.0, 2.0, stage="metrics", experiment="long"),
        finished(logged, "b", 4.0, 8.0, experiment="long"),
        finished(logged, "c", 4.0, 10.0, experiment="short"),
        finished(logged, "page", 0.0, 10.0, stage="claims_page", experiment=None),
    ]
    assert [line.split() for line in times(jobs, BEGAN).splitlines()] == [
        ["10.0", "s,", "of", "which", "jobs", "seconds", "at", "work"],
        ["metrics", "1", "2.0", "20%"],
        ["train", "2", "8.0", "60%"],
        ["claims_page", "1", "0.0", "0%"],
        ["longest", "experiments"],
        ["long", "2", "6.0", "60%"],
        ["short", "1", "4.0", "40%"],
    ]


def test_only_the_longest_experiments_are_named(logged):
    jobs = [finished(logged, f"{number}", number, 100.0, experiment=f"study_{number}") for number in range(1, LONGEST + 4)]
    named = [line.split()[0] for line in times(jobs, BEGAN).splitlines() if line.startswith("  ")]
    assert named == [f"study_{number}" for number in range(LONGEST + 3, 3, -1)]


def test_where_no_job_ran_nothing_is_said(logged):
    assert times([], BEGAN) is None
    assert times([logged("not run"), finished(logged, "earlier", 1.0, -50.0, at=-50)], BEGAN) is None


def test_jobs_of_no_experiment_alone_have_a_table(logged):
    assert "provenance" in times([finished(logged, "a", 1.0, 1.0, stage="provenance", experiment=None)], BEGAN)
