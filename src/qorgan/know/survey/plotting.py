"""Pictures of a survey: groups beside one another, and the steps of a funnel. What may not be published is not drawn."""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.know.survey.estimates import Estimate, rounded

_KNOWN, _QUIET, _GRID = "#1f5f8b", "#444444", "#dddddd"  # the first two at least 4.5 to 1 on white
_WIDE: Final = 8.0


def panel(rows: Sequence[Estimate], title: str, *, zero: bool = False) -> Figure:
    """Draw a point and its interval for every row.

    Parameters
    ----------
    rows : sequence of Estimate
        At least one. Withheld ones keep their line, with a word instead of a number; bracketed ones are hollow.
    title : str
    zero : bool
        Whether to mark 0, where there is no difference.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = _canvas(rows, title)
    for place, one in enumerate(rows):
        if not one.is_publishable or one.point is None or one.low is None or one.high is None:
            _withheld(axes, place)
            continue
        axes.plot([one.low, one.high], [place, place], color=_KNOWN, linewidth=2, solid_capstyle="butt")
        axes.plot(one.point, place, marker="o", color=_KNOWN, markerfacecolor="white" if one.is_bracketed else _KNOWN)
    if zero:
        axes.axvline(0, color=_QUIET, linewidth=1, linestyle=":")
    return figure


def funnel(rows: Sequence[Estimate], title: str) -> Figure:
    """Draw a bar from 0 for every step, its interval on top, and its share in words.

    Parameters
    ----------
    rows : sequence of Estimate
        Shares, in the order of the steps.
    title : str
    """
    figure, axes = _canvas(rows, title)
    for place, one in enumerate(rows):
        if not one.is_publishable or one.point is None or one.low is None or one.high is None:
            _withheld(axes, place)
            continue
        axes.barh(place, 100 * one.point, height=0.5, color="white" if one.is_bracketed else _KNOWN, edgecolor=_KNOWN)
        axes.plot([100 * one.low, 100 * one.high], [place, place], color=_QUIET, linewidth=2, marker="|", markersize=9)
        said = rounded(100 * one.point, 100 * one.known_to)
        axes.text(
            100 * one.high + 1, place, f"({said} %)" if one.is_bracketed else f"{said} %", va="center", fontsize=9
        )
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("%")
    return figure


def _canvas(rows: Sequence[Estimate], title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDE, 1.2 + 0.45 * len(rows)), layout="constrained")
    figure.suptitle(title, wrap=True, fontsize=11)
    axes = figure.add_subplot()
    axes.set_yticks(range(len(rows)), [one.group or "all" for one in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)  # the first on top
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=_GRID)
    axes.set_axisbelow(True)
    return figure, axes


def _withheld(axes: Axes, place: int) -> None:
    axes.text(0.02, place, "not published", va="center", fontsize=9, color=_QUIET, transform=axes.get_yaxis_transform())
