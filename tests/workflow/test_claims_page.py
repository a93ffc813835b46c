"""The page of claims in a real browser, from the file system and offline: filters, links, pictures."""

import os
import re
from urllib.parse import unquote, urlparse

import pandas as pd
import pytest
from playwright.sync_api import expect
from project import SOURCE, is_drawn

from scripts.verdicts import of_claim

RESULTS = SOURCE / "results/quick"
PAGE = (RESULTS / "claims.html").as_uri()
PAPERS = ("escape", "oneneuron", "convbias", "balance", "own")


pytestmark = pytest.mark.xdist_group("page")  # one after another: they call Snakemake in this folder


@pytest.fixture(scope="module")
def claims(quick):
    """The rows of claims.csv of the whole suite at its small size."""
    return pd.read_csv(RESULTS / "claims.csv")


@pytest.fixture
def page(offline, claims):
    """The page, with no network. The test fails if anything fails to load or to run."""
    offline.goto(PAGE)
    return offline


def shown(page) -> set[str]:
    """The claims that are visible."""
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


@pytest.mark.parametrize("kind", ["paper", "ours", "observed", "check"])
def test_claims_are_filtered_and_counted_by_kind(page, claims, kind):
    choose(page, "kind", kind)
    wanted = claims[claims["kind"] == kind]
    assert shown(page) == set(wanted["claim"])
    assert f"kind={kind}" in page.url
    column = ["paper", "ours", "observed", "check"].index(kind)
    counted = [row.locator("td").nth(column).inner_text() for row in page.locator(".headline tr").all()[1:]]
    said = [re.search(r"(\d+) of (\d+).*?(\d+) checks?", text, re.DOTALL) for text in counted]
    holds, total, checks = (sum(int(found[group]) for found in said if found) for group in (1, 2, 3))
    assert total == wanted["claim"].nunique()
    assert checks == len(wanted)
    assert holds == wanted.groupby("claim")["verdict"].agg(of_claim).eq("holds").sum()


def test_the_answer_comes_first(page, claims):
    statements = claims[(claims["kind"] == "paper") & (claims["paper"] != "own")]
    verdicts = statements.groupby("claim")["verdict"].agg(of_claim)
    said = page.locator(".answer").inner_text()
    assert said.startswith(f"{verdicts.eq('holds').sum()} of {len(verdicts)} statements of the papers hold")
    assert said.endswith(f"on {len(statements):,} checks.")
    assert page.locator(".answer").bounding_box()["y"] < page.locator(".headline").bounding_box()["y"]


def test_unexpected_verdicts_and_words_can_be_asked_for(page, claims):
    choose(page, "verdict", "unexpected")
    assert shown(page) == set(claims.loc[(claims["verdict"] != claims["expected"]) & (claims["verdict"] != "not run"), "claim"])
    choose(page, "verdict", "all")
    page.locator("[name=words]").fill("saddle Theorem")
    assert "escape-growth" in shown(page)
    texts = [page.locator(f"[id='{name}']").text_content().lower() for name in shown(page)]
    assert all("saddle" in text and "theorem" in text for text in texts)
    assert len(texts) < claims["claim"].nunique()
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


def chosen(page) -> tuple[str, str, str]:
    """The values that the filters show: paper, verdict, words."""
    return tuple(page.evaluate("['paper', 'verdict', 'words'].map(name => document.forms[0].elements[name].value)"))


def fragment(page) -> str:
    """The part of the address after #."""
    return urlparse(page.url).fragment


def test_the_address_alone_shows_what_was_shown(page):
    choose(page, "paper", "escape")
    choose(page, "verdict", "not run")
    page.locator("[name=words]").fill("saddle & time = 50 %")
    choose(page, "verdict", "holds")
    page.locator("[name=words]").fill("saddle ")
    seen, address = shown(page), page.url
    assert seen
    page.goto("about:blank")
    page.goto(address)
    assert chosen(page) == ("escape", "holds", "saddle ")
    assert shown(page) == seen
    assert page.url == address


