"""The library as users install it: by pip, in an environment outside the checkout, for their own short programs."""

import ast
import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.py"))
IMPORTED_AS = {"array-api-compat": "array_api_compat", "scikit-learn": "sklearn"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="session")
def python(tmp_path_factory) -> Path:
    """The Python of a fresh environment with the library. The environment uses the packages that are installed here."""
    folder = tmp_path_factory.mktemp("library")
    source, environment = folder / "source", folder / "environment"
    source.mkdir()
    shutil.copytree(ROOT / "descent", source / "descent", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scripts", source / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", source)
    venv.create(environment)
    own = sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)})
    Path(own, "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    interpreter = environment / "bin/python"
    install = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", str(source)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(interpreter), *install], cwd=folder, check=True)
    shutil.rmtree(source)
    return interpreter


@pytest.fixture
def run(python, tmp_path):
    """Runs a program in the environment, outside the checkout. Returns the words that it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def ran(*arguments) -> list[str]:
        done = subprocess.run([python, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    return ran


@pytest.fixture
def example(run):
    """Runs a program of `examples`."""
    return lambda name: run(next(path for path in EXAMPLES if path.stem == name))


def test_only_the_library_is_installed(run):
    where = run("-c", "import descent, importlib.util as u; print(descent.__file__, u.find_spec('scripts'))")
    assert "site-packages/descent/__init__.py" in where[0]
    assert where[1] == "None"


def test_the_version_is_the_projects(run):
    assert run("-c", "from importlib.metadata import version; print(version('descent'))") == [PROJECT["version"]]


def test_importing_it_loads_nothing_that_few_need(run):
    program = "import sys, descent.{}; print(*[name for name in ('torch', 'pandas', 'sklearn') if name in sys.modules])"
    for module in ("loop", "escape.descent", "oneneuron.objective", "convbias.training", "balance.kinked_flow"):
        assert run("-c", program.format(module)) == []
    assert run("-c", "import sys, descent, descent.methods; print('numpy' in sys.modules)") == ["False"]


def test_every_library_that_it_imports_is_a_dependency():
    stated = [*PROJECT["dependencies"], *(name for extra in PROJECT["optional-dependencies"].values() for name in extra)]
    names = {"".join(letter for letter in name.split(">")[0] if letter not in " =<") for name in stated}
    allowed = {IMPORTED_AS.get(name, name) for name in names} | {"descent"} | sys.stdlib_module_names
    for path in (ROOT / "descent").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert {name.partition(".")[0] for name in found} <= allowed, path


def test_the_dependencies_allow_what_the_workflow_pins():
    packaging = pytest.importorskip("packaging.requirements")
    for text in [*PROJECT["dependencies"], *(name for extra in PROJECT["optional-dependencies"].values() for name in extra)]:
        wanted = packaging.Requirement(text)
        assert wanted.specifier.contains(importlib.metadata.version(wanted.name).partition("+")[0]), text


def test_sixty_saddles_and_the_first_five_as_literal_descent_has_them(example):
    found = [float(word) for word in example("event_driven")]
    assert found[:5] == found[5:10]
    assert found[14] > 1e26
    assert found[14] / found[13] == pytest.approx(2.7095, abs=1e-3)


def test_the_separator_is_the_one_of_duality(example):
    margin, product, frequencies = (float(word) for word in example("separator"))
    assert margin == pytest.approx(1, abs=1e-12)
    assert product == pytest.approx(1, abs=1e-12)
    assert frequencies == 1


def test_a_flow_with_kinks_conserves_what_the_theorem_says(example):
    arrived, kinks, resting, drift, moved = example("kinks")
    assert arrived == "True"
    assert (int(kinks), int(resting)) == (2, 1)
    assert float(drift) < 1e-12
    assert float(moved) > 0.5


def test_the_neuron_leads_out_of_a_bad_minimum(example):
    known, net, augmented = (float(word) for word in example("augmented"))
    assert known == pytest.approx(2.745166, abs=1e-6)
    assert net == pytest.approx(known)
    assert augmented < 1e-9


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_short(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith(("import", "from", '"""'))]
    assert len(lines) <= 10
