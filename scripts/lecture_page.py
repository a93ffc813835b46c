"""The page for a lecture, which works offline: report/lecture.html filled with moving pictures and the library that draws them."""

import json
from pathlib import Path

import jinja2
from plotly.offline import get_plotlyjs

from scripts import choices, style
from scripts.job import JobError, arguments, job, whole
from scripts.long_arguments import take
from scripts.moving import as_json
from scripts.study import Study

CHOICES = {"picture": ("scripts.lecture",)}


def main():
    """Read the runs of every picture and the template; write lecture.html."""
    given = arguments(pictures=None, template=None, results=None, output=None)
    with job("lecture", given.log), whole(given.output) as part:
        pictures, moving = [], {}
        for name, picture in take(given.pictures).items():
            studies = {study: Study(study, given.results) for study in picture["from"]}
            shown = choices.load(CHOICES, "picture", name).show(**studies)
            pictures.append({"name": name, "title": shown.title, "text": shown.text, "sliders": shown.sliders, "panels": shown.panels})
            moving[name] = as_json(shown)
        if not pictures:
            raise JobError("config: lecture: it names no pictures")
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        page = environment.from_string(Path(given.template).read_text())
        data = json.dumps(moving, separators=(",", ":"), allow_nan=False, ensure_ascii=False).replace("</", "<\\/")
        colours = {"ink": style.BLACK, "grey": style.GREY, "accent": style.BLUE}
        part.write_text(page.render(pictures=pictures, data=data, library=get_plotlyjs(), colours=colours))


if __name__ == "__main__":
    main()
