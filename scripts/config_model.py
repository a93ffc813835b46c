"""The keys of config.yaml other than parameters, with their types and limits."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from scripts import layout
from scripts.expression import RESERVED, is_expression


def _matching(pattern: str, allowed: str):
    """A check that a text matches a pattern."""

    def matching(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(allowed)
        return text

    return AfterValidator(matching)


def _different(values):
    """The list itself if it has no repeated value. 1 and 1.0 are the same value; 1 and true are not."""
    if isinstance(values, list) and len({repr(layout.plain(value)) for value in values}) < len(values):
        raise ValueError("has a value twice")
    return values


Name = Annotated[
    str,
    _matching(
        r"(?!.*(.+)\1{19})[A-Za-z0-9_]{1,64}", "a name must be at most 64 letters, digits and _, and repeat no part of itself twenty times"
    ),
]
Paper = Annotated[str, _matching(r"[a-z]{1,64}", "a paper's name must be at most 64 small letters")]
Values = Annotated[list, BeforeValidator(_different), Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


def _number_or_arithmetic(value):
    """The value itself if it is a number or arithmetic."""
    if isinstance(value, bool) or not (isinstance(value, int | float) or is_expression(value)):
        raise ValueError('must be a number or arithmetic, such as "= c/ell"')
    return value


def _of_no_other(name: str) -> str:
    """The name itself if arithmetic does not already use it."""
    if name in RESERVED:
        raise ValueError(f"arithmetic has this name already, as it has {', '.join(sorted(RESERVED))}")
    return name


class Experiment(_Part):
    """A study: a grid of parameters. Every combination of their values is a cell."""

    paper: Literal["escape", "oneneuron", "convbias", "balance", "own", "lecture"] = Field(
        description="The paper that the study belongs to; own: a network or an objective of your own; lecture: built for that page alone."
    )
    file: str | None = Field(
        None, description="A Python file of your own, with build, data and loss; its place is relative to the configuration's folder."
    )
    seeds: int = Field(ge=1, le=1_000_000, description="Runs in every cell. More seeds add runs and leave the finished ones alone.")
    shard_size: int = Field(
        64,
        ge=1,
        description="Runs that one job trains together; finished shards stay. It has no influence on a run's bits.",
    )
    train: Name | None = Field(
        None, description="The script in scripts/train that runs it; if not given, own where there is a file, else the experiment's name."
    )
    metrics: Name | None = Field(None, description="The script in scripts/metrics that measures it; likewise.")
    grid: dict[str, Values] = Field(description="Parameters with their lists of values; every combination is a cell.")
    fixed: dict = Field({}, description="Parameters with one value in all cells that take them; the rest have their defaults.")
    constants: dict[Annotated[Name, AfterValidator(_of_no_other)], Annotated[Any, AfterValidator(_number_or_arithmetic)]] = Field(
        {}, description="Numbers that no cell takes, for arithmetic alone: in grid, fixed, other constants, and predictions."
    )


class Style(_Part):
    """The look of figures."""

    width: float = Field(5.5, ge=1, le=50, description="Width of a figure in inches; that of a paper's text is 5.5, of a column 3.25.")
    font_size: float = Field(9.0, ge=2, le=50, description="Size of its axes' labels in points; other texts are in proportion.")
    notes: bool = Field(False, description="Whether a figure says below it what was run, for slides; its caption always does.")
    formats: Annotated[list[Literal["pdf", "svg", "png", "pgf"]], BeforeValidator(_different)] = Field(
        ["pdf", "svg", "png"], description="Files of a figure. PNG is made in any case: the page of claims shows it. pgf needs LaTeX."
    )


class Figure(_Part):
    """A figure, drawn by scripts/plots/<paper>/<name>.py."""

    experiments: Annotated[list[str], BeforeValidator(_different), Field(min_length=1)] = Field(
        alias="from", description="The experiments whose metrics it draws."
    )
    curves: bool = Field(False, description="Whether it reads the runs themselves too, for curves and paths.")
    width: float | None = Field(None, ge=1, le=50, description="Its own width in inches, in place of style.width.")
    font_size: float | None = Field(None, ge=2, le=50, description="Its own size in points, in place of style.font_size.")


class Moving(_Part):
    """A moving picture of the page for a lecture, made by scripts/lecture/<name>.py."""

    experiments: Annotated[list[str], BeforeValidator(_different), Field(min_length=1)] = Field(
        alias="from", description="The experiments whose metrics and runs it shows."
    )


class Configuration(_Part):
    """What config.yaml may hold."""

    seed: int = Field(ge=0, description="The root of every random number. Another seed is another sample of everything.")
    results: Annotated[
        str,
        Field(min_length=1, description="The folder that everything is written to."),
        _matching(
            r"[^-~\s{}<>:]([^{}<>:]*[^\s{}<>:])?",
            "must be a path without { } < > : that does not begin with - or ~ and has no space at its ends",
        ),
    ]
    style: Style = Field(Style(), description="How figures look. Other values redraw them, and train nothing.")
    experiments: dict[Name, Experiment] = Field(min_length=1, description="The studies, by name.")
    figures: dict[Paper, dict[Name, Figure]] = Field(description="The figures, by paper and name.")
    lecture: dict[Name, Moving] = Field({}, description="The moving pictures of the page for a lecture, by name, in their order.")
