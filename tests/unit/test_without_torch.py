"""Without torch, code that does not need it runs, and code that needs it says so in one line."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from descent import devices, loop, torch_problem
from descent.methods import gd
from descent.problems import rosenbrock
from descent.watching import Limits
from scripts import configuration, provenance, run_files
from scripts.mistakes import ConfigurationError

ROOT = Path(__file__).parents[2]
HOW = "torch is not installed here: `pip install torch`"
NET = {"paper": "convbias", "train": "linear_net", "metrics": "linear_net", "seeds": 2, "grid": {"network": ["full"]}}
SMALL = {"depth": 2, "D": 4, "N": 2, "steps": 20, "decades": 1, "method": "gd", "eta": 0.1, "device": "auto"}
VALLEY = {"paper": "escape", "train": "descend", "metrics": "descend", "seeds": 2, "grid": {"method": ["gd"]}}


@pytest.fixture(params=["absent", "broken"])
def without(request, monkeypatch, tmp_path):
    """Make torch absent, or impossible to import. Returns which: "absent" or "broken"."""
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    if request.param == "absent":
        monkeypatch.setitem(sys.modules, "torch", None)
    else:
        (tmp_path / "torch.py").write_text("raise ImportError('libtorch.so: no such file')\n")
        monkeypatch.syspath_prepend(tmp_path)
    return request.param


def configured(study, **fixed):
    return {"seed": 1, "results": "results", "experiments": {"x": study | {"fixed": fixed}}, "figures": {}}


def test_auto_is_the_processor(without):
    assert devices.find("auto") == devices.find("cpu") == "cpu"


def test_a_gpu_that_is_asked_for_is_missed_in_one_line(without):
    with pytest.raises(ValueError, match=r"^device = cuda: torch (is not installed|cannot be imported) here: [^\n]+$"):
        devices.find("cuda")


def test_a_problem_in_torch_is_missed_in_one_line(without, monkeypatch):
    monkeypatch.setattr(loop, "_made", loop._made.__wrapped__)
    with pytest.raises(ValueError, match=r"^descent\.problems\.rosenbrock, a problem in torch: torch [^\n]+$"):
        loop.descend(rosenbrock, gd, np.ones((1, 2)), rosenbrock.Numbers(1.0), Limits(1e-3, 10), eta=0.1)


def test_want_of_memory_is_no_want_of_torch(monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    (tmp_path / "torch.py").write_text("raise ImportError('libtorch.so: failed to map segment from shared object')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match="map segment"):
        devices.find("auto")
    with pytest.raises(ImportError, match="map segment"):
        torch_problem.differentiated(rosenbrock.value)


@pytest.mark.parametrize(
    ("study", "fixed", "key"),
    [
        (NET, SMALL | {"device": "cuda"}, "device = cuda"),
        (VALLEY, {"problem": "rosenbrock", "d": 2, "eta": 0.001}, "problem = rosenbrock"),
    ],
)
def test_what_needs_torch_is_refused_before_any_job(monkeypatch, study, fixed, key):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(configuration.configuration_cache, "recall", lambda key: None)
    monkeypatch.setattr(configuration.configuration_cache, "keep", lambda key, config: None)
    with pytest.raises(ConfigurationError) as stopped:
        configuration.complete(configured(study, **fixed))
    assert str(stopped.value).startswith(f"config: experiments.x.{key}: {HOW}")


def test_provenance_says_that_torch_is_not_there():
    assert provenance.version("no-such-library") == "not installed"
    assert provenance.version("numpy") == np.__version__


def test_a_net_is_trained_on_the_processor(tmp_path):
    (cell,) = configuration.complete(configured(NET, **SMALL))["experiments"]["x"]["cells"].values()
    assert cell["device"] == "auto"
    (tmp_path / "seeds.csv").write_text("run,a,b,c\n0,1,2,3\n1,4,5,6\n")
    arguments = {"seeds": tmp_path / "seeds.csv", "settings": json.dumps(cell), "output": tmp_path / "runs.parquet"}
    arguments |= {"record": tmp_path / "runs.json", "shard": "000000-000001", "name": "x/y", "script": "linear_net"}
    work = "import sys; sys.modules['torch'] = None; import runpy; "
    command = [work + "runpy.run_module('scripts.training', run_name='__main__', alter_sys=True)"]
    command += [part for key, value in arguments.items() for part in (f"--{key}", str(value))]
    done = subprocess.run([sys.executable, "-c", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (run_files.read(str(arguments["output"]))["device"] == "cpu").all()


def test_networks_of_ones_own_are_not_run_and_a_line_says_why(without, tmp_path, monkeypatch):
    (tmp_path / "net.py").write_text("def build(generator):\n    return None\n")
    own = {"paper": "own", "file": "net.py", "seeds": 1, "grid": {"optimiser": ["Adam"]}}
    if without == "broken":
        for name in [name for name in sys.modules if name.startswith("descent.instruments")]:
            monkeypatch.delitem(sys.modules, name)
        with pytest.raises(
            ConfigurationError, match=r"^config: experiments\.x: descent\.instruments: torch cannot be imported here: [^\n]+$"
        ):
            configuration.complete(configured(own), [tmp_path])
        return
    found = configuration.complete(configured(own), [tmp_path])
    assert list(found["not_run"]) == ["x"]
    assert found["not_run"]["x"].startswith(HOW)
    assert found["experiments"] == {}
