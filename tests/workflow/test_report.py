"""The report is made in the environment of the README. It can be read offline with nothing except the archive."""

import os
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from environment import call, settle
from playwright.sync_api import expect
from project import is_drawn

pytestmark = pytest.mark.xdist_group("page")


@pytest.fixture(scope="module")
def made(built, environment, tmp_path_factory):
    """The small project with its unpacked report. `make report` also draws the figures."""
    project = built.copy(tmp_path_factory.mktemp("report") / "project")
    settle(project, environment)
    shutil.rmtree(project.root / "results/figures")
    call(project, "make report")
    zipfile.ZipFile(project.root / "report.zip").extractall(project.root / "unpacked")
    return project


@pytest.fixture
def folder(made):
    """The folder of the unpacked archive."""
    return made.root / "unpacked/report"


def test_the_page_of_claims_has_its_pictures_and_every_link_leads_to_the_file_that_it_names(made, folder, offline):
    (page,) = folder.glob("data/raw/*/claims.html")
    offline.goto(page.as_uri())
    pictures = offline.locator(".figure img").all()
    assert len(pictures) == 2
    for picture in pictures:
        is_drawn(picture)
    seen = set()
    for text, target in offline.locator("a[href]").evaluate_all("links => links.map(link => [link.textContent.trim(), link.href])"):
        file = unquote(urlparse(target).path)
        assert os.path.exists(file), target
        if text.endswith((".csv", ".json")):
            assert (made.root / "results" / text).read_bytes() == Path(file).read_bytes()
            seen.add(text)
    assert seen == {"claims.csv", "provenance.json", "metrics/long_way.csv", "metrics/staircase.csv"}


def test_the_page_within_the_report_leads_to_itself_with_what_is_chosen(folder, offline):
    offline.goto((folder / "report.html").as_uri())
    offline.get_by_text("claims", exact=True).first.click()
    offline.locator("tr", has_text="page").locator("a").first.click()
    frame = offline.frame_locator("iframe")
    frame.locator("label[for=verdict-fails]").click()
    expect(frame.locator("output")).to_have_text("0 of 1 claims")
    with offline.expect_popup() as opened:
        frame.get_by_text("the page by itself").click()
    expect(opened.value.locator("output")).to_have_text("0 of 1 claims")
    expect(opened.value.locator("#framed")).to_be_hidden()


def test_its_own_page_shows_every_figure_with_its_caption(folder, offline):
    offline.goto((folder / "report.html").as_uri())
    assert offline.evaluate("Object.keys(categories).sort()") == ["Figures as PDF", "claims", "escape", "metrics"]
    results = offline.evaluate("results")
    assert all((folder / result["data_uri"]).is_file() for result in results.values())
    for figure in ("heights", "times"):
        assert f"The {figure}." in results[f"results/figures/escape/{figure}.png"]["caption"]
        assert f"The {figure}." in results[f"results/figures/escape/{figure}.pdf"]["caption"]
        offline.goto((folder / "report.html").as_uri())
        offline.get_by_text("escape", exact=True).first.click()
        offline.locator("tr", has_text=figure).locator("a").first.click()
        is_drawn(offline.locator("img[src^='data/raw']"))
    for experiment in ("long_way", "staircase"):
        assert experiment in results[f"results/metrics/{experiment}.csv"]["caption"]


def test_its_first_page_leads_to_every_category(folder, offline):
    for name in ("claims", "escape", "Figures as PDF", "metrics"):
        offline.goto((folder / "report.html").as_uri())
        offline.locator("li a, p a", has_text=name).last.click()
        expect(offline.get_by_text("Results", exact=True)).to_be_visible()


def test_a_report_of_one_file_has_the_claims_without_links_and_pictures(made, offline):
    call(made, "snakemake --report report.html")
    offline.goto((made.root / "report.html").as_uri())
    offline.get_by_text("claims", exact=True).first.click()
    offline.locator("tr", has_text="page").locator("a").first.click()
    frame = offline.frame_locator("iframe")
    frame.locator("label[for=verdict-fails]").click()
    expect(frame.locator("output")).to_have_text("0 of 1 claims")
    expect(frame.locator(".figure img")).to_have_count(0)
    assert frame.locator("a[data-zipped][href]").count() == 0


def test_a_project_without_figures_has_a_report(built, environment, tmp_path):
    project = built.copy(tmp_path / "project")
    project.change(figures={"escape": {}})
    settle(project, environment)
    call(project, "snakemake --report report.zip")
    assert "Unknown target" not in zipfile.ZipFile(project.root / "report.zip").read("report/report.html").decode()
