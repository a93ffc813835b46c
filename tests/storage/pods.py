"""A stand-in for Kubernetes. It answers the few API requests that the executor sends, and starts a process in an empty folder per pod.

It is not a cluster: nothing is isolated, scheduled or limited. Instead of an image, pods use this machine with its Python.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml


class Pods(ThreadingHTTPServer):
    """The API on a free port. asked: the jobs that it has received, as the executor wrote them."""

    daemon_threads = True

    def __init__(self, root: Path, path: str):
        super().__init__(("127.0.0.1", 0), Request)
        self.root, self.path, self.secrets, self.processes, self.asked = root, path, {}, {}, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def configuration(self) -> Path:
        """A file for KUBECONFIG."""
        content = {
            "current-context": "here",
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
            "clusters": [{"name": "here", "cluster": {"server": f"http://127.0.0.1:{self.server_port}"}}],
            "users": [{"name": "me", "user": {}}],
        }
        file = self.root / "kubeconfig.yaml"
        file.write_text(yaml.safe_dump(content))
        return file

    def run(self, job: dict):
        """Start a job's command in an empty folder, with its secrets and most of this environment, such as OPENBLAS_CORETYPE."""
        self.asked.append(job)
        (container,) = job["spec"]["template"]["spec"]["containers"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SNAKEMAKE", "KUBECONFIG"))}
        environment |= {"PATH": self.path, "HOME": str(self.root)}
        for entry in container["env"]:
            secret = entry["valueFrom"]["secretKeyRef"]
            environment[entry["name"]] = base64.b64decode(self.secrets[secret["name"]][secret["key"]]).decode()
        name = job["metadata"]["name"]
        folder = self.root / name
        folder.mkdir()
        with open(self.root / f"{name}.log", "w") as log:
            command = [*container["command"], *container["args"]]
            self.processes[name] = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

    def status(self, name: str) -> dict:
        """The status of a job."""
        status = self.processes[name].poll()
        return {"active": 1} if status is None else {"failed": 1} if status else {"succeeded": 1}

    def forget(self, name: str):
        """End a job and remove its folder."""
        self.processes[name].kill()
        self.processes[name].wait()
        shutil.rmtree(self.root / name, ignore_errors=True)

    def end(self):
        """End all jobs and the API."""
        for name in self.processes:
            self.forget(name)
        self.shutdown()
        self.server_close()


class Request(BaseHTTPRequestHandler):
    """Answers a request of the executor."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/secrets"):
            self.server.secrets[body["metadata"]["name"]] = body["data"]
        else:
            self.server.run(body)
        self.answer(body)

    def do_GET(self):
        found = re.search(r"/jobs/([^/?]+)/status", self.path)
        self.answer({"metadata": {"name": found[1]}, "status": self.server.status(found[1])} if found else {"items": []})

    def do_DELETE(self):
        if found := re.search(r"/jobs/([^/?]+)", self.path):
            self.server.forget(found[1])
        self.answer({})

    def answer(self, content: dict):
        """Send a JSON object."""
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""
