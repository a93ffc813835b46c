"""The claims can fail: a wrong formula in a copy of the project changes the verdict of the claim that rests on it, and `verify` says so."""

import pandas as pd
import pytest
import yaml
from project import SOURCE, Project, jobs_of, says

SIZES = {
    "borders": {"seeds": 50, "grid": {"L": [1.5]}},
    "agreement": {"seeds": 96, "grid": {"L": [1], "method": ["gd_event_driven", "gd_longdouble"]}, "fixed": {"d": 6, "max_steps": 2000}},
    "convolutional": {"seeds": 4, "grid": {"D": [16], "depth": [2, 3]}, "fixed": {"decades": 20}},
    "fully_connected": {"seeds": 4, "grid": {"D": [16], "depth": [1, 2, 3]}},
    "matched_margins": {"seeds": 16, "grid": {"D": [16], "depth": [2], "method": ["gd", "safe_gd", "flow"]}, "fixed": {"steps": 30_000}},
    "drift": {"seeds": 4, "grid": {"eta": [0.008, 0.002], "connections": ["full"], "activation": ["linear"]}},
}
CLAIMS = (
    *("escape-smooth", "escape-derivatives", "escape-strict-saddles", "escape-exponential-literal", "escape-event-driven-exact"),
    *("convbias-fourier", "convbias-penalty-conv", "convbias-l2-limit", "convbias-l2-rate"),
    *("convbias-literal-agrees", "convbias-flow-agrees", "balance-drift-slope", "balance-drift-exact"),
)
LINEAR_NETS = ("convolutional", "fully_connected", "matched_margins")
"""Experiments that are trained by kernels on a CPU, and on whole arrays on a GPU or in float32."""
MISTAKES = {
    "a sign in g2": (
        {"descent/escape/buffer.py": [("value = p.L - drop * (s * s * s)", "value = p.L + drop * (s * s * s)")]},
        {"escape-smooth", "escape-derivatives"},
    ),
    "a sign in g2 of the kernels": (
        {"descent/escape/buffer.py": [("return p.L - drop * s * s * s", "return p.L + drop * s * s * s")]},
        {"escape-event-driven-exact"},
    ),
    "the drop of g1": (
        {"descent/escape/buffer.py": [("(37.0 * p.L + 13.0 * p.gamma)", "(37.0 * p.L - 13.0 * p.gamma)")]},
        {"escape-smooth"},
    ),
    "a missing 1/sqrt(D)": (
        {"descent/convbias/nets.py": [("(spectrum(padded(filters,", "(np.sqrt(shape.D) * spectrum(padded(filters,")]},
        {"convbias-fourier"},
    ),
    "a missing 1/sqrt(D) in the penalty": (
        {"descent/convbias/fourier.py": [("return sizes(spectrum(x))", "return np.sqrt(x.shape[-1]) * sizes(spectrum(x))")]},
        {"convbias-penalty-conv"},
    ),
    "the sign of the gradient in place of the gradient": (
        {"descent/methods/gd.py": [("return x - eta * slope", "return x - eta * slope / (abs(slope) + 1e-8)")]},
        {"balance-drift-slope"},
    ),
}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A built project with some of the real experiments at smaller sizes, and their claims."""
    project = Project(tmp_path_factory.mktemp("ledger") / "project")
    project.check_out()
    known = yaml.safe_load((SOURCE / "config.yaml").read_text())
    experiments = {}
    for name, sizes in SIZES.items():
        study = known["experiments"][name]
        experiments[name] = study | sizes | {"fixed": study.get("fixed", {}) | sizes.get("fixed", {})}
    project.configure(known | {"experiments": experiments, "figures": {}, "lecture": {}})
    for paper in ("escape", "convbias", "balance"):
        claims = yaml.safe_load((SOURCE / f"predictions/{paper}.yaml").read_text())
        project.write(f"predictions/{paper}.yaml", yaml.safe_dump([claim for claim in claims if claim["claim"] in CLAIMS]))
    project.build("claims")
    return project


def verdicts(project) -> dict[str, set]:
    """The verdicts of each claim."""
    table = pd.read_csv(project.root / "results/claims.csv")
    return {claim: set(rows) for claim, rows in table.groupby("claim")["verdict"]}


def test_as_it_is_every_claim_holds(ledger):
    assert verdicts(ledger) == {claim: {"holds"} for claim in sorted(CLAIMS)}
    assert f"checks of {len(CLAIMS)} claims: " in ledger.run("verify").stdout


def test_the_same_claims_hold_of_descent_on_whole_arrays_in_float32(ledger, tmp_path):
    project = ledger.copy(tmp_path / "project")
    project.change(**{f"experiments__{name}__fixed__precision": "float32" for name in LINEAR_NETS})
    assert {job.split()[0] for job in jobs_of("metrics", project.build("claims"))} == set(LINEAR_NETS)
    assert verdicts(project) == {claim: {"holds"} for claim in sorted(CLAIMS)}


def plant(project, changes):
    """Change texts of a project's files."""
    for path, edits in changes.items():
        for old, new in edits:
            project.edit(path, old, new)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_formula_turns_its_claim(ledger, tmp_path, mistake):
    changes, claims = MISTAKES[mistake]
    project = ledger.copy(tmp_path / "project")
    plant(project, changes)
    project.build(*claims)
    for claim in claims:
        assert set(pd.read_csv(project.root / f"results/claims/{claim}.csv")["verdict"]) != {"holds"}


def test_verify_names_the_claims_that_turned(ledger, tmp_path):
    changes, claims = MISTAKES["a sign in g2"]
    project = ledger.copy(tmp_path / "project")
    plant(project, changes)
    done = project.run("verify")
    for claim in claims:
        says(done, f"{claim} (", "expected: holds")
