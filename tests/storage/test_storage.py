"""profiles/kubernetes with stand-ins for the bucket and the cluster: files are in a bucket, and jobs run in pods that share no folder."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pods import Pods
from project import LINEAR_NET, SOURCE, Project

boto3, moto, _ = map(pytest.importorskip, ("boto3", "moto.server", "snakemake_executor_plugin_kubernetes"))
PROFILE = yaml.safe_load((SOURCE / "profiles/kubernetes/config.yaml").read_text())
EXECUTOR = ("executor", "container-image", "kubernetes-namespace", "jobs")
KEY = "testing"
SAME = ("seeds/", "runs/", "metrics/", "figures/", "claims")
"""Beginnings of the names of files that do not depend on where they were made, except the records of runs."""


@pytest.fixture(scope="module")
def bucket():
    """A server with an empty bucket that has the name in the profile. Yields its address and a client."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SNAKEMAKE_STORAGE_S3_ACCESS_KEY", KEY)
        patch.setenv("SNAKEMAKE_STORAGE_S3_SECRET_KEY", KEY)
        patch.setenv("NUMBA_CACHE_DIR", os.environ.get("NUMBA_CACHE_DIR", str(SOURCE / "descent/__pycache__")))
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=KEY)
        client.create_bucket(Bucket="my-bucket")
        yield address, client
    server.stop()


@pytest.fixture(scope="module")
def local(tmp_path_factory, bucket):
    """The small project, built on this machine."""
    project = unbuilt(tmp_path_factory.mktemp("local") / "project")
    project.build()
    return project


def unbuilt(root: Path) -> Project:
    """The small project without results, with one more experiment. That one uses a GPU if there is one."""
    project = Project.fresh(root)
    nets = LINEAR_NET | {"seeds": 1, "grid": {"network": ["full"]}, "fixed": LINEAR_NET["fixed"] | {"device": "auto"}}
    project.change(experiments__nets=nets)
    return project


def with_profile(project: Project, address: str, name: str, **settings) -> tuple[str, str]:
    """Write a project's profile for a server and a folder of the bucket. Settings of None are left out. Returns options of snakemake."""
    changed = {"storage-s3-endpoint-url": address, "default-storage-prefix": f"s3://my-bucket/{name}", "retries": 0} | settings
    content = {key: value for key, value in (PROFILE | changed).items() if value is not None}
    project.write("profiles/bucket/config.yaml", yaml.safe_dump(content))
    return "--workflow-profile", "profiles/bucket"


def stored(client, name: str) -> dict[str, bytes]:
    """The files in a folder of the bucket that must be the same everywhere."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="my-bucket", Prefix=f"{name}/results/")
    files = {entry["Key"].removeprefix(f"{name}/results/"): entry["Key"] for page in pages for entry in page["Contents"]}
    wanted = [file for file in files if file.startswith(SAME) and not (file.startswith("runs/") and file.endswith(".json"))]
    return without_reports({file: client.get_object(Bucket="my-bucket", Key=files[file])["Body"].read() for file in wanted})


def expected(local: Project) -> dict[str, bytes]:
    """The same files of a local build."""
    return without_reports(
        local.files("seeds/**/*", "runs/**/*.parquet", "metrics/*", "figures/**/*", "claims/*", "claims.csv", "claims.html")
    )


def without_reports(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files, with the places of files in a report removed from the page of claims. Those depend on where the page was made."""
    return {name: re.sub(rb'data-zipped="[^"]*"', b"", content) if name == "claims.html" else content for name, content in files.items()}


def test_results_in_a_bucket_are_those_of_a_local_build(bucket, local, tmp_path):
    address, client = bucket
    project = unbuilt(tmp_path / "project")
    profile = with_profile(project, address, "local", **dict.fromkeys(EXECUTOR))
    project.build(*profile)
    assert stored(client, "local") == expected(local)
    assert not (project.root / "results").exists()
    assert project.planned(*profile) == set()
    client.delete_object(Bucket="my-bucket", Key="local/results/metrics/long_way.csv")
    assert "metrics long_way" in project.planned(*profile)


def test_pods_make_what_a_local_build_makes(bucket, local, tmp_path, monkeypatch):
    address, client = bucket
    project = unbuilt(tmp_path / "project")
    for command in (["init", "--quiet"], ["add", "--all"]):  # pods get the files that git knows
        subprocess.run(["git", *command], cwd=project.root, check=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "pip").symlink_to("/bin/true")  # the image has the storage plugin, which every pod asks for
    pods = Pods(tmp_path, f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin")
    monkeypatch.setenv("KUBECONFIG", str(pods.configuration()))
    try:
        profile = with_profile(project, address, "pods", **{"jobs": 2, "seconds-between-status-checks": 1})
        project.build(*profile, "results/figures/escape/times.png", "results/claims/growth.csv", "results/metrics/nets.csv")
    finally:
        pods.end()
    made = stored(client, "pods")
    assert made.items() <= expected(local).items()
    assert {"figures/escape/times.png", "claims/growth.csv", "metrics/nets.csv"} <= made.keys()
    results = [file for file in made if Path(file).match("*.parquet") or Path(file).match("metrics/*.csv") or file.endswith(".png")]
    assert len(pods.asked) == len(results) + len(["claims/growth.csv"])
    for job in pods.asked:
        (container,) = job["spec"]["template"]["spec"]["containers"]
        assert container["image"] == PROFILE["container-image"]
        assert "nvidia.com/gpu" not in container["resources"]["requests"]
