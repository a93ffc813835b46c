"""Captions are reStructuredText that the report can render. A bar or a star in the wrong place would be an error on its page."""

from pathlib import Path

import jinja2
import pytest
import yaml
from docutils.core import publish_parts

from scripts.configuration import complete

ROOT = Path(__file__).resolve().parents[2]
CAPTIONS = sorted((ROOT / "report").glob("*/*.rst"))


@pytest.fixture(scope="module")
def experiments():
    """The configuration's experiments, with their defaults filled in."""
    return complete(yaml.safe_load((ROOT / "config.yaml").read_text()), [ROOT])["experiments"]


@pytest.mark.parametrize("caption", CAPTIONS, ids=[f"{path.parent.name}/{path.stem}" for path in CAPTIONS])
def test_a_caption_renders_without_a_complaint(caption, experiments):
    own = {"studies": [{"name": "mine", "file": "own/my_net.py", "seeds": 64}]}
    text = jinja2.Template(caption.read_text(), undefined=jinja2.StrictUndefined).render(experiments | own)
    page = publish_parts(text, writer="html", settings_overrides={"report_level": 1, "warning_stream": False})["fragment"]
    assert "system-message" not in page
