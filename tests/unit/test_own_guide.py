"""docs/own.md: its programs run, its configuration entry is valid, and its table lists all settings."""

import re
from pathlib import Path

import yaml

from scripts.configuration import complete
from scripts.train import own

GUIDE = (Path(__file__).resolve().parents[2] / "docs/own.md").read_text()
PROGRAMS, (ENTRY,) = (re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL) for language in ("python", "yaml"))
NET, OPTIMISER, LIBRARY, ENDS = PROGRAMS


def test_the_entry_is_a_study_of_the_file(tmp_path):
    optimisers = "[{SGD: {lr: 0.05}}, {SignSGD: {lr: 0.01}}]"
    (tmp_path / "my_net.py").write_text(f"{NET}\n\n{OPTIMISER}")
    (study,) = complete(yaml.safe_load(ENTRY) | {"seed": 1, "results": "results", "figures": {}}, [tmp_path])["experiments"].values()
    assert len(study["cells"]) == 6
    assert {cell["width"] for cell in study["cells"].values()} == {16, 64}
    changed = yaml.safe_load(re.sub(r"optimiser: .*", f"optimiser: {optimisers}", ENTRY))
    (study,) = complete(changed | {"seed": 1, "results": "results", "figures": {}}, [tmp_path])["experiments"].values()
    assert {cell["optimiser"] for cell in study["cells"].values()} == {"SGD lr=0.05", "SignSGD lr=0.01"}


def test_ten_lines_are_a_program(capsys):
    assert len(LIBRARY.replace("\n\n", "\n").splitlines()) <= 12
    names: dict = {}
    exec(compile(LIBRARY, "docs/own.md", "exec"), names)
    said = capsys.readouterr().out
    assert "layer 1, 8 neurons: |in|^2 + bias^2 - |out|^2" in said
    assert "power of the step" in said
    exec(compile(ENDS, "docs/own.md", "exec"), names)
    minimum, late = capsys.readouterr().out.split("homogeneous of degree 2")
    assert "good" in minimum
    assert "reached" in late


def test_the_table_of_settings_has_them_all():
    table = GUIDE.partition("## Settings")[2].partition("## ")[0]
    named = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))))
    assert named == set(own.Parameters.model_fields)
