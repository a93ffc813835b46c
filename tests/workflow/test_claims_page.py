"""The page of claims in a real browser, from the file system and offline: filters, links, pictures."""

import os
import shutil
from urllib.parse import unquote, urlparse

import pandas as pd
import pytest
from playwright.sync_api import Error, expect, sync_playwright
from project import SOURCE, Project

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
RESULTS = SOURCE / "results/quick"
PAPERS = ("escape", "oneneuron", "convbias", "balance")


pytestmark = pytest.mark.xdist_group("page")  # one after the other: they call Snakemake in this folder


@pytest.fixture(scope="module")
def claims():
    """The rows of claims.csv of the whole suite at its small size, which is built if need be."""
    Project(SOURCE).build("--workflow-profile", "profiles/quick")
    return pd.read_csv(RESULTS / "claims.csv")


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium: the system's, or the one that playwright has installed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium here: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(browser, claims):
    """The page, with no network; anything that fails to load or to run fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.goto((RESULTS / "claims.html").as_uri())
    yield page
    context.close()
    assert wrong == []


def shown(page) -> set[str]:
    """The claims that are to be seen."""
    return {claim.get_attribute("id") for claim in page.locator(".claim").all() if claim.is_visible()}


def choose(page, name: str, value: str):
    """Click a button of a filter."""
    page.locator(f"label[for={name}-{value.replace(' ', '-')}]").click()


def test_all_claims_are_there_with_their_verdicts(page, claims):
    assert shown(page) == set(claims["claim"])
    expect(page.locator("output")).to_have_text(f"{claims['claim'].nunique()} of {claims['claim'].nunique()} claims")
    for name, rows in claims.groupby("claim"):
        for verdict in rows["verdict"].unique():
            expect(page.locator(f"[id='{name}'] summary")).to_contain_text(verdict)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("verdict", ["all", "holds", "fails", "open", "not run"])
def test_filters_by_paper_and_verdict_show_what_the_table_holds(page, claims, paper, verdict):
    choose(page, "paper", paper)
    choose(page, "verdict", verdict)
    wanted = claims[(claims["paper"] == paper) & ((verdict == "all") | (claims["verdict"] == verdict))]
    assert shown(page) == set(wanted["claim"])
    expect(page.locator("output")).to_contain_text(f"{wanted['claim'].nunique()} of ")
    behind = {figure.get_attribute("id") for figure in page.locator(".figure").all() if figure.is_visible()}
    assert {f"figure-{figure.replace('/', '-')}" for figure in wanted["figure"]} <= behind
    assert all(name.startswith(f"figure-{paper}-") for name in behind)


def test_unexpected_verdicts_and_words_can_be_asked_for(page, claims):
    choose(page, "verdict", "unexpected")
    assert shown(page) == set(claims.loc[claims["verdict"] != claims["expected"], "claim"])
    choose(page, "verdict", "all")
    page.locator("[name=words]").fill("saddle Theorem")
    assert "escape-growth" in shown(page)
    assert all(name.startswith("escape-") for name in shown(page))
    page.locator("[name=words]").fill("nothing of the kind")
    assert shown(page) == set()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_claim_leads_to_its_checks_figure_caption_data_and_command(page, claims, paper):
    rows = claims[(claims["paper"] == paper) & claims["measured"].notna()]
    name = rows["claim"].iloc[0]
    rows = rows[rows["claim"] == name]
    claim, figure = page.locator(f"[id='{name}']"), rows["figure"].iloc[0]
    claim.locator("summary").click()
    expect(claim.locator("tr")).to_have_count(len(rows) + 1)
    expect(claim).to_contain_text(f"{rows['measured'].iloc[0]:.5g}")
    is_drawn(claim.locator("img"))
    claim.locator(f"a[href='#figure-{figure.replace('/', '-')}']").first.click()
    section = page.locator(f"[id='figure-{figure.replace('/', '-')}']")
    expect(section.locator("h2")).to_be_in_viewport()
    is_drawn(section.locator("img"))
    assert len(section.locator(".caption").inner_text()) > 40
    command = section.locator("code").inner_text()
    assert command == f"snakemake --configfile profiles/quick/sizes.yaml --force results/quick/figures/{figure}.png"
    assert (RESULTS / section.locator("a[href^=metrics]").first.get_attribute("href")).is_file()
    section.locator(f"a[href='#{name}']").click()
    expect(claim.locator("summary")).to_be_in_viewport()


def is_drawn(picture):
    """Check that a picture has loaded."""
    picture.scroll_into_view_if_needed()
    picture.evaluate("picture => picture.decode()")
    assert picture.evaluate("picture => picture.naturalWidth") > 500


def test_every_picture_loads(page):
    for picture in page.locator(".figure img").all():
        is_drawn(picture)


def test_every_link_leads_to_something(page):
    places = set(page.locator("[id]").evaluate_all("elements => elements.map(element => element.id)"))
    for given, whole in page.locator("a").evaluate_all("links => links.map(link => [link.getAttribute('href'), link.href])"):
        target = urlparse(whole)
        assert target.scheme == "file"
        assert target.fragment in places if given.startswith("#") else os.path.exists(unquote(target.path)), given


def test_a_link_from_outside_opens_its_claim_whatever_is_filtered(page, claims):
    choose(page, "paper", "balance")
    page.evaluate("location.hash = 'escape-growth'")
    expect(page.locator("[id='escape-growth'] .inside")).to_be_visible()
    expect(page.locator("#paper-all")).to_be_checked()


def test_a_narrow_screen_shows_it_without_a_sideways_scroll(page):
    page.set_viewport_size({"width": 420, "height": 800})
    page.locator("summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
