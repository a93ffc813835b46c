"""The pages as `make docs` builds them: without a warning, complete, and readable offline in a browser from the file system."""

import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from project import SOURCE, is_drawn

import descent

pytestmark = pytest.mark.xdist_group("page")  # the library's pages are generated in this folder
WIDTHS = (420, 1200)
READ = ("index", "found/escape", "about/performance", "tutorials/optimiser", "parameters", "library/descent.methods")


def built(folder: Path, results) -> tuple[Path, str]:
    """Build the site of some results as make does. Returns its folder and the output."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--quiet",
        "--fail-on-warning",
        "--keep-going",
        "--fresh-env",
        "--define",
        f"results={results}",
    ]
    done = subprocess.run([*command, "docs", folder], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(quick, tmp_path_factory):
    """The site of the quick results."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "notebooks").mkdir()
    (folder / "notebooks/cnn.html").write_text("<h1>A notebook that has been executed</h1>")
    _, said = built(folder, "results/quick")
    assert said.strip() == ""
    return folder


@pytest.fixture(scope="module")
def pages(site):
    """Every page, by its file."""
    return {file: BeautifulSoup(file.read_text(), "html.parser") for file in sorted(site.rglob("*.html"))}


def test_every_link_leads_to_something(pages):
    places = {file: {element["id"] for element in page.find_all(id=True)} for file, page in pages.items()}
    for file, page in pages.items():
        for link in page.find_all("a", href=True):
            address = urlparse(link["href"])
            if address.scheme:
                continue
            target = (file.parent / unquote(address.path)).resolve() if address.path else file
            assert target.is_file(), f"{file}: {link['href']}"
            assert not address.fragment or target not in places or unquote(address.fragment) in places[target], f"{file}: {link['href']}"


def test_notebooks_that_have_been_executed_are_linked(pages, site):
    assert pages[site / "notebooks.html"].find("a", href="notebooks/cnn.html")


def test_no_page_loads_anything_from_elsewhere(pages):
    for file, page in pages.items():
        loaded = [element.get("src") or element.get("href") for element in page.find_all(["script", "img", "link"])]
        assert [address for address in loaded if address and urlparse(address).scheme in ("http", "https")] == [], file


def test_the_library_is_there_to_its_last_module(pages):
    there = {element["id"] for page in pages.values() for element in page.find_all(id=re.compile(r"^module-"))}
    assert {f"module-{entry.name}" for entry in pkgutil.walk_packages(descent.__path__, "descent.")} <= there


def test_findings_have_figures_numbers_and_say_how_few_runs_they_are_of(pages, site):
    for paper in ("escape", "oneneuron", "convbias", "balance", "own"):
        page = pages[site / f"found/{paper}.html"]
        assert "too few runs" in page.get_text()
        assert len(page.find_all("figure")) >= 4
        assert "has not been drawn" not in page.get_text()
        assert len(page.find_all("td", string=re.compile("^(holds|open|fails|not run)$"))) > 10


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", READ)
def test_a_page_is_read_offline_without_a_sideways_scroll(offline, site, name, width):
    offline.set_viewport_size({"width": width, "height": 800})
    offline.goto((site / f"{name}.html").as_uri())
    assert offline.evaluate("document.documentElement.scrollWidth") <= width
    for picture in offline.locator("figure img").all():
        is_drawn(picture)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_word_is_found_from_the_file_system(offline, site, width):
    offline.set_viewport_size({"width": width, "height": 800})
    offline.goto(f"{(site / 'search.html').as_uri()}?q=octopus")
    results = offline.locator("#search-results li")
    expect(results.nth(5)).to_be_visible()  # they appear one after another
    results.locator("a", has_text="saddle").first.click()
    expect(offline.locator("h1").first).to_be_visible()


def test_without_results_the_pages_say_so_and_how_to_make_them(tmp_path):
    site, said = built(tmp_path / "site", tmp_path / "nothing")
    assert said.strip() == "docs: no results, so the pages have no numbers and figures; `make figures` or `make quick` makes them"
    text = (site / "found/escape.html").read_text()
    assert "There are no results to show" in text
    assert "nan" not in text
