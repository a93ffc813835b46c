"""The page for a lecture in a real browser, offline, as wide as a projector and as a phone. Only this page needs its experiments."""

import json

import numpy as np
import pytest
from environment import call, settle
from playwright.sync_api import expect
from project import LONG_WAY, SOURCE, build_quick, jobs_of, says

from descent.balance.invariants import squares
from descent.balance.nets import Parameters, uniform
from scripts.study import Study

pytestmark = pytest.mark.xdist_group("page")  # one after another: they call Snakemake in this folder

RESULTS = SOURCE / "results/quick"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
PICTURES = ("octopus", "neuron", "separator", "layers")
SET = "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }"
DRAWN = """section => JSON.stringify([...section.querySelectorAll(".plot")].map((plot) =>
    plot.data.map(({ x, y, z }) => [x, y, z].map((values) => values && [...values]))))"""
PLACE = 0.01
"""The last digit of coordinates in a path in the plane."""
NARROW = {
    "paper": "lecture",
    "train": "octopus",
    "metrics": "octopus",
    "seeds": 2,
    "grid": {"L": [2]},
    "fixed": {"method": "gd", "d": 2, "max_steps": 200, "path": 200},
}


@pytest.fixture(scope="module")
def built_page(quick):
    """The address of the page of the whole suite at its small size."""
    build_quick("lecture")
    return (RESULTS / "lecture.html").as_uri()


@pytest.fixture(params=SIZES)
def page(request, offline, built_page):
    """The page at both sizes. It must load nothing except itself."""
    asked, (width, height) = [], SIZES[request.param]
    offline.set_viewport_size({"width": width, "height": height})
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto(built_page)
    yield offline
    assert [address.partition("#")[0] for address in asked] == [built_page]


def drawn(section) -> list:
    """The current contents of every plot of a picture: a list of traces, each x, y and z."""
    return json.loads(section.evaluate(DRAWN))


def choose(section, **places):
    """Set sliders. places: label -> position."""
    for label, place in places.items():
        section.get_by_role("slider", name=label, exact=True).evaluate(SET, place)


def to_the_end(section) -> list:
    """Move the time slider to its end. Returns what is drawn there."""
    section.locator(".time input").evaluate("slider => { slider.value = slider.max; slider.dispatchEvent(new Event('input')); }")
    return drawn(section)


def close(found, expected):
    """Check numbers of the page, to the number of digits that it shows."""
    expected = np.asarray(expected, float)
    np.testing.assert_allclose(np.asarray(found, float), expected, rtol=0, atol=1e-3 * np.nanmax(np.abs(expected)))


def test_every_picture_is_drawn_and_fits_the_screen(page):
    assert [section.get_attribute("id") for section in page.locator("section").all()] == list(PICTURES)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in PICTURES:
        page.locator(f"nav a[href='#{name}']").click()
        section = page.locator(f"section#{name}")
        expect(section).to_be_in_viewport()
        for plot in section.locator(".plot").all():
            inside, outside = plot.locator("svg.main-svg").first.bounding_box(), plot.bounding_box()
            assert inside["width"] > 300
            assert inside["width"] <= outside["width"] + 1
            assert inside["height"] <= outside["height"] + 1


@pytest.mark.parametrize("name", PICTURES)
def test_every_slider_changes_what_is_drawn(page, name):
    section = page.locator(f"section#{name}")
    sliders = [slider for slider in section.locator("input[type=range]").all() if int(slider.get_attribute("max"))]
    assert len(sliders) > 1
    to_the_end(section)
    for slider in sliders:
        slider.evaluate(SET, 0)
        before = drawn(section)
        slider.evaluate(SET, int(slider.get_attribute("max")))
        assert drawn(section) != before


def test_play_moves_and_keys_do_as_the_page_says(page):
    section = page.locator("section#neuron")
    page.keyboard.press("2")
    expect(section).to_be_in_viewport()
    before = drawn(section)
    section.locator("button").click()
    page.wait_for_function("document.querySelector('#neuron .time input').value > 2")
    section.locator("button").click()
    assert drawn(section) != before
    page.locator("body").press(" ")
    expect(section.locator("button")).to_have_text("■ stop")
    page.locator("body").press(" ")
    expect(section.locator("button")).to_have_text("▶ play")
    moment = section.locator(".time input").input_value()
    page.locator("body").press("ArrowLeft")
    assert int(section.locator(".time input").input_value()) == int(moment) - 1


