"""Execute the notebooks of docs/notebooks and render them: `python docs/render.py build/docs/notebooks`.

Each becomes a page, <name>.html, that needs nothing from the network, and a notebook with its outputs, <name>.ipynb; index.html leads to
all. Where a cell fails, the notebook, the cell and the error are printed, and there is no page.
"""

import argparse
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.py"))
SECONDS = 300
"""A cell that takes longer hangs."""
LOOK = """<style>
main { font-family: sans-serif; max-width: 66rem; margin: 0 auto; padding: 1rem; }
.jp-RenderedHTMLCommon { font-size: 15px; }
.jp-RenderedText pre { font-size: 12px; white-space: pre; overflow-x: auto; }
.jp-RenderedImage img { max-width: 100%; height: auto; }
</style>"""


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook, kept as text with `# %%` before each cell, with the outputs of its cells. Raises CellExecutionError."""
    notebook = jupytext.read(path, fmt="py:percent")
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--InlineBackend.figure_format=retina", "--InteractiveShell.colors=nocolor", "--log-level=ERROR"],
    )
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return client.execute(env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"})


def page(notebook: nbformat.NotebookNode, title: str) -> str:
    """A notebook with its outputs as one HTML page, which loads nothing and has no scripts."""
    exporter = HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}})
    return re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL).replace("</head>", f"{LOOK}</head>", 1)


def render(path: Path, folder: Path):
    """Execute a notebook, and write its page and its outputs into a folder."""
    notebook = execute(path)
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{path.stem}.ipynb")
    (folder / f"{path.stem}.html").write_text(page(notebook, path.stem))


def index(folder: Path) -> str:
    """A page that leads to all notebooks of a folder by their titles."""
    titles = {
        path.stem: nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].strip("# ") for path in sorted(folder.glob("*.ipynb"))
    }
    links = "\n".join(f'<li><a href="{name}.html">{title}</a></li>' for name, title in titles.items())
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Notebooks</title>{LOOK}<main><ul>\n{links}\n</ul></main></html>\n'


def main(arguments: list[str] | None = None):
    """As many notebooks at a time as there are processors."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("notebooks", type=Path, nargs="*", default=NOTEBOOKS)
    given = parser.parse_args(arguments)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {path: pool.submit(render, path, given.folder) for path in given.notebooks}
    failed = {path: run.exception() for path, run in running.items() if run.exception()}
    for path, error in failed.items():
        if not isinstance(error, CellExecutionError):
            raise error
        print(f"{path}: {error}", file=sys.stderr)
    if failed:
        sys.exit(1)
    (given.folder / "index.html").write_text(index(given.folder))


if __name__ == "__main__":
    main()
