"""Users' own networks are tracked: an edit of a file, or of one that it imports, trains its studies again. The folder has no effect."""

import shutil
from copy import deepcopy

import pytest
import yaml
from project import CONFIGURATION, jobs_of

FILE = '''"""A small net."""

from torch import nn
from parts import middle


def build(generator, width=3):
    """Two layers."""
    return nn.Sequential(nn.Linear(2, width), middle(), nn.Linear(width, 1))


def data(generator):
    """Points."""
    return torch.randn(4, 2, generator=generator), torch.ones(4, 1)


def loss(outputs, targets):
    """Squared error."""
    return nn.functional.mse_loss(outputs, targets)
'''.replace("from torch import nn\n", "import torch\nfrom torch import nn\n")
PARTS = "from torch.nn import Tanh\n\n\ndef middle():\n    return Tanh()\n"
STUDY = {"paper": "own", "seeds": 2, "grid": {"optimiser": [{"SGD": {"lr": 0.1}}], "width": [3, 4]}, "fixed": {"steps": 5, "plateaus": 0}}
TABLES = ("results/metrics/mine.csv", "results/metrics/other.csv")


@pytest.fixture
def folder(tmp_path):
    """A folder outside the project with a configuration, two networks and a module that one of them imports."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "my_net.py").write_text(FILE)
    (outside / "parts.py").write_text(PARTS)
    (outside / "other.py").write_text(FILE.replace("middle()", "nn.Identity()").replace("from parts import middle\n", ""))
    studies = {name: deepcopy(STUDY) | {"file": f"{file}.py"} for name, file in (("mine", "my_net"), ("other", "other"))}
    (outside / "mine.yaml").write_text(yaml.safe_dump({"experiments": studies}))
    return outside


@pytest.fixture
def built(pristine, folder, tmp_path):
    """A project that has trained both networks."""
    project = pristine.copy(tmp_path / "project")
    project.configure(CONFIGURATION | {"figures": {}})
    project.build(*call(folder))
    assert project.planned(*call(folder)) == set()
    return project


def call(folder):
    """The arguments of a call for both tables."""
    return "--configfile", str(folder / "mine.yaml"), "--", *TABLES


def trained(project, folder) -> set[str]:
    """The studies that would be trained again."""
    return {job.partition(",")[0] for job in jobs_of("train", project.planned(*call(folder)))}


def test_an_edit_trains_its_own_study_again(built, folder):
    edited = folder / "my_net.py"
    edited.write_text(FILE.replace('"""Two layers."""', '"""Two layers, and nothing else."""  # a comment'))
    assert built.planned(*call(folder)) == set()
    edited.write_text(FILE.replace("4, 1)", "4, 1) * 2"))
    assert trained(built, folder) == {"mine"}
    edited.write_text(FILE)
    (folder / "parts.py").write_text(PARTS.replace("Tanh", "ReLU"))
    assert trained(built, folder) == {"mine"}


def test_another_place_trains_nothing(built, folder, tmp_path):
    moved = tmp_path / "moved"
    shutil.move(folder, moved)
    assert built.planned(*call(moved)) == set()


def test_a_new_optimiser_trains_its_cells_alone(built, folder):
    studies = yaml.safe_load((folder / "mine.yaml").read_text())["experiments"]
    studies["mine"]["grid"]["optimiser"].append({"Adam": {}})
    (folder / "mine.yaml").write_text(yaml.safe_dump({"experiments": studies}))
    planned = jobs_of("train", built.planned(*call(folder)))
    assert len(planned) == 2
    assert all("optimiser=Adam" in job for job in planned)
