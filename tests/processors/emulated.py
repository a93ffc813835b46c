"""Another processor: an aarch64 that QEMU emulates, with Debian's Python and the pinned wheels for it. Everything lies below one folder.

Nothing is installed on this machine, and no root is needed: apt and pip download into the folder, and QEMU runs the programs there.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
DEBIAN = ("python3", "libstdc++6")
NOT_OF_JOBS = ("torch", "snakemake", "docutils", "gitpython", "pygments")
"""Requirements that no job on the emulated processor needs."""
OF_TESTS = ("pytest", "hypothesis")
PLATFORMS = ("manylinux2014_aarch64", "manylinux_2_27_aarch64", "manylinux_2_28_aarch64")
WAIT = 300
"""Seconds in which the emulated process must load its libraries."""
PROGRAM = """#!/bin/sh
# Python's jobs as forks of the emulated process {name}; one that it does not take fails.
[ -z "$EMULATED" ] || exit 70
EMULATED=1 exec {python} -S {fork} {name} python "$@"
"""


class Missing(Exception):
    """Raised if this machine lacks something that the emulation needs."""


def call(*command, **options):
    """Run a command. Raises Missing if the program does not exist or fails, for example without a network."""
    try:
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)
    except FileNotFoundError:
        raise Missing(f"there is no {command[0]}") from None
    except subprocess.CalledProcessError as error:
        last = [line for line in error.stderr.splitlines() if line.strip()][-1:] or [""]
        raise Missing(f"{command[0]} failed: {last[0]}") from None


def pinned() -> list[str]:
    """The requirements of jobs, from requirements.txt, and of their tests, from requirements-dev.txt."""
    lines = {file: (SOURCE / file).read_text().splitlines() for file in ("requirements.txt", "requirements-dev.txt")}
    jobs = [line for line in lines["requirements.txt"] if "==" in line and line.partition("==")[0] not in NOT_OF_JOBS]
    return jobs + [line for line in lines["requirements-dev.txt"] if line.partition("==")[0] in OF_TESTS]


class Processor:
    """The emulated processor in a folder. It is set up if necessary. Raises Missing if that is not possible."""

    def __init__(self, folder: Path):
        self.folder, self.root, self.packages, self.qemu = folder, folder / "root", folder / "packages", folder / "qemu-aarch64"
        made_of = repr((DEBIAN, PLATFORMS, pinned(), (SOURCE / "constraints.txt").read_text()))
        ready = folder / "ready"
        if not ready.exists() or ready.read_text() != made_of:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self._emulator()
            self._python()
            self._wheels()
            ready.write_text(made_of)

    def _emulator(self):
        """Install QEMU in the folder, from the package for this machine's processor."""
        here = self.folder / "qemu"
        here.mkdir()
        call("apt-get", "update", "-qq", *self._apt("amd64"))
        call("apt-get", "download", "-qq", *self._apt("amd64"), "qemu-user-static", cwd=here)
        (package,) = here.glob("*.deb")
        call("dpkg-deb", "-x", package, here)
        shutil.move(here / "usr/bin/qemu-aarch64-static", self.qemu)
        shutil.rmtree(here)

    def _apt(self, architecture: str) -> list[str]:
        """Options that keep apt's files in our folder, for a machine of this architecture with nothing installed."""
        state = self.folder / "apt" / architecture
        for part in ("lists/partial", "archives/partial"):
            (state / part).mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        places = {"Dir::State::lists": "lists", "Dir::State::status": "status", "Dir::Cache::archives": "archives"}
        settings = {name: state / part for name, part in places.items()} | {"Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": ""}
        settings |= {"APT::Architecture": architecture, "APT::Architectures": architecture, "APT::Install-Recommends": "false"}
        settings |= {"APT::Sandbox::User": "", "Debug::NoLocking": "true"}
        return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]

    def _python(self):
        """Unpack Debian's Python for aarch64 with the libraries that it needs."""
        options = self._apt("arm64")
        call("apt-get", "update", "-qq", *options)
        call("apt-get", "install", "-qq", "--yes", "--download-only", *options, *DEBIAN)
        for package in (self.folder / "apt/arm64/archives").glob("*.deb"):
            call("dpkg-deb", "-x", package, self.root)
        shutil.rmtree(self.folder / "apt")

    def _wheels(self):
        """Install the pinned wheels for aarch64 in the folder."""
        requirements = self.folder / "requirements.txt"
        requirements.write_text("\n".join(pinned()))
        version = self.interpreter.name.removeprefix("python")
        options = ["--target", self.packages, "--python-version", version, "--implementation", "cp", "--only-binary", ":all:", "--quiet"]
        options += [part for platform in PLATFORMS for part in ("--platform", platform)]
        call(sys.executable, "-m", "pip", "install", *options, "-r", requirements, "-c", SOURCE / "constraints.txt")

    @property
    def interpreter(self) -> Path:
        """Its Python: python3.11 of Debian 12."""
        return next(path for path in sorted((self.root / "usr/bin").glob("python3.*")) if path.name[8:].isdigit())

    @property
    def settings(self) -> dict[str, str]:
        """The environment of its programs."""
        path = os.pathsep.join(map(str, (SOURCE, self.packages)))
        return os.environ | {"PYTHONPATH": path, "NUMBA_CACHE_DIR": str(self.folder / "kernels"), "OMP_NUM_THREADS": "1"}

    def command(self, *arguments: str) -> list[str]:
        """The command that runs its Python."""
        return [str(self.qemu), "-L", str(self.root), str(self.interpreter), *arguments]

    def run(self, *arguments: str) -> str:
        """The output of a call of its Python, which must succeed."""
        done = subprocess.run(self.command(*arguments), cwd=SOURCE, env=self.settings, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def workflow(self):
        """A command that starts the workflow here. Its jobs are forks of one emulated process that has the libraries loaded.

        Jobs start `python`, which is found in the same folder as the Python of the workflow.
        """
        name, environment = f"emulated-{secrets.token_hex(16)}", self.folder / "workflow"
        venv.create(environment, symlinks=True, clear=True)
        (packages,) = environment.glob("lib/python*/site-packages")
        (packages / "here.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
        python, own = environment / "bin/python", environment / f"bin/python3.{sys.version_info.minor}"
        for link in environment.glob("bin/python*"):
            link.unlink()
        own.symlink_to(os.path.realpath(sys.executable))
        python.write_text(PROGRAM.format(name=name, python=own, fork=SOURCE / "scripts/fork"))
        python.chmod(0o755)
        server = subprocess.Popen(self.command("-m", "scripts.fork.server", name), cwd=SOURCE, env=self.settings, stdin=subprocess.PIPE)
        try:
            until = time.monotonic() + WAIT
            while f"@{name}" not in Path("/proc/net/unix").read_text():
                assert server.poll() is None, "the emulated process has ended"
                assert time.monotonic() < until, "the emulated process does not answer"
                time.sleep(0.2)
            yield ["env", "DESCENT_FORK=0", f"NUMBA_CACHE_DIR={self.settings['NUMBA_CACHE_DIR']}", str(own), "-m", "snakemake"]
        finally:
            server.stdin.close()
            server.wait()