def test_the_paths_are_those_of_the_run_files(page):
    section, study = page.locator("section#octopus"), Study("lecture_octopus", str(RESULTS))
    choose(section, L=1, η=0)
    plane, _ = to_the_end(section)
    for place, method in enumerate(["gd", "pgd"]):
        path = study.runs("path", L=3, eta="= 1/(4*L)", method=method)["path"].reshape(study.seeds, -1, 2)
        x, y, _ = plane[1 + 2 * place]
        assert np.abs(np.array([x[0], y[0]]) - path[0, 0]).max() < PLACE
        last = np.array(plane[2 + 2 * place][:2], float)
        ends = np.array([run[np.isfinite(run).all(axis=1)][-1] for run in path])
        assert np.abs(last.T - ends).max() < PLACE


def test_the_layers_are_those_of_the_run_files(page):
    section, study = page.locator("section#layers"), Study("lecture_layers", str(RESULTS))
    choose(section, depth=1, η=0)
    norms, *_ = to_the_end(section)
    values = {"depth": 3, "eta": 0.008, "first_gain": 1}
    known = study.parameters(**values)
    shape = uniform(**{name: known[name] for name in Parameters.model_fields})
    expected = squares(shape, study.runs("theta", **values)["theta"][0])
    close([norms[2 * layer][1] for layer in range(3)], expected.T)


def test_the_predictor_is_that_of_the_run_files(page):
    section, study = page.locator("section#separator"), Study("lecture_separator", str(RESULTS))
    choose(section, **{"depth L": 1})
    signal, *_ = to_the_end(section)
    beta = study.runs("beta", D=16, depth=2)["beta"].reshape(-1, 16)[-1]
    close(signal[0][1], beta / np.sqrt((beta * beta).sum()))


def test_the_neuron_is_that_of_the_run_files(page):
    section, study = page.locator("section#neuron"), Study("lecture_neuron", str(RESULTS))
    choose(section, λ=1)
    _, losses, growth = to_the_end(section)
    runs = study.runs("log10_t", "log10_F", "log10_a", "b", lam=1)
    close(losses[0][0], runs["log10_t"][0])
    close(losses[0][1], runs["log10_F"][0])
    close(losses[4][1], runs["log10_a"][0])
    close(growth[0][1], runs["b"][0])
    expect(section.locator(".said")).to_contain_text(f"b = {runs['b'][0, -1]:.2f}")


@pytest.fixture
def lectured(unbuilt):
    """The small project with a picture of the octopus for a single L, and another experiment."""
    unbuilt.write("scripts/plots/escape/words.py", (SOURCE / "scripts/plots/escape/words.py").read_text())
    unbuilt.change(experiments={"lecture_octopus": NARROW, "long_way": LONG_WAY}, figures={"escape": {}})
    unbuilt.change(lecture={"octopus": {"from": ["lecture_octopus"]}})
    return unbuilt


def test_make_lecture_makes_a_page_of_a_narrowed_grid(lectured, environment, offline):
    settle(lectured, environment)
    call(lectured, "make lecture")
    offline.goto((lectured.root / "results/lecture.html").as_uri())
    section = offline.locator("section")
    expect(section.locator(".parameter output").first).to_have_text("2")
    before = drawn(section)
    assert to_the_end(section) != before


def test_nothing_but_the_page_asks_for_its_experiments(lectured):
    assert jobs_of("metrics", lectured.planned()) == jobs_of("metrics", lectured.planned("verify")) == {"long_way"}
    asked = lectured.planned("lecture")
    assert jobs_of("metrics", asked) == {"lecture_octopus"}
    assert jobs_of("lecture", asked) == {"the page of moving pictures"}
    lectured.build("lecture")
    assert lectured.planned("lecture") == set()
    assert "0 files" in lectured.run("unused").stdout


def test_a_picture_of_what_it_cannot_draw_is_refused(lectured):
    lectured.change(experiments__lecture_octopus__fixed__d=3)
    says(lectured.run("--dry-run"), "lecture.octopus", "it needs lecture_octopus with d = 2, which has 3")


def test_mistakes_are_named(unbuilt):
    unbuilt.change(lecture={"swans": {"from": ["long_way"]}})
    says(unbuilt.run("--dry-run"), "lecture.swans", "there is no scripts/lecture/swans.py")
    unbuilt.change(lecture={"octopus": {"from": ["long_way"]}})
    says(unbuilt.run("--dry-run"), "lecture.octopus.from", "draws ['lecture_octopus']")
    unbuilt.change(lecture={})
    says(unbuilt.run("lecture"), "config: lecture: it names no pictures")
