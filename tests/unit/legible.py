"""Texts of a figure that a reader cannot read: they are cut off, overlap, or are too small."""

from dataclasses import dataclass

from matplotlib.backends.backend_agg import RendererAgg

SLACK = 1.0
"""Overlap of text boxes that is allowed, in points. A box has room for descenders and accents that its text may lack."""


@dataclass
class Drawn:
    """A text in a drawn figure: its words, its box in points, its size in points."""

    words: str
    left: float
    bottom: float
    right: float
    top: float
    size: float

    def meets(self, other: "Drawn") -> bool:
        """Whether two boxes overlap."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > SLACK and min(self.top, other.top) - max(self.bottom, other.bottom) > SLACK

    def within(self, width: float, height: float) -> bool:
        """Whether the box lies in a figure of this width and height in points."""
        return self.left > -SLACK and self.bottom > -SLACK and self.right < width + SLACK and self.top < height + SLACK


class Recorder(RendererAgg):
    """A renderer that keeps the texts that it draws. A text with several lines is kept once."""

    def __init__(self, *given):
        super().__init__(*given)
        self.texts = {}

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Keep the text that a line belongs to."""
        if mtext is not None and s.strip():
            self.texts[id(mtext)] = mtext
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)


def drawn(fig) -> list[Drawn]:
    """All texts that a figure shows."""
    pixels = fig.dpi / 72
    recorder = Recorder(*fig.bbox.size, fig.dpi)
    fig.draw(recorder)
    texts = []
    for text in recorder.texts.values():
        box = text.get_window_extent(recorder)
        size = text.get_fontsize()
        texts.append(Drawn(text.get_text(), box.x0 / pixels, box.y0 / pixels, box.x1 / pixels, box.y1 / pixels, size))
    return texts


def faults(fig, smallest: float = 7.0) -> list[str]:
    """The faults of a figure's texts, one line each; empty if all texts can be read. smallest: points."""
    texts, (width, height) = drawn(fig), 72 * fig.get_size_inches()
    found = [f"cut off: {text.words!r}" for text in texts if not text.within(width, height)]
    found += [f"{text.size:.1f} points: {text.words!r}" for text in texts if text.size < smallest - 1e-9]
    for place, text in enumerate(texts):
        found += [f"on each other: {text.words!r}, {other.words!r}" for other in texts[:place] if text.meets(other)]
    return found
