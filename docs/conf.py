"""How Sphinx builds the pages: `make docs`. Pages that ask for numbers are templates, filled from results."""

import re
import sys
from pathlib import Path

import jinja2
import yaml

PAGES = Path(__file__).resolve().parent
ROOT = PAGES.parent
sys.path.insert(0, str(ROOT))

from docs.findings import Findings, costs, results_of  # noqa: E402 (the project's folder has to be known first)

project = "What gradient descent does, as numbers"
author = "The maintainers"
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.apidoc"]
exclude_patterns = ["library/modules.rst"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
highlight_language = "text"

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["tables.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # a summary is fetched, which a browser refuses for pages from a file
toc_object_entries = False  # thousands of names in every page's contents

apidoc_modules = [{"path": "../descent", "destination": "library", "max_depth": 2}]
apidoc_separate_modules = False
autodoc_default_options = {"ignore-module-all": True}  # what a package takes from its modules is documented there
autodoc_member_order = "bysource"
autodoc_typehints = "none"

TEMPLATES = ("found/", "about/performance", "own", "notebooks")
"""How the names of pages begin that ask for numbers."""
NO_RESULTS = "docs: no results, so the pages have no numbers and figures; `make figures` or `make quick` makes them"
CODE = re.compile(r"`([^`]+)`")


def restructured(app, what, name, obj, options, lines: list[str]):
    """A docstring as reStructuredText: it is plain text, with code between single backticks."""
    parts = CODE.split("\n".join(lines))
    parts[::2] = (re.sub(r"([*_|\\])", r"\\\1", part) for part in parts[::2])
    parts[1::2] = (f"\\ ``{part.strip()}``\\ " for part in parts[1::2])
    lines[:] = "".join(parts).split("\n")


def left_out(app, what, name, obj, skip, options) -> bool | None:
    """Whether a member is left out, as pydantic's own settings are: they say nothing of a method."""
    return True if name == "model_config" else None


def open_results(app):
    """Finds the results once, and says in one line where there are none."""
    folder = results_of(app.config.results, ROOT)
    if folder is None:
        print(NO_RESULTS, file=sys.stderr)
    app.findings = Findings(folder, PAGES)


def fill(app, page: str, source: list[str]):
    """Fills a page that is a template."""
    if page.startswith(TEMPLATES):
        known = {
            name: getattr(app.findings, name) for name in dir(Findings) if not name.startswith("_") and name not in ("claims", "captions")
        }
        config = yaml.safe_load((ROOT / "config.yaml").read_text())
        known |= {"costs": costs(ROOT / "expected/costs.csv", config), "notebooks": notebooks(Path(app.outdir))}
        source[0] = jinja2.Template(source[0], undefined=jinja2.StrictUndefined).render(known)


def notebooks(site: Path) -> str:
    """Links to the notebooks that have been executed, where there are any."""
    made = sorted(page.stem for page in site.glob("notebooks/*.html"))
    links = [f'- <a href="notebooks/{name}.html">{name}</a>' for name in made if name != "index"]
    return "\n".join(links) or "They have not been executed: `make notebooks` does that, and links them here."


def setup(app):
    """Connects what is above."""
    app.add_config_value("results", "", "env")
    app.connect("builder-inited", open_results)
    app.connect("source-read", fill)
    app.connect("autodoc-process-docstring", restructured)
    app.connect("autodoc-skip-member", left_out)
