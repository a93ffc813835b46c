"""A Slurm of one node on this machine's loopback, for the tests. It needs no systemd, which containers lack, and leaves nothing running."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

CONFIGURATION = Path("/etc/slurm/slurm.conf")
"""Slurm's default place. Jobs do not get SLURM_CONF, so they would find no other."""
OURS = "# A cluster of one node for tests; removed when they end."
SETTINGS = """{ours}
ClusterName=loopback
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=10
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny,DisableIPv6
MinJobAge=3600
ReturnToService=2
SlurmdTimeout=10
SchedulerParameters=sched_interval=1,bf_interval=1
KillWait=2
MpiDefault=none
NodeName=localhost NodeAddr=127.0.0.1 NodeHostname={host} CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP
"""
SECONDS = 30
"""The longest time in which a daemon must start or stop."""


class Missing(Exception):
    """Raised if no cluster can be started on this machine."""


class Cluster:
    """A Slurm of one node with all processors of the machine. folder: for the state and logs of the daemons."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.munged = self.slurmctld = None

    def start(self):
        """Start munge, the controller and the node. Raises Missing if that is not possible."""
        if os.geteuid():
            raise Missing("only root can start a Slurm")
        absent = [name for name in ("munged", "slurmctld", "slurmd", "sbatch") if not shutil.which(name)]
        if absent:
            raise Missing(f"not installed: {', '.join(absent)} (Debian: slurm-wlm and munge)")
        if CONFIGURATION.exists() and not CONFIGURATION.read_text().startswith(OURS):
            raise Missing(f"this machine has a Slurm of its own: {CONFIGURATION}")
        for part in ("state", "spool"):
            (self.folder / part).mkdir(parents=True)
        memory = psutil.virtual_memory().total // 2**20
        given = {"ours": OURS, "folder": self.folder, "host": socket.gethostname(), "cpus": os.cpu_count(), "memory": memory * 9 // 10}
        CONFIGURATION.parent.mkdir(exist_ok=True)
        CONFIGURATION.write_text(SETTINGS.format(**given))
        self._start_munge()
        self.slurmctld = subprocess.Popen(["slurmctld", "-D", "-c"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start_node()

    def _start_munge(self):
        """Start munge as user munge, unless it is running already. No other machine needs its key."""
        if subprocess.run(["munge", "-n"], capture_output=True).returncode == 0:
            return
        home = Path("/run/munge")
        home.mkdir(exist_ok=True)
        shutil.chown(home, "munge", "munge")
        home.chmod(0o755)
        self.munged = subprocess.Popen(["munged", "--foreground"], user="munge", group="munge", stderr=subprocess.DEVNULL)
        wait(lambda: subprocess.run(["munge", "-n"], capture_output=True).returncode == 0, "munge does not answer")

    def start_node(self):
        """Start slurmd, and wait until the controller can give it work."""
        self.slurmd = subprocess.Popen(["slurmd", "-D", "-N", "localhost"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(lambda: asked("sinfo", "--noheader", "--format=%T") in ("idle", "mixed", "allocated"), "the node does not come up")

    def kill_node(self):
        """Kill slurmd and everything that runs on the node, as a power cut does. Wait until the controller sees that the node is down."""
        node = psutil.Process(self.slurmd.pid)
        steps = [process for process in psutil.process_iter() if process.name() == "slurmstepd"]
        for process in [node, *steps, *(part for step in steps for part in family(step))]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.slurmd.wait()
        wait(lambda: asked("sinfo", "--noheader", "--format=%T").startswith("down"), "the controller does not miss the node", 2 * SECONDS)

    def stop(self):
        """Cancel all jobs, stop the daemons that were started, and remove the configuration."""
        subprocess.run(["scancel", "--state=RUNNING,PENDING", "--user=root"], capture_output=True)
        for process in (self.slurmd, self.slurmctld, self.munged):
            if process and process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(SECONDS)
        if CONFIGURATION.exists() and CONFIGURATION.read_text().startswith(OURS):
            CONFIGURATION.unlink()


def family(process: psutil.Process) -> list[psutil.Process]:
    """The living descendants of a process."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def asked(*command: str) -> str:
    """The output of a command."""
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def wait(holds, otherwise: str, seconds: float = SECONDS):
    """Wait until holds() is true. Raises Missing with the message `otherwise` after this number of seconds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise Missing(otherwise)
        time.sleep(0.1)