def test_the_address_of_the_whole_page_says_nothing(page):
    assert page.url == PAGE
    choose(page, "paper", "escape")
    assert page.url == f"{PAGE}#paper=escape"
    choose(page, "paper", "all")
    assert page.url == PAGE


def test_back_and_forward_go_through_what_was_chosen(page):
    choose(page, "paper", "escape")
    choose(page, "verdict", "holds")
    page.locator("[name=words]").press_sequentially("saddle")  # one step, not one per letter
    steps = [("escape", "holds", ""), ("escape", "all", ""), ("all", "all", "")]
    for step in steps:
        page.go_back()
        assert chosen(page) == step
    assert page.url == PAGE
    for step in [*reversed(steps[:-1]), ("escape", "holds", "saddle")]:
        page.go_forward()
        assert chosen(page) == step
    assert all(name.startswith(("escape-", "own-zoo-")) for name in shown(page))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("paper=euclid&verdict=holds", ("all", "holds", "")),
        ("paper=escape&verdict=Holds&at=nowhere&colour=red", ("escape", "all", "")),
        ("paper=&verdict=holds&verdict=open&words=", ("all", "holds", "")),
        ("nowhere", ("all", "all", "")),
        ("%&=%zz", ("all", "all", "")),
    ],
)
def test_what_the_address_does_not_know_is_left_out_and_the_filters_say_so(page, said, known):
    page.goto("about:blank")
    page.goto(f"{PAGE}#{said}")
    assert chosen(page) == known
    assert fragment(page) == "&".join(f"{name}={value}" for name, value in zip(("paper", "verdict"), known, strict=False) if value != "all")
    assert shown(page)


def test_a_link_on_the_page_keeps_the_filters_and_its_address_leads_to_the_same_place(page, claims):
    choose(page, "paper", "escape")
    choose(page, "verdict", "holds")
    page.locator("[id='escape-growth'] summary").click()
    assert fragment(page) == "paper=escape&verdict=holds&at=escape-growth"
    page.locator("[id='escape-growth'] .inside p a[href^='#']").click()
    figure = claims.loc[claims["claim"] == "escape-growth", "figure"].iloc[0].replace("/", "-")
    assert fragment(page) == f"paper=escape&verdict=holds&at=figure-{figure}"
    address = page.url
    page.go_back()
    assert fragment(page) == "paper=escape&verdict=holds&at=escape-growth"
    page.goto("about:blank")
    page.goto(address)
    assert chosen(page) == ("escape", "holds", "")
    expect(page.locator(f"[id='figure-{figure}'] h2")).to_be_in_viewport()


def test_an_address_typed_over_the_one_before_is_followed(page):
    choose(page, "paper", "escape")
    page.goto(f"{PAGE}#paper=balance&verdict=holds")  # no load: the same page
    assert chosen(page) == ("balance", "holds", "")
    assert all(name.startswith("balance-") for name in shown(page))


PHONE = {"width": 390, "height": 844}


def test_on_a_phone_the_bar_is_low_and_the_filters_fold_out(page, claims):
    page.set_viewport_size(PHONE)
    bar = page.locator("form")
    page.locator(".claim").last.scroll_into_view_if_needed()
    assert 0 <= bar.bounding_box()["y"] <= 1  # it stays at the top
    assert bar.bounding_box()["height"] < PHONE["height"] / 10
    page.locator("#filters").click()
    choose(page, "paper", "balance")
    page.locator("#filters").click()
    assert shown(page) == set(claims.loc[claims["paper"] == "balance", "claim"])
    assert bar.bounding_box()["height"] < PHONE["height"] / 10


def test_on_a_phone_the_answer_and_all_papers_are_on_the_first_screen(page):
    page.set_viewport_size(PHONE)
    table = page.locator(".headline")
    assert table.bounding_box()["y"] < PHONE["height"] / 5
    assert table.bounding_box()["width"] <= PHONE["width"]
    assert table.bounding_box()["y"] + table.bounding_box()["height"] < PHONE["height"]


@pytest.mark.parametrize("width", [390, 420, 1200])
def test_no_window_has_a_sideways_scroll(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".claim summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
