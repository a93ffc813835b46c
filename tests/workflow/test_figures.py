"""The bytes of figures do not depend on the machine's settings. The configuration sets their size and formats."""

from project import jobs, jobs_of, says

HOSTILE = """figure.dpi: 50
savefig.dpi: 40
savefig.bbox: tight
font.family: serif
font.size: 20
text.usetex: True
axes.formatter.use_locale: True
lines.linestyle: --
svg.fonttype: none
no.such.key: 3
"""
"""A matplotlibrc that would change every figure. With the locale below it would also prevent the import of matplotlib."""


def test_settings_of_the_users_own_change_no_figure(project, tmp_path, monkeypatch):
    before, times = project.files("figures/**/*"), project.times("figures/**/*")
    project.write("matplotlibrc", HOSTILE)
    (tmp_path / "matplotlibrc").write_text(HOSTILE)
    settings = {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "MPLBACKEND": "no_such_backend", "LC_ALL": "no_SUCH.locale"}
    for name, value in (settings | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "5", "MPLCONFIGDIR": "/proc/nowhere"}).items():
        monkeypatch.setenv(name, value)
    project.build("--forcerun", "plot")
    assert all(project.times("figures/**/*")[name] > times[name] for name in before)
    assert project.files("figures/**/*") == before


def test_another_style_redraws_the_figures_and_trains_nothing(project):
    before = project.files("figures/**/*")
    project.change(style={"width": 3.4, "font_size": 7, "notes": False, "formats": ["svg"]})
    assert project.build() == {"plot escape/heights", "plot escape/times", "claims as a page"}
    assert b'width="244.8pt"' in project.files("figures/**/times.svg")["figures/escape/times.svg"]
    assert project.files("figures/**/times.png") != {name: before[name] for name in before if name.endswith("times.png")}


def test_a_figure_and_a_claim_are_targets(project):
    (project.root / "results/figures/escape/times.svg").unlink()
    (project.root / "results/claims/growth.csv").unlink()
    assert project.planned("escape_times", "--rerun-triggers", "mtime") == {"plot escape/times"}
    done = project.run("growth")
    assert jobs(done.stdout) == {"claim growth"}
    assert "1 claims: 2 holds" in done.stdout


def test_a_figure_has_a_width_of_its_own(project):
    project.change(figures__escape__times={"from": ["long_way"], "width": 3.4})
    assert jobs_of("plot", project.planned()) == {"escape/times"}


def test_a_figure_that_needs_other_cells_is_left_out_with_a_line_and_refused_where_it_is_asked_for(project):
    script = (project.root / "scripts/plots/escape/heights.py").read_text()
    project.write("scripts/plots/escape/heights.py", f'{script}\n\nNEEDS = {{"staircase": {{"L": [1, 2], "d": [5]}}}}\n')
    done = project.run("--dry-run")
    assert done.returncode == 0, done.stdout
    assert "figure escape/heights is left out: it needs staircase with L = 2, which has 1" in done.stdout.splitlines()
    assert jobs_of("plot", jobs(done.stdout)) == set()
    for target in ("escape_heights", "results/figures/escape/heights.png"):
        says(project.run(target), "figure escape/heights cannot be drawn: it needs staircase with L = 2, which has 1")
    project.change(experiments__staircase__grid={"L": [1, 2], "method": ["gd"]})
    assert "escape/heights" in jobs_of("plot", project.planned())
